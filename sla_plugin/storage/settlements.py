"""What was settled at the end of contracts, and what was found out afterwards. It only grows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tortoise import fields

from sla_plugin.domain.ids import ContractId, TicketId
from sla_plugin.domain.money import Money
from sla_plugin.domain.termination.charges import Days, Prepayment
from sla_plugin.storage.rows import Row
from sla_plugin.storage.session import Session

_DIGITS, _PLACES = 19, 4


class SettlementRow(Row):
    """`content`: in the very form that is hashed."""

    contract_id = fields.UUIDField()
    case_id = fields.UUIDField()
    content: Any = fields.JSONField()
    hash = fields.TextField()
    approved_by: Any = fields.JSONField()
    sealed_by = fields.TextField()
    sealed_at = fields.DatetimeField()

    class Meta:
        table = "settlement"


class SettlementAdjustmentRow(Row):
    """`amount`: what the customer owes besides; negative for what it gets back."""

    contract_id = fields.UUIDField()
    settlement_id = fields.UUIDField()
    what = fields.TextField()
    because = fields.TextField()
    amount = fields.DecimalField(_DIGITS, _PLACES)
    currency = fields.TextField()
    recorded_by = fields.TextField()
    recorded_at = fields.DatetimeField()

    class Meta:
        table = "settlement_adjustment"


class PrepaymentRow(Row):
    """Both days are inclusive."""

    contract_id = fields.UUIDField()
    what = fields.TextField()
    since = fields.DateField()
    until = fields.DateField()
    amount = fields.DecimalField(_DIGITS, _PLACES)
    currency = fields.TextField()
    recorded_by = fields.TextField()
    recorded_at = fields.DatetimeField()

    class Meta:
        table = "contract_prepayment"

    def value(self) -> Prepayment:
        return Prepayment(Days(self.since, self.until), Money(self.amount.normalize(), self.currency))


_MARK_SETTLED_DUE = """
update contract set next_instant = least(next_instant, $4)
where tenant_id = $1 and id in (
    select s.contract_id from settlement s
    join termination_case t on t.tenant_id = s.tenant_id and t.id = s.case_id
    where s.tenant_id = $1 and t.ends_at > $3
    and (exists (select from clock c where c.tenant_id = s.tenant_id and c.contract_id = s.contract_id
                 and c.ticket_id = any($2::uuid[]))
         or exists (select from jsonb_array_elements(s.content -> 'clocks') closed
                    where (closed ->> 'ticket')::uuid = any($2::uuid[])))
)
"""


_MARK_SEALED_DUE = """
update contract set next_instant = least(next_instant, $3)
where tenant_id = $1 and id = $2
and exists (select from settlement s where s.tenant_id = $1 and s.contract_id = $2)
"""


async def mark_sealed_due(session: Session, contract: ContractId, now: datetime) -> None:
    """Where it has a sealed settlement: what is owed may be something else by now."""
    await session.sql(_MARK_SEALED_DUE, contract, now)


async def mark_settled_due(
    session: Session, tickets: Sequence[TicketId], since: datetime, now: datetime
) -> None:
    """Contracts with a sealed settlement of which these tickets have a clock, or had one then, and of whose
    time something has become known: what happened at `since`, or later."""
    await session.sql(_MARK_SETTLED_DUE, list(tickets), since, now)
