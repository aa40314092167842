"""How fast working time is added and measured, beside `workclock` (Rust) and `businesstimedelta`.

All get the same calendar, a split shift in Berlin with fifteen holidays a year, and the same questions:
aware datetimes in UTC one by one, NumPy arrays in the batch. `x_vs_y` says how many times faster ours is.
Nothing is timed that is not answered alike.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import businesstimedelta
import numpy as np
import pytz
import workclock
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parents[2]))

from sla_plugin.domain.batch.working_times import WorkingTimes
from sla_plugin.domain.calendar_text import parse_calendar
from sla_plugin.domain.calendars import Calendar
from sla_plugin.domain.microseconds import MICROSECOND, to_us
from sla_plugin.domain.open_times import OpenTimes
from sla_plugin.domain.working_time import add, between
from tests.support.figures import show, side_by_side

ZONE = "Europe/Berlin"
WEEKDAYS = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4}
CLOSED = ["01-01", "01-06", "03-08", "04-03", "04-06", "05-01", "05-14", "05-25", "06-04", "08-15"]
CLOSED += ["10-03", "11-01", "12-24", "12-25", "12-26"]
HOLIDAYS = [date.fromisoformat(f"{year}-{day}") for year in range(2024, 2031) for day in CLOSED]

FIRST = datetime(2025, 1, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)
TWO_YEARS, ONE_YEAR, ONE_MONTH, ONE_DAY = (timedelta(days=days) for days in (730, 365, 30, 1))
WORKING_DAY, WORKING_WEEK = timedelta(hours=7.5), timedelta(hours=40)
SCALAR, BATCH = 500, 100_000

Operation = Callable[[Any, Any], Any]
Numbers = NDArray[np.int64]


def our_calendar() -> Calendar:
    hours = {weekday: [["09:00", "12:00"], ["13:00", "17:30"]] for weekday in WEEKDAYS}
    holidays = {on.isoformat(): "closed" for on in HOLIDAYS}
    return parse_calendar({"time_zone": ZONE, "hours": hours, "holidays": holidays})


def workclock_schedule() -> workclock.Schedule:
    day, lunch = workclock.WorkDay(time(9), time(17, 30)), workclock.Break(time(12), time(13))
    return workclock.Schedule([day, lunch, workclock.Holidays(HOLIDAYS)], time_zone=ZONE)


def businesstimedelta_rules() -> Any:
    zone, weekdays = pytz.timezone(ZONE), [*WEEKDAYS.values()]
    day = businesstimedelta.WorkDayRule(time(9), time(17, 30), weekdays, tz=zone)
    lunch = businesstimedelta.LunchTimeRule(time(12), time(13), weekdays, tz=zone)
    return businesstimedelta.Rules([day, lunch, businesstimedelta.HolidayRule(set(HOLIDAYS), tz=zone)])


def instants(many: int) -> list[datetime]:
    luck = random.Random(7)
    return [FIRST + luck.randrange(TWO_YEARS // SECOND) * SECOND for _ in range(many)]


def agree(ours: Sequence[object], theirs: Sequence[object]) -> None:
    if list(ours) != list(theirs):
        raise SystemExit("The answers differ, so their speeds say nothing.")


def each(operation: Operation, questions: Sequence[tuple[Any, Any]]) -> Callable[[], object]:
    return lambda: [operation(a, b) for a, b in questions]


def scalar() -> dict[str, float]:
    calendar, schedule, rules = our_calendar(), workclock_schedule(), businesstimedelta_rules()
    starts = instants(SCALAR)

    def older_add(start: datetime, duration: timedelta) -> datetime:
        found: datetime = start + businesstimedelta.BusinessTimeDelta(rules, timedelta=duration)
        return found

    def older_between(a: datetime, b: datetime) -> timedelta:
        found: timedelta = rules.difference(a, b).timedelta
        return found

    adds = partial(add, calendar), schedule.add, older_add
    betweens = partial(between, calendar), schedule.between, older_between
    return {
        **compared("add_1d", [(start, WORKING_DAY) for start in starts], *adds),
        **compared("add_40h", [(start, WORKING_WEEK) for start in starts], *adds),
        **compared("between_1d", [(start, start + ONE_DAY) for start in starts], *betweens),
        **compared("between_1y", [(start, start + ONE_YEAR) for start in starts], *betweens, few=2),
    }


def compared(
    name: str,
    questions: Sequence[tuple[Any, Any]],
    ours: Operation,
    theirs: Operation,
    older: Operation,
    few: int = 20,
) -> dict[str, float]:
    """The older one is asked only a few of the questions: a year takes it 0.1 s."""
    agree([ours(a, b) for a, b in questions], [theirs(a, b) for a, b in questions])
    agree([ours(a, b) for a, b in questions[:few]], [older(a, b) for a, b in questions[:few]])
    works = [each(ours, questions), each(theirs, questions), each(older, questions[:few])]
    taken, its, olders = side_by_side(*works, rounds=9)
    us = taken / len(questions) * 1e6
    return {
        f"{name}_us": us,
        f"{name}_vs_workclock": its / taken,
        f"{name}_vs_businesstimedelta": olders / few * 1e6 / us,
    }


def batch() -> dict[str, float]:
    """Lives of up to a month, and of up to a day; a target of forty hours for all."""
    times, schedule = WorkingTimes(our_calendar()), workclock_schedule()
    starts = np.array([to_us(start) for start in instants(BATCH)])
    luck = np.random.default_rng(7)
    days, months = (starts + luck.integers(0, span // MICROSECOND, BATCH) for span in (ONE_DAY, ONE_MONTH))
    forty_hours = np.full(BATCH, WORKING_WEEK // MICROSECOND)
    return {
        **compared_in_arrays("batch_between", times.between, schedule.between_many, starts, months),
        **compared_in_arrays("batch_between_1d", times.between, schedule.between_many, starts, days),
        **compared_in_arrays("batch_add", times.add, schedule.add_many, starts, forty_hours),
    }


def compared_in_arrays(
    name: str, ours: Operation, theirs: Operation, a: Numbers, b: Numbers
) -> dict[str, float]:
    kind = "timedelta64[us]" if name.endswith("add") else "datetime64[us]"
    its_a, its_b = a.astype("datetime64[us]"), b.astype(kind)
    agree(ours(a, b).tolist(), theirs(its_a, its_b).astype(np.int64).tolist())
    taken, its = side_by_side(lambda: ours(a, b), lambda: theirs(its_a, its_b), rounds=7)
    return {f"{name}_ns": taken / BATCH * 1e9, f"{name}_vs_workclock": its / taken}


def tables() -> dict[str, float]:
    """Three years, with the zone's offsets known from other calendars of the zone."""
    versions = ((None, None, our_calendar()),)
    window = OpenTimes(versions).window(2026, 2026)
    numbers = [number for values in (window.starts, window.totals) for number in values]
    kept = sum(map(sys.getsizeof, (window.starts, window.ends, window.totals, *numbers)))
    (taken,) = side_by_side(lambda: OpenTimes(versions).window(2026, 2026), rounds=9)
    return {
        "table_ms": taken * 1e3,
        "table_kb_per_year": kept / 3 / 1e3,
    }


def main() -> None:
    show({**scalar(), **batch(), **tables()})


if __name__ == "__main__":
    main()
