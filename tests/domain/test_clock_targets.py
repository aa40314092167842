"""Promises that are no durations: working days, and times of day."""

from datetime import time

import pytest

from sla_plugin.domain.facts import FieldChanged, Status, StatusChanged, TicketField
from sla_plugin.domain.targets import ByTime, Target, WorkingDays
from sla_plugin.domain.terms import Terms
from sla_plugin.domain.verdicts import Verdict
from tests.support.stories import (
    OFFICE_RULE,
    at,
    clock_of,
    contract,
    hours,
    opened,
    promised,
    targets,
    told,
    version,
    within,
)


def until(target: Target) -> Terms:
    return Terms(targets=targets(target), calendar=OFFICE_RULE)


@pytest.mark.parametrize(
    ("opened_at", "target", "due"),
    [
        ("2026-03-02 10:00", WorkingDays(2), "2026-03-04 10:00"),
        ("2026-03-05 10:00", WorkingDays(2), "2026-03-09 10:00"),
        ("2026-03-02 18:00", WorkingDays(1), "2026-03-04 09:00"),
        ("2026-03-02 10:00", WorkingDays(1, at_end=True), "2026-03-03 17:00"),
        ("2026-03-02 10:00", ByTime(1, time(16)), "2026-03-03 16:00"),
        ("2026-03-02 10:00", ByTime(0, time(16)), "2026-03-02 16:00"),
        ("2026-03-02 15:00", ByTime(1, time(16), cutoff=time(15)), "2026-03-03 16:00"),
        ("2026-03-02 15:01", ByTime(1, time(16), cutoff=time(15)), "2026-03-04 16:00"),
        ("2026-03-02 10:00", ByTime(1, time(17)), "2026-03-03 17:00"),
        ("2026-03-02 10:00", ByTime(1, time(9)), "2026-03-03 09:00"),
        ("2026-03-02 18:00", ByTime(1, time(9)), "2026-03-03 09:00"),
        ("2026-03-06 18:00", ByTime(1, time(9)), "2026-03-09 09:00"),
    ],
)
def test_a_target_is_due_at_the_promised_instant(opened_at: str, target: Target, due: str) -> None:
    clock = clock_of(
        told((opened_at, opened())), promised(version(until(target), under=contract())), opened_at
    )
    assert clock.due_at == at(due)
    assert clock.breached_at is None


def test_a_time_of_day_that_is_over_is_due_at_once() -> None:
    story = told(("2026-03-02 16:30", opened()))
    clock = clock_of(
        story, promised(version(until(ByTime(0, time(16))), under=contract())), "2026-03-02 17:00"
    )
    assert clock.due_at == clock.breached_at == at("2026-03-02 16:30")


def test_a_pause_moves_a_working_day_target_by_its_open_time() -> None:
    story = told(
        ("2026-03-02 10:00", opened()),
        ("2026-03-02 16:00", StatusChanged(Status.PENDING_CUSTOMER)),
        ("2026-03-03 11:00", StatusChanged(Status.OPEN)),
    )
    commitments = promised(version(until(WorkingDays(2)), under=contract()))
    clock = clock_of(story, commitments, "2026-03-03 12:00")
    assert clock.target == hours(16)
    assert clock.due_at == at("2026-03-04 13:00")


def test_a_target_by_the_next_opening_is_met_before_office_hours() -> None:
    story = told(("2026-03-02 18:00", opened()), ("2026-03-04 08:00", StatusChanged(Status.RESOLVED)))
    clock = clock_of(story, promised(version(until(WorkingDays(1)), under=contract())), "2026-03-05 12:00")
    assert clock.verdict is Verdict.MET


def test_a_new_target_in_working_days_is_counted_from_the_start() -> None:
    stated = Terms(targets=targets({"P1": within(hours(4)), "P3": WorkingDays(3)}), calendar=OFFICE_RULE)
    story = told(
        ("2026-03-02 10:00", opened(priority="P1")),
        ("2026-03-02 12:00", FieldChanged(TicketField.PRIORITY, "P3")),
    )
    clock = clock_of(story, promised(version(stated, under=contract())), "2026-03-02 13:00")
    assert clock.target == hours(24)
    assert clock.due_at == at("2026-03-05 10:00")
