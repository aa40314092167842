"""All contracts of a tenant, and those of which nothing is left but their trail."""

from __future__ import annotations

from collections.abc import Sequence

from sla_plugin.domain.ids import ContractId
from sla_plugin.storage.session import Session

_ON_RECORD = """
select c.id, c.number from contract c where c.tenant_id = $1
union all
select gone.contract_id, null
from (
    select contract_id from contract_audit where tenant_id = $1
    union
    select contract_id from contract_audit_head where tenant_id = $1
) gone
where not exists (select from contract c where c.tenant_id = $1 and c.id = gone.contract_id)
order by number, id
"""


async def contracts_on_record(session: Session) -> Sequence[tuple[ContractId, str]]:
    """Each with its number, in their order; where that is gone, its id stands in for it."""
    found = await session.sql(_ON_RECORD)
    return [(ContractId(row["id"]), row["number"] or str(row["id"])) for row in found]
