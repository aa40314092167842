"""Which tickets a service report is made from."""

from __future__ import annotations

from collections.abc import Sequence

from sla_plugin.domain.ids import OrganisationId, TicketId
from sla_plugin.domain.periods import Period
from sla_plugin.storage.session import Session

_CONCERNED = """
select t.id from ticket t
where t.tenant_id = $1 and t.customer_id = any($2::uuid[]) and t.opened_at < $5
  and (t.opened_at >= $3
       or exists (select from clock c where c.tenant_id = t.tenant_id and c.ticket_id = t.id
                  and (c.stopped_at is null or c.stopped_at >= $4))
       or exists (select from fact f where f.tenant_id = t.tenant_id and f.ticket_id = t.id
                  and f.kind = 'OUTCOME' and f.occurred_at >= $4 and f.occurred_at < $5))
union
select ticket_id from counted
where tenant_id = $1 and customer_id = any($2::uuid[]) and at >= $3 and at < $5
"""


async def tickets_concerned(
    session: Session, customers: Sequence[OrganisationId], trend: Period, month: Period
) -> list[TicketId]:
    """Of these customers: opened in the months of the trend, alive or rated in the month, or counted for
    them whosever they are now."""
    rows = await session.sql(_CONCERNED, list(customers), trend.start, month.start, month.end)
    return [TicketId(row["id"]) for row in rows]
