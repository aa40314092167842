"""What is owed for the time until a contract ends, and what is given back, by actual days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from sla_plugin.domain.contracting.ending import EarlyFee, FeeKind
from sla_plugin.domain.contracting.lines import Billing, ContractLine
from sla_plugin.domain.dates import ONE_DAY
from sla_plugin.domain.money import Money
from sla_plugin.domain.notice.months import period_end
from sla_plugin.domain.periods import add_months

_MONTHS = {Billing.MONTHLY: 1, Billing.QUARTERLY: 3, Billing.YEARLY: 12}


@dataclass(frozen=True, slots=True)
class Days:
    """Both inclusive."""

    since: date
    until: date

    @property
    def count(self) -> int:
        return (self.until - self.since).days + 1

    def within(self, other: Days) -> Days | None:
        """Those of both; None where there are none."""
        since, until = max(self.since, other.since), min(self.until, other.until)
        return Days(since, until) if since <= until else None


@dataclass(frozen=True, slots=True)
class Charge:
    """`used` of `period` was delivered; `full` is the price of all of it."""

    line: ContractLine
    period: Days
    used: Days
    full: Money
    amount: Money


@dataclass(frozen=True, slots=True)
class Prepayment:
    """Paid in advance for all of a period."""

    period: Days
    amount: Money


def part_of(full: Money, period: Days, used: Days) -> Money:
    """By actual days, rounded half up to the smallest coin."""
    return full.part(Fraction(used.count, period.count))


def last_charge(line: ContractLine, in_force: Days, effective_on: date) -> Charge | None:
    """For the billing period in which the contract ends: calendar months, quarters or years. `in_force`: when
    the line was. None for what is paid once, or has no price, or is not delivered in that period."""
    months = _MONTHS.get(line.billing)
    if months is None or line.unit_price is None:
        return None
    last = period_end(effective_on, months, 1)
    period = Days(add_months(last + ONE_DAY, -months), last)
    used = in_force.within(Days(period.since, effective_on))
    if used is None:
        return None
    full = _price(line)
    return Charge(line, period, used, full, part_of(full, period, used))


def paid_of(charge: Charge, prepaid: Prepayment, left: Money) -> Money:
    """How much of a charge was paid in advance: that for the days which the prepayment pays for, as far as
    there is so much `left` of what was paid for days of service."""
    days = charge.used.within(prepaid.period)
    if days is None or charge.amount.amount <= 0 or left.amount <= 0:
        return Money.none(charge.amount.currency)
    due = charge.amount if days == charge.used else part_of(charge.full, charge.period, days)
    return min(due, left)


def refund(prepaid: Prepayment, effective_on: date) -> Money:
    """For the days after the last one of service; nothing where there are none."""
    period = prepaid.period
    if effective_on >= period.until:
        return Money.none(prepaid.amount.currency)
    unused = Days(max(effective_on + ONE_DAY, period.since), period.until)
    return part_of(prepaid.amount, period, unused)


def early_fee(
    fee: EarlyFee, lines: Iterable[ContractLine], effective_on: date, term_ends_on: date, currency: str
) -> Money:
    """Of an end before the term's; by the monthly charge of what is billed regularly."""
    monthly = monthly_charge(lines)
    if fee.kind is FeeKind.MONTHS:
        return _money(monthly * Fraction(fee.value), currency)
    return _money(_between(monthly, effective_on, term_ends_on) * Fraction(fee.value), currency)


def stranded(lines: Iterable[ContractLine], after: date, until: date, currency: str) -> Money:
    """What is charged for the days after one and up to another."""
    return _money(_between(monthly_charge(lines), after, until), currency)


def monthly_charge(lines: Iterable[ContractLine]) -> Fraction:
    """Of what is billed regularly, by calendar months."""
    charged = (line for line in lines if line.billing in _MONTHS and line.unit_price is not None)
    return sum((Fraction(_price(line).amount) / _MONTHS[line.billing] for line in charged), Fraction(0))


def _between(monthly: Fraction, after: date, until: date) -> Fraction:
    """The rest of the month by its days, then whole months, and the last one by its days."""
    due, on = Fraction(0), after + ONE_DAY
    while on <= until:
        last = period_end(on, 1, 1)
        due += monthly * Fraction(Days(on, min(last, until)).count, last.day)
        on = last + ONE_DAY
    return due


def _money(exact: Fraction, currency: str) -> Money:
    return Money(Decimal(1), currency).part(exact)


def _price(line: ContractLine) -> Money:
    assert line.unit_price is not None
    return line.unit_price.part(Fraction(line.quantity))
