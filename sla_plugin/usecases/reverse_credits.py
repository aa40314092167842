"""Take back the credits of time that a contract, as it turned out, did not live to see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from sla_plugin.domain.credit_rows import Entitlement, rows_due
from sla_plugin.domain.microseconds import MICROSECOND
from sla_plugin.domain.money import Money
from sla_plugin.domain.periods import Period
from sla_plugin.domain.termination.cases import Case
from sla_plugin.domain.termination.charges import Days
from sla_plugin.domain.termination.ends import End
from sla_plugin.storage.contract_record import ContractRecord
from sla_plugin.storage.credits import ChargedPeriodRow, CreditTableRow, credits_of


async def reverse_credits(record: ContractRecord, case: Case, end: End, now: datetime) -> None:
    """Of every period that begins at the end or after it, and of the one that holds it for the days after, by
    new rows; again, it changes nothing.

    A period that holds the end was charged in full only by who did not know of it: what was given since the
    case was opened is left alone. What share its shorter time attained is told by accruing it anew."""
    rows = await credits_of(record.session, [record.id])
    for metric in sorted({row.metric for row in rows}):
        ours = [row for row in rows if row.metric == metric]
        short = tuple(_cut_short(record, case, end, ours))
        for one in rows_due([*_after(ours, end), *short], [row.value() for row in ours]):
            await record.session.add(
                CreditTableRow(
                    contract_id=record.id,
                    metric=metric,
                    starts_at=one.period.start,
                    ends_at=one.period.end,
                    kind=one.kind.value,
                    amount=one.amount.amount,
                    currency=one.amount.currency,
                    recorded_at=now,
                )
            )
        for cut in short:
            await _charge_less(record, metric, cut)


def _after(rows: Iterable[CreditTableRow], end: End) -> Iterator[Entitlement]:
    after = [row for row in rows if row.starts_at >= end.ends_at]
    for period in sorted({row.value().period for row in after}):
        nothing = Money.none(after[0].currency)
        yield Entitlement(period, Fraction(0), nothing, nothing)


def _cut_short(
    record: ContractRecord, case: Case, end: End, rows: Iterable[CreditTableRow]
) -> Iterator[Entitlement]:
    """`share`: of the period's days."""
    held = [row for row in rows if row.starts_at < end.ends_at < row.ends_at]
    if not held or any(row.recorded_at >= case.opened_at for row in held):
        return
    period, zone = held[0].value().period, ZoneInfo(record.contract.zone)
    days = _days(period, zone)
    used = Days(days.since, end.effective_on)
    given = sum((row.value().amount for row in held), Money.none(held[0].currency))
    share = Fraction(used.count, days.count)
    yield Entitlement(period, share, given, given.part(share))


def _days(period: Period, zone: ZoneInfo) -> Days:
    return Days(period.start.astimezone(zone).date(), (period.end - MICROSECOND).astimezone(zone).date())


async def _charge_less(record: ContractRecord, metric: str, one: Entitlement) -> None:
    """So that whoever accrues another month of the year does not give it again."""
    which = {"contract_id": record.id, "metric": metric, "starts_at": one.period.start}
    for row in await record.session.query(ChargedPeriodRow).filter(**which):
        await record.session.change(ChargedPeriodRow, which, amount=row.charge.part(one.share).amount)
