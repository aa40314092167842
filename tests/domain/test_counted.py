"""Each clock cycle counts once, at one instant, for whom it was promised to at that instant."""

from dataclasses import replace
from datetime import datetime

import pytest

from sla_plugin.domain.clocks import Clock, evaluate
from sla_plugin.domain.commitments import Commitments
from sla_plugin.domain.counted import ClockKey, Counted, ExclusionReason, Result, count
from sla_plugin.domain.facts import Fact, FieldChanged, Reopened, Status, StatusChanged, TicketField
from sla_plugin.domain.metrics import Metric
from sla_plugin.domain.terms import Terms
from sla_plugin.domain.tickets import fold
from tests.support.books import ticket_id
from tests.support.stories import (
    DAIRY,
    HOSPITAL,
    OFFICE,
    OFFICE_RULE,
    at,
    contract,
    history,
    hours,
    office_hours,
    opened,
    promise,
    promised,
    targets,
    told,
    version,
    within,
)

TICKET = ticket_id("T-1")
RESOLVED = StatusChanged(Status.RESOLVED)


def counted(story: list[Fact], commitments: Commitments, as_of: str) -> list[Counted | None]:
    instant = at(as_of)
    ticket = fold(story, instant)
    clocks: tuple[Clock, ...] = evaluate(story, commitments, instant)
    return [
        count(TICKET, clock, ticket, commitments) for clock in clocks if clock.metric is Metric.RESOLUTION
    ]


def only(found: list[Counted | None]) -> Counted:
    assert len(found) == 1
    assert found[0] is not None
    return found[0]


def test_a_clock_that_stopped_in_time_counts_as_met_when_it_stopped() -> None:
    story = told(("2026-03-02 09:00", opened(priority="P2")), ("2026-03-02 11:00", RESOLVED))
    one = only(counted(story, promise(hours(4)), "2026-04-01 00:00"))
    assert one.clock == ClockKey(TICKET, "RESOLUTION", 1)
    assert (one.result, one.excluded_for, one.at) == (Result.MET, None, at("2026-03-02 11:00"))
    assert (one.subject.customer, one.subject.priority) == (HOSPITAL, "P2")
    assert one.contract == contract().id


def test_a_clock_on_its_way_does_not_count_yet() -> None:
    story = told(("2026-03-02 09:00", opened()))
    assert counted(story, promise(hours(4)), "2026-03-02 12:59") == [None]


@pytest.mark.parametrize("end", [None, "2026-04-02 10:00"])
def test_a_breach_counts_in_the_period_in_which_it_was_due_however_long_it_goes_on(end: str | None) -> None:
    story = told(("2026-03-31 14:00", opened()), *([(end, RESOLVED)] if end else []))
    one = only(counted(story, promise(hours(3)), "2026-05-01 00:00"))
    assert (one.result, one.at) == (Result.BREACHED, at("2026-03-31 17:00"))


def test_a_breach_beats_a_cancellation_and_a_cancellation_alone_is_excluded() -> None:
    def cancelled(when: str) -> Counted:
        story = told(("2026-03-02 09:00", opened()), (when, StatusChanged(Status.CANCELLED)))
        return only(counted(story, promise(hours(4)), "2026-04-01 00:00"))

    assert cancelled("2026-03-02 16:00").result is Result.BREACHED
    early = cancelled("2026-03-02 10:00")
    assert (early.result, early.excluded_for) == (Result.EXCLUDED, ExclusionReason.CANCELLED)
    assert early.at == at("2026-03-02 10:00")


def test_the_end_of_a_contract_leaves_an_open_clock_out() -> None:
    ending = replace(contract(), monitored_until=at("2026-03-02 12:00"))
    terms = Terms(targets=targets(within(hours(4))), calendar=OFFICE_RULE)
    commitments = promised(version(terms, under=ending), contracts=[ending])
    one = only(counted(told(("2026-03-02 09:00", opened())), commitments, "2026-04-01 00:00"))
    assert (one.result, one.excluded_for) == (Result.EXCLUDED, ExclusionReason.CENSORED)
    assert one.at == at("2026-03-02 12:00")


def test_a_reopened_clock_counts_by_its_latest_outcome() -> None:
    story = told(
        ("2026-03-30 09:00", opened()),
        ("2026-03-30 11:00", RESOLVED),
        ("2026-04-01 09:00", Reopened()),
        ("2026-04-01 14:00", RESOLVED),
    )
    commitments = promise(hours(4))
    assert only(counted(story, commitments, "2026-03-31 00:00")).result is Result.MET
    assert counted(story, commitments, "2026-04-01 10:00") == [None]
    last = only(counted(story, commitments, "2026-05-01 00:00"))
    assert (last.result, last.at) == (Result.BREACHED, at("2026-04-01 11:00"))


def _handed_over(changed: str) -> Counted:
    """From the hospital to the dairy, each under a contract of its own."""
    contracts = [contract(), contract("C-2", DAIRY)]
    terms = Terms(targets=targets(within(hours(4))), calendar=OFFICE_RULE)
    commitments = promised(
        version(terms, "hospital", under=contracts[0]),
        version(terms, "dairy", under=contracts[1]),
        contracts=contracts,
    )
    story = told(
        ("2026-03-02 09:00", opened()),
        (changed, FieldChanged(TicketField.CUSTOMER, "crm:dairy")),
    )
    return only(counted(story, commitments, "2026-04-01 00:00"))


def test_a_clock_counts_for_whom_it_was_promised_to_when_it_was_breached() -> None:
    before = _handed_over("2026-03-02 14:00")
    assert (before.subject.customer, before.contract) == (HOSPITAL, contract().id)
    after = _handed_over("2026-03-02 11:00")
    assert (after.subject.customer, after.contract) == (DAIRY, contract("C-2").id)
    assert before.at == after.at == at("2026-03-02 13:00")


def test_a_new_calendar_version_hands_nothing_over() -> None:
    takeover: datetime = at("2026-03-02 12:00")
    commitments = promise(hours(4))
    commitments = replace(
        commitments,
        calendars={
            OFFICE: history((None, office_hours()), (takeover, office_hours(holidays={"2026-03-09": "X"})))
        },
    )
    story = told(("2026-03-02 09:00", opened()), ("2026-03-02 12:30", RESOLVED))
    one = only(counted(story, commitments, "2026-04-01 00:00"))
    assert (one.result, one.contract) == (Result.MET, contract().id)
