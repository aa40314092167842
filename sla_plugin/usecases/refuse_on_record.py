"""What somebody was refused is in the trail, too, where it matters who tried."""

from __future__ import annotations

from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.ids import ContractId
from sla_plugin.errors import NotFound, SlaError
from sla_plugin.storage.contract_record import take_up
from sla_plugin.storage.session import Session


async def refuse_on_record(
    session: Session, deed: Deed, which: ContractId, tried: str, refusal: SlaError
) -> None:
    """Nothing else has changed by then. Of a contract that is not there, nothing is written down."""
    try:
        record = await take_up(session, which)
    except NotFound:
        return
    await record.write_down(deed, "contract.refused", {"tried": tried, "code": refusal.code.value})
