"""What an agent reads on the ticket in the desk."""

from datetime import timedelta

import pytest

from sla_plugin.domain.clocks import evaluate_ticket
from sla_plugin.domain.coverage import CoverageStatus
from sla_plugin.domain.durations import parse_duration
from sla_plugin.domain.facts import Author, Fact, PublicReply, Status, StatusChanged
from sla_plugin.domain.provenance import Value
from sla_plugin.domain.spoken import spoken, value_text
from sla_plugin.domain.status_line import StatusLine, status_line
from sla_plugin.domain.targets import ByTime, WorkingDays, WorkingDuration
from sla_plugin.domain.terms import Equality, PauseRule, Reopening, ReopenRule
from tests.support.stories import at, hours, opened, promise, told

BOTH = promise(resolution=hours(8), response=hours(2))


def _line(story: list[Fact], when: str) -> StatusLine:
    found = evaluate_ticket(story, BOTH, at(when))
    return status_line(found.clocks, found.coverage)


def test_the_clock_that_is_due_first_is_shown() -> None:
    assert _line(told(("2026-03-02 09:00", opened())), "2026-03-02 09:30") == StatusLine(
        "ON_TRACK", at("2026-03-02 11:00"), "First response within PT2H: Hospital v1, contract C-1"
    )


def test_after_the_response_the_resolution_is_shown() -> None:
    story = told(("2026-03-02 09:00", opened()), ("2026-03-02 10:00", PublicReply(Author.AGENT)))
    assert _line(story, "2026-03-02 12:00") == StatusLine(
        "ON_TRACK", at("2026-03-02 17:00"), "Resolution within PT8H: Hospital v1, contract C-1"
    )


def test_a_breach_is_shown_until_the_clock_is_stopped() -> None:
    line = _line(told(("2026-03-02 09:00", opened())), "2026-03-02 12:00")
    assert (line.state, line.due) == ("BREACHED", at("2026-03-02 11:00"))


def test_a_paused_ticket_shows_no_due_instant() -> None:
    story = told(
        ("2026-03-02 09:00", opened()),
        ("2026-03-02 09:30", PublicReply(Author.AGENT)),
        ("2026-03-02 10:00", StatusChanged(Status.PENDING_CUSTOMER)),
    )
    assert (_line(story, "2026-03-02 12:00").state, _line(story, "2026-03-02 12:00").due) == ("PAUSED", None)


def test_the_line_does_not_depend_on_the_minute_in_which_it_is_written() -> None:
    story = told(("2026-03-02 09:00", opened()))
    assert _line(story, "2026-03-02 09:01") == _line(story, "2026-03-02 10:55")


def test_a_ticket_of_nobody_shows_nothing_but_why() -> None:
    found = evaluate_ticket(told(("2026-03-02 09:00", opened(customer=None))), BOTH, at("2026-03-02 10:00"))
    assert found.coverage.status is CoverageStatus.NO_CUSTOMER
    assert status_line(found.clocks, found.coverage) == StatusLine(None, None, "Not covered: no customer.")


@pytest.mark.parametrize(
    ("length", "said"),
    [
        ("PT0S", "0 s"),
        ("PT59S", "59 s"),
        ("PT1M", "1 min"),
        ("PT2H5M", "2 h 05 min"),
        ("-PT90M", "-1 h 30 min"),
        ("P2D", "48 h 00 min"),
    ],
)
def test_lengths_are_said_to_the_minute(length: str, said: str) -> None:
    assert spoken(parse_duration(length)) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "none"),
        (WorkingDuration(timedelta(hours=4)), "PT4H"),
        (WorkingDays(5), "5 working days"),
        (WorkingDays(1, at_end=True), "1 working days, at the end of the day"),
        (ByTime(1, at("2026-03-02 17:00").time()), "17:00 1 working days later"),
        (ReopenRule(Reopening.CONTINUE, timedelta(days=2)), "CONTINUE within PT48H"),
        (PauseRule(), "RESOLUTION waits in ON_HOLD, PENDING_CUSTOMER (WORKING_TIME)"),
        (Equality.MET, "MET"),
    ],
)
def test_every_value_of_an_attribute_has_its_words(value: Value, said: str) -> None:
    assert value_text(value) == said
