"""Each clock cycle counts once, at one instant, for whom it was promised to at that instant."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sla_plugin.domain.clocks import Clock, evaluate
from sla_plugin.domain.commitments import Commitments
from sla_plugin.domain.counted import ClockKey, Counted, Result, count
from sla_plugin.domain.exclusion_reasons import ExclusionReason
from sla_plugin.domain.facts import Fact, FieldChanged, Reopened, Status, StatusChanged, TicketField, What
from sla_plugin.domain.metrics import Metric
from sla_plugin.domain.terms import OnAmendment, Reopening, ReopenRule, Terms
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


_QUARTERS = st.integers(1, 4 * 24 * 4)
_HAPPENINGS = st.sampled_from(
    [
        FieldChanged(TicketField.CUSTOMER, "crm:dairy"),
        FieldChanged(TicketField.CUSTOMER, "crm:hospital"),
        FieldChanged(TicketField.PRIORITY, "P1"),
        FieldChanged(TicketField.PRIORITY, "P2"),
        StatusChanged(Status.PENDING_CUSTOMER),
        StatusChanged(Status.OPEN),
        StatusChanged(Status.CANCELLED),
        RESOLVED,
    ]
)


# Cancelled, restarted and handed over in one instant, which a clock shows as one change.
@example(
    [
        (1, StatusChanged(Status.CANCELLED)),
        (1, StatusChanged(Status.OPEN)),
        (1, FieldChanged(TicketField.CUSTOMER, "crm:dairy")),
    ],
    1,
    Reopening.RESTART,
)
@given(st.lists(st.tuples(_QUARTERS, _HAPPENINGS), max_size=6), _QUARTERS, st.sampled_from(Reopening))
def test_a_clock_counts_under_the_promise_that_was_in_force_when_one_looked_at_that_instant(
    happened: list[tuple[int, What]], amended: int, reopening: Reopening
) -> None:
    began = at("2026-03-02 09:00")
    contracts = [contract(), contract("C-2", DAIRY)]
    amended_at = began + amended * timedelta(minutes=15)

    def terms(urgent: int) -> Terms:
        return Terms(
            targets=targets({"P1": within(hours(urgent)), "*": within(hours(8))}),
            calendar=OFFICE_RULE,
            reopen=ReopenRule(reopening),
            on_amendment=OnAmendment.RETARGET,
        )

    world = promised(
        version(terms(2), under=contracts[0], until=amended_at),
        version(terms(4), number=2, under=contracts[0], since=amended_at),
        version(terms(3), "dairy", under=contracts[1]),
        contracts=contracts,
    )
    story = told(
        ("2026-03-02 09:00", opened()),
        *(
            ((began + quarters * timedelta(minutes=15)).isoformat(" ")[:16], what)
            for quarters, what in happened
        ),
    )
    now = at("2026-04-01 00:00")
    for clock in evaluate(story, world, now):
        one = count(TICKET, clock, fold(story, now), world)
        if one is None:
            assert clock.state.is_open
            continue
        assert clock.started_at <= one.at <= now
        then = [
            c for c in evaluate(story, world, one.at) if (c.metric, c.cycle) == (clock.metric, clock.cycle)
        ]
        assert [(c.commitment.winner.id, c.contract.id) for c in then] == [(one.version, one.contract)]
