"""Stretches of time to add up over."""

from __future__ import annotations

from datetime import datetime

import strawberry

from sla_plugin.api.scalars import TimeZone
from sla_plugin.domain import periods as domain
from sla_plugin.errors import BadInput, Code

MOST_PERIODS = 36


@strawberry.type(description="`from <= t < until`.")
class Period:
    from_: datetime = strawberry.field(name="from", description="Included.")
    until: datetime = strawberry.field(description="Excluded.")

    @classmethod
    def of(cls, period: domain.Period) -> Period:
        return cls(from_=period.start, until=period.end)


@strawberry.input(description="A calendar month as it is lived in a time zone.")
class MonthInput:
    month: str = strawberry.field(description="`2026-10`.")
    zone: TimeZone = strawberry.field(default=TimeZone("UTC"), description="Where its midnights are.")

    def value(self) -> domain.Month:
        return domain.Month.parse(self.month, self.zone, field="month")


@strawberry.input(description="Any stretch of time.")
class RangeInput:
    from_: datetime = strawberry.field(name="from", description="Included.")
    until: datetime = strawberry.field(description="Excluded.")


@strawberry.input(description="Which time; exactly one of the two.", one_of=True)
class PeriodInput:
    month: MonthInput | None = strawberry.field(default=strawberry.UNSET, description="A calendar month.")
    range: RangeInput | None = strawberry.field(default=strawberry.UNSET, description="Any other period.")

    def value(self) -> domain.Period:
        return self.trailing(1)[0]

    def trailing(self, count: int) -> tuple[domain.Period, ...]:
        """So many up to this one, oldest first. BadInput `period.count`."""
        check_count(count, field="trend")
        if isinstance(self.range, RangeInput):
            return domain.Period(self.range.from_, self.range.until).trailing(count)
        assert isinstance(self.month, MonthInput)
        return tuple(month.period for month in self.month.value().trailing(count))


def check_count(count: int, *, field: str) -> None:
    """BadInput `period.count`."""
    if not 1 <= count <= MOST_PERIODS:
        raise BadInput(
            Code.PERIOD_COUNT,
            f"{count} periods are asked for.",
            hint=f"Ask for 1 to {MOST_PERIODS}.",
            field=field,
        )
