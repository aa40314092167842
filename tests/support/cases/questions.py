"""Rows that ask for nothing but working time: the `op` rows, and `add`, `subtract`, `elapsed`, `open_at`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sla_plugin.domain import working_time
from sla_plugin.domain.calendars import Calendar, CalendarHistory
from sla_plugin.domain.escalations import Action, ActionKind, DaysFromDue, EscalationStep, FromDue
from sla_plugin.domain.intervals import Interval
from sla_plugin.domain.steps import Going, instant_of
from sla_plugin.domain.terms import EndOfBusiness
from sla_plugin.domain.working_days import end_of_day, same_time
from tests.support.cases.row_calendars import calendar_of
from tests.support.cases.rows import Compared, Row, instant, kind_of, unknown

REACH = timedelta(days=400)
"""How far the rows' own systems look for the next or the last interval."""

_ROUNDED: Mapping[str | None, Callable[[timedelta], float]] = {
    None: lambda length: length / timedelta(minutes=1),
    "nearest_minute": lambda length: (length + timedelta(seconds=30)) // timedelta(minutes=1),
}


def run_op(row: Row) -> Compared:
    """`inputs` → `expected`."""
    calendar, given = calendar_of(row), row["inputs"]
    if kind_of(row) == "between":
        length = working_time.between(calendar, instant(row, given["a"]), instant(row, given["b"]))
        return {"expected": (row["expected"], length.total_seconds())}
    return {
        "expected": _as_expected(
            row, _OF_ONE_INSTANT[kind_of(row)](row, calendar, instant(row, given["start"]))
        )
    }


def _add(row: Row, calendar: Calendar, start: datetime) -> datetime:
    return working_time.add(calendar, start, _seconds(row["inputs"]["seconds"]), _end_of_business(row))


def _subtract(row: Row, calendar: Calendar, start: datetime) -> datetime:
    return working_time.subtract(calendar, start, _seconds(row["inputs"]["seconds"]), _end_of_business(row))


def _next_interval(row: Row, calendar: Calendar, start: datetime) -> Interval:
    return working_time.intervals(calendar, start, start + REACH)[0]


def _previous_interval(row: Row, calendar: Calendar, start: datetime) -> Interval:
    return working_time.intervals(calendar, start - REACH, start)[-1]


_OF_ONE_INSTANT: Mapping[str, Callable[[Row, Calendar, datetime], datetime | Interval | bool]] = {
    "add": _add,
    "sub": _subtract,
    "is_open": lambda row, calendar, start: working_time.is_open(calendar, start),
    "next_open": lambda row, calendar, start: working_time.next_open(calendar, start),
    "prev_open": lambda row, calendar, start: working_time.previous_open(calendar, start),
    "next_close": lambda row, calendar, start: working_time.next_close(calendar, start),
    "next_interval": _next_interval,
    "prev_interval": _previous_interval,
}
OPS = ("between", *_OF_ONE_INSTANT)


def _as_expected(row: Row, found: datetime | Interval | bool) -> tuple[object, object]:
    """(expected, found) in the form in which the row asserts its answer."""
    match row["expected"], found:
        case {"local_date": local}, datetime():
            return local, found.astimezone(ZoneInfo(row["calendar"]["tz"])).date().isoformat()
        case [start, end], Interval():
            return [instant(row, start), instant(row, end)], [found.start, found.end]
        case str(text), datetime():
            expected = instant(row, text)
            return expected, _close_to(row, expected, found)
        case bool(expected_open), bool():
            return expected_open, found
        case _:
            raise unknown(row, f"expects {row['expected']!r}")


def _close_to(row: Row, expected: datetime, found: datetime) -> datetime:
    """The expected instant itself where the row calls it inexact and ours is near enough: within the stated
    tolerance, and the last digit with which the row writes it (23:59:59.999 is how some write 24:00)."""
    if "tolerance_microseconds" not in row:
        return found
    digit = next(unit for unit in (1_000_000, 1_000, 1) if expected.microsecond % unit == 0)
    allowed = timedelta(microseconds=row["tolerance_microseconds"] + digit)
    return expected if abs(found - expected) <= allowed else found


def run_add(row: Row) -> Compared:
    """`start` and a target → `expected_due`."""
    history = CalendarHistory(((None, calendar_of(row)),))
    start = _counted_from(row, history)
    if "day_unit" in row and row["target"]["unit"] == "day":
        at_end = row["day_unit"] == "WORKING_DAY_END" or row.get("end_of_working_day")
        found = (end_of_day if at_end else same_time)(history, start, row["target"]["value"])
    else:
        length = target_of(row) + timedelta(seconds=row.get("extra_hold_seconds", 0))
        found = working_time.add(history, start, length, _zero_or_stated(row))
    compared: Compared = {"expected_due": (instant(row, row["expected_due"]), found)}
    if "expected_escalation_at" in row:
        step = step_of(row)
        going = Going(history, start, target_of(row), target_of(row), found)
        compared["expected_escalation_at"] = (
            instant(row, row["expected_escalation_at"]),
            instant_of(step, going),
        )
    return compared


def step_of(row: Row) -> EscalationStep:
    """So long from due; whole days are working days (README of the rows)."""
    offset = timedelta(seconds=row["escalation_offset_seconds"])
    whole_days = offset % timedelta(days=1) == timedelta(0)
    at = DaysFromDue(offset // timedelta(days=1)) if whole_days else FromDue(offset)
    return EscalationStep(at, (Action(ActionKind.EVENT, "escalation"),))


def _counted_from(row: Row, history: CalendarHistory) -> datetime:
    """`start_rule`: whether what starts while it is closed counts from then, or from the opening."""
    start = instant(row, row["start"])
    match row.get("start_rule"):
        case None:
            return start
        case "NEXT_OPENING":
            return working_time.next_open(history, start)
        case rule:
            raise unknown(row, f"starts by the rule {rule!r}")


def run_subtract(row: Row) -> Compared:
    """`start`, from which a target is taken back → `expected_due`."""
    start, length = instant(row, row["start"]), target_of(row)
    found = working_time.subtract(calendar_of(row), start, length, _zero_or_stated(row))
    return {"expected_due": (instant(row, row["expected_due"]), found)}


def run_elapsed(row: Row) -> Compared:
    """`start` and `end` → the working time between them."""
    length = working_time.between(calendar_of(row), instant(row, row["start"]), instant(row, row["end"]))
    if row.get("rounding") not in _ROUNDED:
        raise unknown(row, f"rounds {row['rounding']!r}")
    if counts_nothing_backwards(row):
        length = max(length, timedelta(0))
    found: dict[str, object] = {
        "expected_elapsed_seconds": length.total_seconds(),
        "expected_elapsed_minutes": _ROUNDED[row.get("rounding")](length),
    }
    if "expected_slack_minutes" in row:
        found["expected_slack_minutes"] = (target_of(row) - length) / timedelta(minutes=1)
    return {name: (row[name], found[name]) for name in expectations(row, found)}


def run_open_at(row: Row) -> Compared:
    found = working_time.is_open(calendar_of(row), instant(row, row["at"]))
    return {"expected_open": (row["expected_open"], found)}


def expectations(row: Row, found: Mapping[str, object]) -> list[str]:
    """The names under which the row expects something; one that nobody here reads is refused."""
    names = [name for name in row if name.startswith("expected")]
    for name in names:
        if name not in found:
            raise unknown(row, f"expects {name}")
    return names


def target_of(row: Row) -> timedelta:
    if "target_seconds" in row:
        return _seconds(row["target_seconds"])
    if "target_minutes" in row:
        return _seconds(60 * row["target_minutes"])
    return timedelta(**{f"{row['target']['unit']}s": row["target"]["value"]})


def _seconds(number: float) -> timedelta:
    return timedelta(seconds=number)


def _end_of_business(row: Row) -> EndOfBusiness:
    return EndOfBusiness(row.get("end_of_business", EndOfBusiness.CLOSING_TIME))


def leaves_a_switch_unsaid(row: Row) -> bool:
    """Where systems differ and the row does not say how its own does, its expectation does."""
    return asks_for_the_opening(row) or counts_nothing_backwards(row)


def counts_nothing_backwards(row: Row) -> bool:
    """An end before its start, between which some count a negative time and others none."""
    if kind_of(row) != "elapsed" or instant(row, row["end"]) >= instant(row, row["start"]):
        return False
    return bool(row.get("expected_elapsed_seconds", row.get("expected_elapsed_minutes")) == 0)


def asks_for_the_opening(row: Row) -> bool:
    """A zero target that is not due at its start, and no switch that says why: systems without a "due at
    once" answer with the nearest open instant, which is what NEXT_OPENING means for zero."""
    return (
        kind_of(row) in ("add", "subtract")
        and "expected_due" in row
        and not {"end_of_business", "start_rule"} & row.keys()
        and "day_unit" not in row
        and target_of(row) == timedelta(0)
        and instant(row, row["expected_due"]) != instant(row, row["start"])
    )


def _zero_or_stated(row: Row) -> EndOfBusiness:
    return EndOfBusiness.NEXT_OPENING if asks_for_the_opening(row) else _end_of_business(row)
