"""When each line was in force, day by day, and what of it is charged in the last period."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from sla_plugin.domain.contracting.bindings import Binding
from sla_plugin.domain.contracting.lines import ContractLine
from sla_plugin.domain.ids import ServiceId
from sla_plugin.domain.money import Money
from sla_plugin.domain.termination.charges import Charge, Days, Prepayment, paid_of, part_of
from sla_plugin.domain.termination.stretches import stretches

PRINTING, NETWORK = (ServiceId(UUID(int=n)) for n in (3, 4))
ZONE = "Asia/Bangkok"
JUNE = Days(date(2026, 6, 1), date(2026, 6, 30))


def baht(amount: str) -> Money:
    return Money(Decimal(amount), "THB")


def _bound(
    since: datetime, until: datetime, service: ServiceId = PRINTING, price: str = "3000.00", version: int = 1
) -> Binding:
    return Binding(version, ContractLine(service, unit_price=baht(price)), since, until, None)


def _on(month: int, day: int, hour: int = 17) -> datetime:
    """17:00 in UTC: the start of the next day in Bangkok."""
    return datetime(2026, month, day, hour, tzinfo=UTC)


def _told(*bound: Binding, settled: datetime | None = None) -> list[tuple[str, date, date]]:
    until = {} if settled is None else {PRINTING: settled}
    return [
        (str(one.line.unit_price and one.line.unit_price.amount), one.days.since, one.days.until)
        for one in stretches(bound, ZONE, until)
    ]


def test_what_goes_on_at_one_price_is_one_stretch() -> None:
    first, second = _bound(_on(5, 31), _on(6, 14)), _bound(_on(6, 14), _on(6, 30), version=2)
    assert _told(second, first) == [("3000.00", date(2026, 6, 1), date(2026, 6, 30))]


def test_another_price_begins_another_stretch() -> None:
    first = _bound(_on(5, 31), _on(6, 14))
    second = _bound(_on(6, 14), _on(6, 30), price="3600.00", version=2)
    assert _told(first, second) == [
        ("3000.00", date(2026, 6, 1), date(2026, 6, 14)),
        ("3600.00", date(2026, 6, 15), date(2026, 6, 30)),
    ]


def test_a_day_of_which_it_was_in_force_for_an_hour_counts_as_a_whole() -> None:
    assert _told(_bound(_on(5, 31), _on(6, 9, 18))) == [("3000.00", date(2026, 6, 1), date(2026, 6, 10))]


def test_what_is_settled_elsewhere_is_left_out() -> None:
    old, new = _bound(_on(5, 31), _on(6, 10)), _bound(_on(6, 20), _on(6, 30))
    assert _told(old, new, settled=_on(6, 10)) == [("3000.00", date(2026, 6, 21), date(2026, 6, 30))]


def _charge(days: Days, full: str = "3000.00") -> Charge:
    price = baht(full)
    line = ContractLine(PRINTING, unit_price=price)
    return Charge(line, JUNE, days, price, part_of(price, JUNE, days))


@pytest.mark.parametrize(
    ("paid_for", "left", "part"),
    [
        (JUNE, "9000.00", "1900.00"),
        (JUNE, "500.00", "500.00"),
        (JUNE, "0", "0"),
        (Days(date(2026, 6, 10), date(2026, 12, 31)), "9000.00", "1000.00"),
        (Days(date(2026, 7, 1), date(2026, 12, 31)), "9000.00", "0"),
    ],
)
def test_a_charge_is_paid_for_the_days_that_were_paid_in_advance(
    paid_for: Days, left: str, part: str
) -> None:
    charge = _charge(Days(date(2026, 6, 1), date(2026, 6, 19)))
    assert paid_of(charge, Prepayment(paid_for, baht("9000.00")), baht(left)) == baht(part)


def test_nothing_is_paid_of_what_is_a_reduction() -> None:
    charge = _charge(JUNE, "-100.00")
    assert paid_of(charge, Prepayment(JUNE, baht("9000.00")), baht("9000.00")) == baht("0")
