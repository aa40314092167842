"""Exactly one version in force at every instant, and exactly its lines measured."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from sla_plugin.domain.contracting.bindings import Binding, StopCause, bindings
from sla_plugin.domain.contracting.lines import ContractLine
from sla_plugin.domain.contracting.versions import SignedVersion, in_force, reigns
from sla_plugin.domain.periods import midnight
from tests.support.negotiations import LINE, content

BANGKOK = "Asia/Bangkok"
DAY, TICK = timedelta(days=1), timedelta(microseconds=1)
TWICE = replace(LINE, quantity=Decimal(2))


def signed(number: int, since: str, recorded: str, *lines: ContractLine) -> SignedVersion:
    stated = replace(content(), effective_on=date.fromisoformat(since), lines=frozenset(lines or (LINE,)))
    return SignedVersion(number, stated, datetime.fromisoformat(f"{recorded}T09:00Z"))


FIRST = signed(1, "2026-04-01", "2026-03-20")
AMENDED = signed(2, "2026-07-01", "2026-06-10", TWICE)
LATE = signed(3, "2026-06-01", "2026-08-01", LINE)
"""Recorded in August, and in force since June."""


def bangkok(text: str) -> datetime:
    return midnight(date.fromisoformat(text), BANGKOK)


def test_a_version_is_in_force_from_the_start_of_its_first_day() -> None:
    versions = [FIRST, AMENDED]
    start, change = bangkok("2026-04-01"), bangkok("2026-07-01")
    assert start == datetime(2026, 3, 31, 17, tzinfo=UTC)
    assert in_force(versions, start - TICK) is None
    assert in_force(versions, start) == in_force(versions, change - TICK) == FIRST
    assert in_force(versions, change) == AMENDED


def test_what_is_recorded_late_prevails_but_was_not_known_before() -> None:
    versions = [FIRST, AMENDED, LATE]
    in_june, in_july = bangkok("2026-06-15"), bangkok("2026-07-15")
    before = LATE.recorded_at - TICK
    assert [in_force(versions, at, before) for at in (in_june, in_july)] == [FIRST, AMENDED]
    assert [in_force(versions, at) for at in (in_june, in_july)] == [LATE, LATE]


def test_a_line_is_measured_from_the_start_of_its_version_until_it_is_amended() -> None:
    assert bindings([FIRST, AMENDED]) == (
        Binding(1, LINE, bangkok("2026-04-01"), bangkok("2026-07-01"), StopCause.AMENDED),
        Binding(2, TWICE, bangkok("2026-07-01"), None, None),
    )


def test_measuring_stops_at_the_end_instant_and_what_would_begin_later_never_does() -> None:
    end = bangkok("2026-06-20")
    assert bindings([FIRST, AMENDED], end) == (
        Binding(1, LINE, bangkok("2026-04-01"), end, StopCause.CONTRACT_ENDED),
    )


def test_a_line_has_days_of_its_own() -> None:
    short = replace(LINE, starts_on=date(2026, 4, 10), ends_on=date(2026, 4, 19))
    [one] = bindings([signed(1, "2026-04-01", "2026-03-20", short)])
    assert (one.monitored_from, one.monitored_until) == (bangkok("2026-04-10"), bangkok("2026-04-20"))
    assert one.stops is StopCause.LINE_ENDED


dates = st.integers(0, 60).map(lambda days: date(2026, 4, 1) + timedelta(days=days))
lines = st.builds(
    lambda start, end: replace(LINE, starts_on=start, ends_on=end), st.none() | dates, st.none() | dates
)
histories = st.lists(st.tuples(dates, st.integers(0, 80), lines), min_size=1, max_size=6).map(
    lambda stated: [
        SignedVersion(
            number,
            replace(content(), effective_on=since, lines=frozenset({line})),
            datetime(2026, 3, 1, tzinfo=UTC) + timedelta(days=recorded),
        )
        for number, (since, recorded, line) in enumerate(stated, start=1)
    ]
)
instants = st.integers(-48, 24 * 70).map(
    lambda hours: datetime(2026, 3, 31, 17, tzinfo=UTC) + timedelta(hours=hours)
)


@given(histories, instants, st.none() | instants, st.none() | instants)
def test_at_every_instant_the_lines_of_the_one_version_in_force_are_measured_and_no_other(
    versions: list[SignedVersion], at: datetime, ends_at: datetime | None, known_at: datetime | None
) -> None:
    known = [one for one in versions if known_at is None or one.recorded_at <= known_at]
    begun = [one for one in known if one.effective_at <= at]
    expected = max(begun, key=lambda one: one.number, default=None)
    assert in_force(versions, at, known_at) == expected
    holding = [one for one in bindings(versions, ends_at, known_at) if one.holds(at)]
    covered = expected is not None and (ends_at is None or at < ends_at) and _covers(expected, at)
    assert [one.version for one in holding] == ([expected.number] if expected and covered else [])


def _covers(version: SignedVersion, at: datetime) -> bool:
    [line] = version.content.lines
    starts = line.starts_on is None or midnight(line.starts_on, BANGKOK) <= at
    return starts and (line.ends_on is None or at < midnight(line.ends_on + DAY, BANGKOK))


@given(histories)
def test_reigns_follow_each_other_without_gap(versions: list[SignedVersion]) -> None:
    found = reigns(versions)
    assert [one.until for one in found[:-1]] == [one.since for one in found[1:]]
    assert found[-1].until is None
    assert found[0].since == min(one.effective_at for one in versions)
