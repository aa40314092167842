"""A breach is told when it is certain, or when nobody should wait longer; what was wrong is corrected."""

from dataclasses import replace
from datetime import timedelta

import pytest

from sla_plugin.domain.announcements import Certainty, Correction, Told, certainty, correction
from sla_plugin.domain.facts import Status, StatusChanged
from sla_plugin.domain.verdicts import Verdict
from tests.support.books import clock_key
from tests.support.stories import at, clock_of, hours, opened, promise, told

BREACHED_AT = at("2026-03-02 13:00")
GRACE = timedelta(minutes=10)


@pytest.mark.parametrize(
    ("confirmed_until", "as_of", "expected"),
    [
        ("2026-03-02 12:59", "2026-03-02 13:00", Certainty.WAITING),
        ("2026-03-02 12:59", "2026-03-02 13:09", Certainty.WAITING),
        ("2026-03-02 12:59", "2026-03-02 13:10", Certainty.PROVISIONAL),
        (None, "2026-03-02 13:10", Certainty.PROVISIONAL),
        ("2026-03-02 13:00", "2026-03-02 13:00", Certainty.CONFIRMED),
        ("2026-03-02 13:05", "2026-03-02 18:00", Certainty.CONFIRMED),
    ],
)
def test_a_breach_waits_for_the_stream_and_never_longer_than_the_grace(
    confirmed_until: str | None, as_of: str, expected: Certainty
) -> None:
    heard = None if confirmed_until is None else at(confirmed_until)
    assert certainty(BREACHED_AT, heard, GRACE, at(as_of)) is expected


CLOCK = clock_of(told(("2026-03-02 09:00", opened())), promise(hours(4)), "2026-03-02 14:00")
SAID = Told("evt-1", clock_key("T-1"), Verdict.BREACHED, BREACHED_AT)


def test_what_is_still_so_needs_no_correction() -> None:
    assert correction(SAID, CLOCK) is None


def test_a_resolution_that_we_heard_of_late_corrects_the_breach_by_name() -> None:
    story = told(("2026-03-02 09:00", opened()), ("2026-03-02 12:00", StatusChanged(Status.RESOLVED)))
    now = clock_of(story, promise(hours(4)), "2026-03-02 14:00")
    assert correction(SAID, now) == Correction("evt-1", SAID.clock, Verdict.MET, None)


def test_a_breach_at_another_instant_is_a_correction_too() -> None:
    later = replace(CLOCK, breached_at=at("2026-03-02 13:30"))
    assert correction(SAID, later) == Correction(
        "evt-1", SAID.clock, Verdict.BREACHED, at("2026-03-02 13:30")
    )


def test_a_clock_that_never_was_is_taken_back() -> None:
    assert correction(SAID, None) == Correction("evt-1", SAID.clock, None, None)


def test_a_clock_that_was_on_its_way_when_it_was_told_of_needs_no_correction() -> None:
    assert correction(replace(SAID, verdict=Verdict.AT_RISK, breached_at=None), CLOCK) is None
