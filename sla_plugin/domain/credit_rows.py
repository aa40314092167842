"""Service credits as rows: what each period gives back, within its caps. A row is never changed; what turns
out too much is taken back by another row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from sla_plugin.domain.credits import CreditSchedule
from sla_plugin.domain.money import Money
from sla_plugin.domain.periods import Period


class CreditKind(StrEnum):
    ACCRUED = "ACCRUED"
    REVERSED = "REVERSED"


@dataclass(frozen=True, slots=True)
class CreditRow:
    """`amount` is negative where it takes back what earlier rows gave."""

    period: Period
    kind: CreditKind
    amount: Money


@dataclass(frozen=True, slots=True)
class ChargedPeriod:
    """`attained` is exact, None where nothing counted; `charge` is what is due for the period."""

    period: Period
    attained: Fraction | None
    charge: Money


@dataclass(frozen=True, slots=True)
class Entitlement:
    """What one period gives back. `uncapped` shows what it would have without the cap of the year."""

    period: Period
    share: Fraction
    uncapped: Money
    amount: Money


def entitlements(
    schedule: CreditSchedule, year: Sequence[ChargedPeriod], charge_of_year: Money
) -> tuple[Entitlement, ...]:
    """Of the periods of one contract year, in their order: the year's cap is used up from its first period
    on. Amounts are rounded half up to the smallest coin, each on its own. BadInput `currency.mixed`."""
    left = None if schedule.yearly_cap is None else charge_of_year.part(Fraction(schedule.yearly_cap))
    found = []
    for one in sorted(year, key=lambda charged: charged.period):
        share = Fraction(schedule.share_for(one.attained))
        uncapped = one.charge.part(share)
        amount = uncapped if left is None else min(uncapped, left)
        left = None if left is None else left - amount
        found.append(Entitlement(one.period, share, uncapped, amount))
    return tuple(found)


def rows_due(entitled: Iterable[Entitlement], rows: Iterable[CreditRow]) -> tuple[CreditRow, ...]:
    """The rows to add so that each period's rows come to what it gives back. `rows`: all there are of the
    same schedule; those of other periods are left alone."""
    booked = list(rows)
    found = []
    for one in entitled:
        given = sum(
            (row.amount for row in booked if row.period == one.period), Money.none(one.amount.currency)
        )
        if given < one.amount:
            found.append(CreditRow(one.period, CreditKind.ACCRUED, one.amount - given))
        elif one.amount < given:
            found.append(CreditRow(one.period, CreditKind.REVERSED, one.amount - given))
    return tuple(found)
