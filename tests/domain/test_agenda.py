"""The days that a calendar holds of a contract."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

import pytest

from sla_plugin.domain.contracting.agenda import Ending, Entry, EntryKind, Revision, schedule_entries
from sla_plugin.domain.contracting.content import Clauses
from sla_plugin.domain.contracting.life import EndCause
from sla_plugin.domain.contracting.schedules import Schedule
from sla_plugin.domain.notice.receipt import end_instant
from tests.support.schedules import (
    BANGKOK,
    ONCE,
    SIGNED,
    YEARLY,
    bangkok,
    months,
    renew,
    schedule,
    version,
)

CONTRACT = UUID(int=1)
K = EntryKind


def entries(
    one: Schedule, now: datetime = SIGNED, ending: Ending | None = None, since: date = date(2025, 9, 1)
) -> list[Entry]:
    found = schedule_entries(CONTRACT, one, ending, Revision(SIGNED), now, since)
    return sorted(found, key=lambda entry: (entry.on, entry.kind))


def days(found: list[Entry]) -> list[tuple[EntryKind, str, bool]]:
    return [(entry.kind, str(entry.on), entry.is_certain) for entry in found]


def test_what_is_renewed_has_its_deadline_the_end_of_its_term_and_the_next_one() -> None:
    assert days(entries(schedule(version(YEARLY)))) == [
        (K.NOTICE_DEADLINE, "2026-09-30", True),
        (K.TERM_END, "2026-12-31", False),
        (K.RENEWAL, "2027-01-01", False),
        (K.NOTICE_DEADLINE, "2027-09-30", False),
    ]


def test_what_is_decided_is_certain_and_what_follows_from_it_is_not() -> None:
    renewed = renew(schedule(version(YEARLY)))
    assert days(entries(renewed, bangkok("2026-10-02"))) == [
        (K.NOTICE_DEADLINE, "2026-09-30", True),
        (K.TERM_END, "2026-12-31", True),
        (K.RENEWAL, "2027-01-01", True),
        (K.NOTICE_DEADLINE, "2027-09-30", True),
        (K.TERM_END, "2027-12-31", False),
        (K.RENEWAL, "2028-01-01", False),
        (K.NOTICE_DEADLINE, "2028-09-30", False),
    ]


def test_what_is_not_renewed_has_its_end() -> None:
    once = schedule(version(ONCE))
    ends_at = once.end()
    assert ends_at is not None
    [end] = entries(once, ending=Ending(ends_at, EndCause.EXPIRED))
    assert (end.kind, str(end.on), end.is_certain, end.cause) == (
        K.CONTRACT_END, "2026-12-31", True, EndCause.EXPIRED,
    )  # fmt: skip


def test_what_is_terminated_reminds_of_nothing_that_would_come_later() -> None:
    yearly = renew(schedule(version(YEARLY)))
    ending = Ending(end_instant(date(2027, 3, 15), BANGKOK), EndCause.TERMINATED)
    assert days(entries(yearly, bangkok("2027-01-05"), ending)) == [
        (K.TERM_END, "2026-12-31", True),
        (K.RENEWAL, "2027-01-01", True),
        (K.CONTRACT_END, "2027-03-15", True),
    ]


@pytest.mark.parametrize("clauses", [Clauses(), Clauses(notice=months(3))])
def test_what_runs_until_somebody_ends_it_has_no_days(clauses: Clauses) -> None:
    assert entries(schedule(version(clauses))) == []


def test_a_deadline_that_was_over_when_it_was_signed_is_nobodys() -> None:
    short = schedule(version(Clauses(initial_months=1, renewal_months=12, notice=months(3))))
    deadlines = [entry for entry in entries(short) if entry.kind is K.NOTICE_DEADLINE]
    assert [str(entry.on) for entry in deadlines] == ["2026-10-31", "2027-10-31"]


def test_what_is_over_for_longer_than_asked_for_is_left_out() -> None:
    yearly = renew(schedule(version(YEARLY)))
    found = entries(yearly, bangkok("2027-02-01"), since=date(2027, 1, 1))
    assert [entry.on.isoformat() for entry in found][:2] == ["2027-01-01", "2027-09-30"]


def test_the_same_thing_keeps_its_name_when_its_date_moves() -> None:
    sooner = version(replace(YEARLY, notice=months(2)), date(2026, 3, 1), 2, bangkok("2026-02-01"))
    before, after = (
        {(entry.kind, entry.which): entry.on for entry in entries(one, bangkok("2026-04-01"))}
        for one in (schedule(version(YEARLY)), schedule(version(YEARLY), sooner))
    )
    assert before.keys() == after.keys()
    deadline = (K.NOTICE_DEADLINE, "2026-12-31")
    assert (before[deadline], after[deadline]) == (date(2026, 9, 30), date(2026, 10, 31))
