"""The same questions to `workclock` 0.1.2, an independent engine in Rust.

It knows hours by weekday, holidays that close their local date, and the same reading of local times that do
not exist or come twice. It does not know special days, versions, or holidays that follow whole shifts, and
gives up after 366 days without working time; so none of these is asked.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
import workclock

from sla_plugin.domain.calendar_text import parse_calendar
from sla_plugin.domain.open_stretches import steady_offsets
from sla_plugin.domain.working_time import add, between, subtract
from tests.support.dice import Dice
from tests.support.oracle import WEEKDAYS, Definition
from tests.support.random_calendars import ZONES, draw_anchor, draw_definition

CASES = 5_000
ONE_DAY = timedelta(days=1)
FORTY_DAYS = 40 * 86_400


@dataclass(frozen=True)
class Question:
    definition: Definition
    start: datetime
    end: datetime
    duration: timedelta


def hours_that_meet_are_one_stretch_of_the_wall_clock(asked: Question) -> bool:
    """Ours: hours of one date that overlap or touch are merged as they are written; what is merged has one
    opening and one closing, and only these are turned into instants. Theirs: each of the hours is turned into
    instants alone. So 01:00-03:00 with 02:30-04:00, when 02:30 does not exist, is one stretch here, and has
    a hole there.
    """
    return any(
        meet(asked.definition["hours"].get(WEEKDAYS[on.weekday()], [])) for on in changing_dates(asked)
    )


def a_holiday_takes_hours_as_they_are_written(asked: Question) -> bool:
    """Ours: a closed date takes its written hours away, and these only, before any is turned into an instant.
    Theirs: the date is turned into instants, too, from midnight to midnight, and cut out. Where a zone leaves
    out a date (Samoa, 30 December 2011), its hours come a day later; here they are gone if that date was
    closed, there they are if the next one is.
    """
    closed = asked.definition["holidays"]
    return any({on.isoformat(), (on + ONE_DAY).isoformat()} & {*closed} for on in changing_dates(asked))


CHOICES = (
    hours_that_meet_are_one_stretch_of_the_wall_clock,
    a_holiday_takes_hours_as_they_are_written,
)


def meet(hours: list[list[str]]) -> bool:
    spans = sorted((opens, closes if closes > opens else "over midnight") for opens, closes in hours)
    return any(later <= end for (_, end), (later, _) in pairwise(spans))


def changing_dates(asked: Question) -> Iterator[date]:
    """The dates near the question on which, or on the day after which, the zone's offset changes."""
    on, last = asked.start.date() - 20 * ONE_DAY, asked.start.date() + 20 * ONE_DAY
    on, last = min(on, asked.end.date() - ONE_DAY), max(last, asked.end.date() + ONE_DAY)
    while on <= last:
        offsets = steady_offsets(asked.definition["time_zone"], on.year)
        if offsets[on.timetuple().tm_yday - 1] is None:
            yield on
        on += ONE_DAY


def their_schedule(definition: Definition) -> workclock.Schedule:
    days = [
        workclock.WorkDay(their_clock(opens), their_clock(closes), [WEEKDAYS.index(weekday)])
        for weekday, hours in definition["hours"].items()
        for opens, closes in hours
    ]
    holidays = workclock.Holidays(date.fromisoformat(on) for on in definition["holidays"])
    return workclock.Schedule([*days, holidays], time_zone=definition["time_zone"])


def their_clock(clock: str) -> time:
    """They, too, read an end that is not after its start as one of the next day."""
    return time(0) if clock == "24:00" else time.fromisoformat(clock)


def some_question(dice: Dice) -> Question:
    zone = dice.one_of(ZONES)
    anchor = draw_anchor(dice, zone)
    plain = {"special_days": {}, "holiday_masks": "DAY"}
    start = datetime.combine(anchor, time(), UTC) + timedelta(seconds=dice.number(-9 * 86_400, 9 * 86_400))
    return Question(
        {**draw_definition(dice, anchor, zone), **plain},
        start,
        start + timedelta(seconds=dice.number(-FORTY_DAYS, FORTY_DAYS)),
        timedelta(seconds=dice.number(0, 200 * 3600)),
    )


def both_answers(asked: Question) -> Iterator[tuple[object, object]]:
    ours, theirs = parse_calendar(asked.definition), their_schedule(asked.definition)
    yield between(ours, asked.start, asked.end), theirs.between(asked.start, asked.end)
    yield add(ours, asked.start, asked.duration), theirs.add(asked.start, asked.duration)
    yield subtract(ours, asked.start, asked.duration), theirs.sub(asked.start, asked.duration)


def test_every_disagreement_is_a_choice_of_ours() -> None:
    luck = random.Random(20)
    disagreed, unexplained = 0, []
    for _ in range(CASES):
        asked = some_question(Dice(luck.randbytes(256)))
        differing = [(ours, theirs) for ours, theirs in both_answers(asked) if ours != theirs]
        disagreed += bool(differing)
        if differing and not any(choice(asked) for choice in CHOICES):
            unexplained.append((asked, differing))
    assert unexplained == []
    assert disagreed < CASES / 100


def test_the_choices_explain_few_questions_only() -> None:
    luck = random.Random(21)
    questions = [some_question(Dice(luck.randbytes(256))) for _ in range(200)]
    assert 0 < sum(any(choice(asked) for choice in CHOICES) for asked in questions) < 100


OVERLAPPING = Question(
    {
        "time_zone": "Europe/Berlin",
        "hours": {"sun": [["01:00", "03:00"], ["02:30", "04:00"]]},
        "holidays": {},
    },
    start=datetime(2026, 3, 29, tzinfo=UTC),
    end=datetime(2026, 3, 29, 12, tzinfo=UTC),
    duration=timedelta(minutes=90),
)
LEFT_OUT = Question(
    {
        "time_zone": "Pacific/Apia",
        "hours": {"fri": [["09:00", "10:00"]]},
        "holidays": {"2011-12-30": "a Friday that Samoa never had"},
    },
    start=datetime(2011, 12, 30, tzinfo=UTC),
    end=datetime(2011, 12, 31, tzinfo=UTC),
    duration=timedelta(hours=1),
)


@pytest.mark.parametrize(
    ("asked", "choice", "ours", "theirs"),
    [
        (OVERLAPPING, CHOICES[0], timedelta(hours=2), timedelta(minutes=90)),
        (LEFT_OUT, CHOICES[1], timedelta(0), timedelta(hours=1)),
    ],
    ids=["overlapping", "left out"],
)
def test_a_choice_shows(
    asked: Question, choice: Callable[[Question], bool], ours: timedelta, theirs: timedelta
) -> None:
    calendar = parse_calendar(asked.definition)
    assert choice(asked)
    assert between(calendar, asked.start, asked.end) == ours
    assert their_schedule(asked.definition).between(asked.start, asked.end) == theirs
