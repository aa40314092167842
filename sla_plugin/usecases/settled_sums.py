"""What a customer owes when its contract has ended, and what it gets back, line by line."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sla_plugin.domain.contracting.content import VersionContent
from sla_plugin.domain.contracting.lines import ContractLine
from sla_plugin.domain.money import Money
from sla_plugin.domain.termination.cases import Case
from sla_plugin.domain.termination.charges import last_charge, refund
from sla_plugin.domain.termination.ends import End
from sla_plugin.domain.termination.settlement import Item, Sum
from sla_plugin.storage.contract_record import ContractRecord
from sla_plugin.storage.credits import credits_of
from sla_plugin.storage.services import ServiceRow
from sla_plugin.storage.settlements import PrepaymentRow
from sla_plugin.usecases.plan_end import early_fee_of, lines_that_end


async def sums(record: ContractRecord, case: Case, content: VersionContent, end: End) -> tuple[Sum, ...]:
    """Charges of the last period by actual days; what was paid in advance for the days after; the fee of an
    early end; and the credits, which no later invoice could offset. A fee in dispute is reserved."""
    found = [*await _charges(record, content, case, end)]
    if case.is_whole:
        found += [*await _refunds(record, end), *await _credits(record, end)]
    fee, clause = early_fee_of(record, content, case, end), content.clauses.at_its_end.fee
    if fee is not None and clause is not None:
        item = Item.RESERVED if case.is_disputed else Item.FEE
        found.append(Sum(item, "early end", f"{clause.value} {clause.kind}", fee))
    return tuple(found)


async def _charges(record: ContractRecord, content: VersionContent, case: Case, end: End) -> list[Sum]:
    codes = {row.id: row.code for row in await record.session.query(ServiceRow)}
    starts_on = record.terms[0].starts_on if record.terms else content.effective_on
    found = []
    for line in sorted(lines_that_end(content.lines, case), key=lambda one: _place(one, codes)):
        charge = last_charge(line, starts_on, end.effective_on)
        if charge is not None:
            basis = f"{charge.used.count} of {charge.period.count} days of {charge.full.amount}"
            found.append(Sum(Item.CHARGE, codes[line.service], basis, charge.amount))
    return found


async def _refunds(record: ContractRecord, end: End) -> list[Sum]:
    found = []
    for row in (
        await record.session.query(PrepaymentRow).filter(contract_id=record.id).order_by("since", "id")
    ):
        back = refund(row.value(), end.effective_on)
        if back.amount:
            basis = f"{row.amount.normalize():f} for {row.since} to {row.until}, used to {end.effective_on}"
            found.append(Sum(Item.REFUND, row.what, basis, -back))
    return found


async def _credits(record: ContractRecord, end: End) -> list[Sum]:
    """Of the time until the end: what was given for later was given for nothing."""
    return [
        Sum(
            Item.CREDIT,
            row.metric,
            f"{row.kind} for {row.starts_at.date()}",
            -Money(row.amount, row.currency),
        )
        for row in await credits_of(record.session, [record.id])
        if row.starts_at < end.ends_at
    ]


def _place(line: ContractLine, codes: Mapping[UUID, str]) -> tuple[str, str, str]:
    return codes[line.service], str(line.service_level), str(line.site)
