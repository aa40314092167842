"""While a line of a contract is suspended its own clocks wait, and those of the other lines run on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla_plugin.domain.agreements import AgreementVersion, Level, Scope
from sla_plugin.domain.clock import Clock
from sla_plugin.domain.clocks import evaluate
from sla_plugin.domain.commitments import Commitments
from sla_plugin.domain.contracting.lines import ContractLine
from sla_plugin.domain.contracting.suspensions import SuspendedLine, Suspension, is_suspended
from sla_plugin.domain.contracts import Contract
from sla_plugin.domain.coverage import Coverage
from sla_plugin.domain.facts import Fact, Reopened, Status, StatusChanged
from sla_plugin.domain.ids import AgreementId
from sla_plugin.domain.intervals import Lasting, united
from sla_plugin.domain.levels import coverage
from sla_plugin.domain.line_bindings import LineBinding
from sla_plugin.domain.segments import SegmentKind, SegmentReason
from sla_plugin.domain.terms import OnAmendment, Terms
from sla_plugin.domain.verdicts import ClockState
from tests.domain.test_clock_laws import instants, lives, stated, suspensions, unhurried
from tests.support.stories import (
    CLINICAL,
    HOSPITAL,
    OFFICE_RULE,
    WARD,
    WORKPLACE,
    at,
    clock_of,
    contract,
    hours,
    line,
    opened,
    promised,
    targets,
    told,
    version,
    within,
)

NOON, ONE, TWO = (at(f"2026-03-02 {hour}:00") for hour in (12, 13, 14))
CLINICAL_TICKET = told(("2026-03-02 09:00", opened(service="clinical")))
DESK_TICKET = told(("2026-03-02 09:00", opened(service="workplace")))
SUSPENDED = SegmentReason.CONTRACT_SUSPENDED


def gold(number: int = 1, **more: object) -> AgreementVersion:
    terms = Terms(targets=targets(within(hours(4))), calendar=OFFICE_RULE, **more)  # type: ignore[arg-type]  # each test names fields of Terms
    return version(terms, "gold", number=number, level=Level.SERVICE, offered=True)


def two_lines(*times: tuple[datetime, datetime | None], under: Contract | None = None) -> Commitments:
    """Two services; the clinical one is suspended from noon until two, unless the test says otherwise."""
    held = contract() if under is None else under
    suspended = united(Lasting(*one) for one in times or [(NOON, TWO)])
    lines = [replace(line("gold", held, CLINICAL), suspended=suspended), line("gold", held, WORKPLACE)]
    return promised(gold(), contracts=(held,), lines=lines)


def spans(clock: Clock) -> list[tuple[datetime, datetime, SegmentKind, SegmentReason]]:
    return [(one.start, one.end, one.kind, one.reason) for one in clock.segments]


def test_the_clocks_of_the_line_wait_and_those_of_the_other_run_on() -> None:
    waiting = clock_of(CLINICAL_TICKET, two_lines(), "2026-03-02 13:00")
    assert (waiting.state, waiting.due_at, waiting.elapsed) == (ClockState.PAUSED, None, hours(3))
    assert waiting.next_instant == TWO
    going_on = clock_of(DESK_TICKET, two_lines(), "2026-03-02 13:00")
    assert (going_on.state, going_on.due_at) == (ClockState.RUNNING, at("2026-03-02 13:00"))
    assert [one.kind for one in going_on.segments] == [SegmentKind.RUNNING]
    after = clock_of(CLINICAL_TICKET, two_lines(), "2026-03-02 14:30")
    assert (after.state, after.due_at) == (ClockState.RUNNING, at("2026-03-02 15:00"))
    assert spans(after) == [
        (at("2026-03-02 09:00"), NOON, SegmentKind.RUNNING, SegmentReason.IN_PROGRESS),
        (NOON, TWO, SegmentKind.PAUSED, SUSPENDED),
        (TWO, at("2026-03-02 14:30"), SegmentKind.RUNNING, SegmentReason.IN_PROGRESS),
    ]


def test_from_the_first_instant_it_waits_and_from_the_last_it_runs() -> None:
    shown = [
        clock_of(CLINICAL_TICKET, two_lines(), when) for when in ("2026-03-02 12:00", "2026-03-02 14:00")
    ]
    assert [clock.state for clock in shown] == [ClockState.PAUSED, ClockState.RUNNING]
    before = clock_of(CLINICAL_TICKET, two_lines(), "2026-03-02 11:59")
    assert (before.state, before.next_instant) == (ClockState.RUNNING, NOON)


def test_it_goes_on_when_all_that_concern_it_are_lifted() -> None:
    """The contract from noon until one, the line from one until two: one pause."""
    under = contract(suspended=[Lasting(NOON, ONE)])
    both = two_lines((at("2026-03-02 12:30"), TWO), under=under)
    clock = clock_of(CLINICAL_TICKET, both, "2026-03-02 15:00")
    assert [(one.start, one.end) for one in clock.segments if one.reason is SUSPENDED] == [(NOON, TWO)]
    assert clock_of(CLINICAL_TICKET, both, "2026-03-02 13:30").next_instant == TWO
    other = clock_of(DESK_TICKET, both, "2026-03-02 15:00")
    assert [(one.start, one.end) for one in other.segments if one.reason is SUSPENDED] == [(NOON, ONE)]


def test_a_ticket_of_a_suspended_line_is_still_covered() -> None:
    commitments = two_lines((NOON, None))
    subject = commitments.subject(dict(CLINICAL_TICKET[0].what.fields))  # type: ignore[union-attr]  # it is opened
    found = coverage(commitments, subject, TWO)
    assert isinstance(found, Coverage)
    assert found.status == "COVERED"
    late = told(("2026-03-02 13:00", opened(service="clinical")))
    clock = clock_of(late, commitments, "2026-03-02 17:00")
    assert (clock.state, clock.started_at, clock.elapsed) == (ClockState.PAUSED, ONE, hours(0))


def test_while_it_was_done_nobody_told_it_of_the_line_s_suspension() -> None:
    story = told(
        ("2026-03-02 09:00", opened(service="clinical")),
        ("2026-03-02 11:00", StatusChanged(Status.RESOLVED)),
        ("2026-03-02 13:00", Reopened()),
    )
    clock = clock_of(story, two_lines(), "2026-03-02 15:00")
    assert [(one.end, one.reason) for one in clock.segments] == [
        (at("2026-03-02 11:00"), SegmentReason.IN_PROGRESS),
        (ONE, SegmentReason.RESOLVED),
        (TWO, SUSPENDED),
        (at("2026-03-02 15:00"), SegmentReason.IN_PROGRESS),
    ]


@pytest.mark.parametrize("on_amendment", OnAmendment)
def test_an_amendment_lifts_no_suspension(on_amendment: OnAmendment) -> None:
    """Another version of the level from one on: whichever of them a clock holds on to."""
    under, suspended = contract(), (Lasting(NOON, TWO),)
    first = replace(line("gold", under, CLINICAL, until=ONE), suspended=suspended)
    second = replace(line("gold", under, CLINICAL, since=ONE, version=2), suspended=suspended)
    versions = (
        replace(gold(on_amendment=on_amendment), effective_until=ONE),
        replace(gold(2, on_amendment=on_amendment), effective_from=ONE),
    )
    commitments = promised(*versions, contracts=(under,), lines=[first, second])
    clock = clock_of(CLINICAL_TICKET, commitments, "2026-03-02 15:00")
    assert [(one.start, one.end) for one in clock.segments if one.reason is SUSPENDED] == [(NOON, TWO)]


def test_what_another_line_promises_as_well_goes_on_until_that_one_ends() -> None:
    """Both lines come to the same service, because the level itself is for that one only."""
    under, level = contract(), replace(gold(), scope=Scope(service=CLINICAL))
    own = replace(line("gold", under, CLINICAL), suspended=(Lasting(NOON, TWO),))
    wider = line("gold", under, WORKPLACE, until=ONE)
    for lines in ([own, wider], [wider, own]):
        commitments = promised(level, contracts=(under,), lines=lines)
        clock = clock_of(CLINICAL_TICKET, commitments, "2026-03-02 15:00")
        assert [(one.start, one.end) for one in clock.segments if one.reason is SUSPENDED] == [(ONE, TWO)]


def figures(clock: Clock) -> dict[str, object]:
    """All but of whom they are."""
    apart = {"commitment", "explanation"}
    return {one.name: getattr(clock, one.name) for one in fields(clock) if one.name not in apart}


def both_services(terms: Terms, under: Contract, suspended: Sequence[Lasting]) -> Commitments:
    level = version(terms, "gold", level=Level.SERVICE, offered=True)
    lines: list[LineBinding] = [
        replace(line("gold", under, service), suspended=united(suspended))
        for service in (CLINICAL, WORKPLACE)
    ]
    return promised(level, contracts=(under,), lines=lines)


@unhurried
@given(lives(), stated(), suspensions, instants)
def test_a_contract_is_suspended_where_every_line_of_it_is(
    life: list[Fact], terms: Terms, times: list[Lasting], as_of: datetime
) -> None:
    of_contract = evaluate(life, both_services(terms, contract(suspended=times), []), as_of)
    of_lines = evaluate(life, both_services(terms, contract(), times), as_of)
    assert [figures(one) for one in of_lines] == [figures(one) for one in of_contract]


@unhurried
@given(lives(), stated(), suspensions, instants)
def test_a_suspended_line_changes_nothing_for_the_other(
    life: list[Fact], terms: Terms, times: list[Lasting], as_of: datetime
) -> None:
    """No ticket here is about the ward's line."""
    plain = both_services(terms, contract(), [])
    elsewhere = replace(line("gold", contract(), CLINICAL, WARD), suspended=united(times))
    beside = replace(plain, bindings=(*plain.bindings, replace(elsewhere, suspended=())))
    stopped = replace(plain, bindings=(*plain.bindings, elsewhere))
    assert [figures(one) | {"next_instant": None} for one in evaluate(life, stopped, as_of)] == [
        figures(one) | {"next_instant": None} for one in evaluate(life, beside, as_of)
    ]


def test_a_contract_of_which_lines_are_suspended_is_not() -> None:
    of_line = Suspension(UUID(int=1), "pim", "unpaid", NOON, None, line=SuspendedLine(CLINICAL))
    whole = Suspension(UUID(int=2), "pim", "unpaid", ONE, TWO)
    assert [is_suspended([of_line, whole], when) for when in (NOON, ONE, TWO)] == [False, True, False]


@given(st.sampled_from([None, WARD]), st.sampled_from([None, WARD]), st.sampled_from([CLINICAL, WORKPLACE]))
def test_a_line_is_told_apart_by_its_service_and_site_whatever_its_level(
    site: object, other: object, service: object
) -> None:
    which = SuspendedLine(CLINICAL, site)  # type: ignore[arg-type]  # one of the two
    for level in (None, AgreementId(HOSPITAL)):
        found = ContractLine(service, level, other)  # type: ignore[arg-type]  # one of the two
        assert which.is_of(found) is ((service, other) == (CLINICAL, site))
