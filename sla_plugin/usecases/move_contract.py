"""Put a contract below another one, such as its framework."""

from __future__ import annotations

from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.ids import ContractId
from sla_plugin.errors import BadInput, Code, NotFound
from sla_plugin.storage.contract_record import take_up
from sla_plugin.storage.contracts import contract_lineage, one_move_at_a_time
from sla_plugin.storage.session import Session
from sla_plugin.usecases.draft_contract import require_role
from sla_plugin.usecases.record_contract import RECORDERS


async def move_contract(
    session: Session, deed: Deed, which: ContractId, expected: int | None, parent: ContractId | None
) -> ContractId:
    """None: it stands by itself. BadInput `tree.cycle`, NotFound, Forbidden `right.role`, Conflict
    `object.version_conflict`."""
    require_role(deed, RECORDERS)
    # Two moves at once could close a circle that neither of them sees.
    await one_move_at_a_time(session)
    record = await take_up(session, which, expected)
    if parent is not None:
        above = await contract_lineage(session, parent)
        if not above:
            raise NotFound(Code.NOT_FOUND, "There is no such contract.", field="parent")
        if which in above:
            raise BadInput(
                Code.TREE_CYCLE,
                "The contract would stand below itself.",
                hint="Choose a parent that is not below it.",
                field="parent",
            )
    await record.change(record.contract, parent_id=parent, revision=record.contract.revision + 1)
    await record.write_down(deed, "contract.moved")
    return which
