"""What a customer owes when its contract has ended, and what it gets back, line by line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from sla_plugin.domain.contracting.versions import SignedVersion
from sla_plugin.domain.money import Money
from sla_plugin.domain.periods import midnight
from sla_plugin.domain.termination.cases import Case
from sla_plugin.domain.termination.charges import Charge, last_charge, paid_of
from sla_plugin.domain.termination.ends import End
from sla_plugin.domain.termination.settlement import Item, Sum
from sla_plugin.domain.termination.stretches import Stretch
from sla_plugin.storage.contract_record import ContractRecord
from sla_plugin.storage.credits import credits_of
from sla_plugin.storage.services import ServiceRow
from sla_plugin.usecases.lines_in_force import charged_stretches
from sla_plugin.usecases.plan_end import early_fee_of
from sla_plugin.usecases.prepaid import Paid, paid_ahead
from sla_plugin.usecases.termination_cases import CasesOnRecord


async def sums(cases: CasesOnRecord, case: Case, version: SignedVersion, end: End) -> tuple[Sum, ...]:
    """Charges of the last period by actual days, less what was paid for these days in advance; what was paid
    for the days after; the credits that no later invoice could offset; and the fee of an early end. A fee in
    dispute is reserved."""
    charges = await _charges(cases, case, end)
    paid = await paid_ahead(cases, case, end)
    charged, invoiced = _charged(charges, paid, end)
    found = [*charged, *_refunds(paid, end)]
    if case.is_whole:
        found += await _credits(cases.record, end, max(invoiced, default=None))
    fee, clause = early_fee_of(cases, version, case, end), version.content.clauses.at_its_end.fee
    if fee is not None and clause is not None:
        item = Item.RESERVED if case.is_disputed else Item.FEE
        found.append(Sum(item, "early end", f"{clause.value} {clause.kind}", fee))
    return tuple(found)


async def _charges(cases: CasesOnRecord, case: Case, end: End) -> list[tuple[str, Charge]]:
    """With the code of the service."""
    codes = {row.id: row.code for row in await cases.record.session.query(ServiceRow)}
    found = []
    for stretch in sorted(charged_stretches(cases, case, end), key=lambda one: _place(one, codes)):
        charge = last_charge(stretch.line, stretch.days, end.effective_on)
        if charge is not None:
            found.append((codes[stretch.line.service], charge))
    return found


def _charged(
    charges: Sequence[tuple[str, Charge]], paid: Sequence[Paid], end: End
) -> tuple[list[Sum], list[date]]:
    """And of each charge the day from which on no other invoice takes it up: the first of its billing period,
    or of what was paid in advance for it."""
    found, invoiced, left = [], [], [one.used for one in paid]
    for code, charge in charges:
        basis = f"{charge.used.count} of {charge.period.count} days of {charge.full.amount}"
        found.append(Sum(Item.CHARGE, code, basis, charge.amount))
        since = charge.period.since
        for n, one in enumerate(paid):
            if not one.pays_for(charge):
                continue
            part = paid_of(charge, one.prepaid, left[n])
            if part.amount:
                left[n] -= part
                since = one.prepaid.period.since
                found.append(Sum(Item.PREPAID, code, _used(one, end), -part))
        invoiced.append(since)
    return found, invoiced


def _refunds(paid: Sequence[Paid], end: End) -> list[Sum]:
    return [Sum(Item.REFUND, one.what, _used(one, end), -one.back) for one in paid if one.back.amount]


def _used(one: Paid, end: End) -> str:
    amount, period = one.prepaid.amount.amount, one.prepaid.period
    return f"{amount.normalize():f} for {period.since} to {period.until}, used to {end.effective_on}"


async def _credits(record: ContractRecord, end: End, invoiced: date | None) -> list[Sum]:
    """Of the time until the end: what was given for later was given for nothing. What was given before the
    last invoice (`invoiced`; None: there is none) was set off against it, or against one before.

    Which invoice took up a credit is on no record here: that each takes up all that was given before its
    period is taken for granted. One that was sent between a backdated end and its case is not known of."""
    zone = ZoneInfo(record.contract.zone)
    since = None if invoiced is None else midnight(invoiced, record.contract.zone)
    return [
        Sum(
            Item.CREDIT,
            row.metric,
            f"{row.kind} for {row.starts_at.astimezone(zone).date()}",
            -Money(row.amount, row.currency),
        )
        for row in await credits_of(record.session, [record.id])
        if row.starts_at < end.ends_at and (since is None or since <= row.recorded_at)
    ]


def _place(stretch: Stretch, codes: Mapping[UUID, str]) -> tuple[str, str, str, date]:
    line = stretch.line
    return codes[line.service], str(line.service_level), str(line.site), stretch.days.since
