"""Put on record what a customer has paid in advance, so that the unused part is given back at the end."""

from __future__ import annotations

from uuid import UUID

from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.ids import ContractId
from sla_plugin.domain.roles import Role
from sla_plugin.domain.termination.charges import Prepayment
from sla_plugin.errors import BadInput, Code
from sla_plugin.storage.contract_record import take_up
from sla_plugin.storage.session import Session
from sla_plugin.storage.settlements import PrepaymentRow
from sla_plugin.usecases.contract_cases import recorded_content
from sla_plugin.usecases.draft_contract import require_role

BOOKKEEPERS = frozenset({Role.FINANCE})


async def record_prepayment(
    session: Session, deed: Deed, which: ContractId, what: str, prepayment: Prepayment
) -> UUID:
    """Forbidden `right.role`; BadInput `text.empty`, `dates.reversed`, `currency.mixed`; NotFound; Conflict
    `contract.unrecorded`."""
    require_role(deed, BOOKKEEPERS)
    record = await take_up(session, which)
    period, amount = prepayment.period, prepayment.amount
    if not what.strip():
        raise BadInput(Code.TEXT_EMPTY, "Nobody would know what was paid.", field="what")
    if period.until < period.since:
        raise BadInput(
            Code.DATES_REVERSED,
            f"What is paid for would end on {period.until}, before {period.since}.",
            field="until",
        )
    currency = recorded_content(record, deed.at).currency
    if amount.currency != currency:
        raise BadInput(
            Code.CURRENCIES_MIXED,
            f"The contract is in {currency}, and the payment in {amount.currency}.",
            hint="Give all amounts of a contract in one currency.",
            field="amount",
        )
    row = PrepaymentRow(
        contract_id=record.id,
        what=what,
        since=period.since,
        until=period.until,
        amount=amount.amount,
        currency=amount.currency,
        recorded_by=deed.actor.name,
        recorded_at=deed.at,
    )
    await record.add(row)
    await record.write_down(deed, "contract.prepayment_recorded")
    return row.id
