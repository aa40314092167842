"""Signing publishes the clocks: what is on offer holds where a signed contract line names it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from sla_plugin.domain.agreements import AgreementKind, AgreementVersion, Level, Scope
from sla_plugin.domain.clock import Side
from sla_plugin.domain.clocks import evaluate, evaluate_ticket
from sla_plugin.domain.combinations import Attribute, Combination
from sla_plugin.domain.commitments import Commitments, Subject
from sla_plugin.domain.contracts import Contract
from sla_plugin.domain.coverage import Coverage, CoverageStatus
from sla_plugin.domain.coverage_gaps import coverage_gaps
from sla_plugin.domain.explanations import ChangeKind
from sla_plugin.domain.facts import Assigned
from sla_plugin.domain.ids import ServiceId
from sla_plugin.domain.levels import Commitment, resolve
from sla_plugin.domain.line_bindings import LineBinding, bound
from sla_plugin.domain.metrics import Metric
from sla_plugin.domain.microseconds import MICROSECOND
from sla_plugin.domain.provenance import LossReason
from sla_plugin.domain.terms import CalendarRule, OnAmendment, Terms
from sla_plugin.domain.trees import Tree
from sla_plugin.domain.verdicts import ClockState
from tests.support.stories import (
    ALWAYS,
    CITY,
    CLINICAL,
    DAIRY,
    FIRST,
    GROUP,
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

START = at("2026-03-02 10:00")
TICKET = opened(service="clinical", site="crm:ward")
STORY = told(("2026-03-02 09:00", TICKET))
SUBJECT = Subject(HOSPITAL, CLINICAL, WARD)


def terms(resolution: float, calendar: CalendarRule | None = OFFICE_RULE, **more: object) -> Terms:
    return Terms(targets=targets(within(hours(resolution))), calendar=calendar, **more)  # type: ignore[arg-type]  # each test names fields of Terms


def on_offer(
    code: str = "gold",
    resolution: float = 4,
    *,
    number: int = 1,
    scope: Scope | None = None,
    since: datetime = FIRST,
    until: datetime | None = None,
    **more: object,
) -> AgreementVersion:
    return version(
        terms(resolution, **more),  # type: ignore[arg-type]  # each test names fields of Terms
        code,
        number=number,
        level=Level.SERVICE,
        scope=scope,
        since=since,
        until=until,
        offered=True,
    )


def world(
    *versions: AgreementVersion,
    lines: Sequence[LineBinding] = (),
    contracts: Sequence[Contract] = (contract(), contract("D-1", DAIRY)),
) -> Commitments:
    return promised(*versions, contracts=contracts, lines=lines)


def won(commitments: Commitments, subject: Subject = SUBJECT, now: datetime = START) -> Commitment:
    found = resolve(commitments, Metric.RESOLUTION, subject, now)
    assert isinstance(found, Commitment), found
    return found


def lost(found: Commitment) -> list[tuple[str | None, LossReason, str | None]]:
    """The contract of each of the losers, why, and what decided."""
    return [
        (str(loser.version.contract), loser.because, loser.detail)
        for loser in found.choice(Attribute.TARGET).losers
    ]


def test_from_the_start_instant_a_ticket_has_a_clock_and_a_microsecond_earlier_it_has_none() -> None:
    under = contract(since=START)
    commitments = world(on_offer(), lines=[line("gold", under, WORKPLACE, since=START)], contracts=(under,))
    before = evaluate_ticket(STORY, commitments, START - MICROSECOND)
    assert before.clocks == ()
    assert (before.coverage.status, before.next_instant) == (CoverageStatus.NOT_STARTED, START)
    [clock] = evaluate(STORY, commitments, START)
    assert (clock.state, clock.started_at, clock.contract) == (ClockState.RUNNING, START, under)
    assert clock.due_at == at("2026-03-02 14:00")


def test_a_line_that_starts_after_its_contract_promises_nothing_before() -> None:
    commitments = world(on_offer(), lines=[line("gold", contract(), WORKPLACE, since=START)])
    before = evaluate_ticket(STORY, commitments, START - MICROSECOND)
    assert before.clocks == ()
    assert (before.coverage.status, before.next_instant) == (CoverageStatus.NO_AGREEMENT, START)
    [clock] = evaluate(STORY, commitments, START)
    assert clock.started_at == START


def test_what_is_only_on_offer_promises_nothing_to_anybody() -> None:
    commitments = world(on_offer(), lines=[line("gold", contract("D-1", DAIRY), WORKPLACE)])
    assert resolve(commitments, Metric.RESOLUTION, SUBJECT, START) == Coverage(CoverageStatus.NO_AGREEMENT)
    assert won(commitments, replace(SUBJECT, customer=DAIRY)).target == within(hours(4))


def test_on_offer_alone_it_adds_no_metric_no_floor_and_no_date() -> None:
    dated = on_offer(since=START, combine={Attribute.TARGET: Combination.FLOOR})
    offered, signed = world(dated), world(dated, lines=[line("gold", contract(), WORKPLACE)])
    assert (offered.promised_metrics, offered.has_floors) == ((), False)
    assert offered.stage(START - MICROSECOND) == offered.stage(START)
    assert (signed.promised_metrics, signed.has_floors) == ((Metric.RESOLUTION,), True)
    assert signed.stage(START - MICROSECOND) < signed.stage(START)


def test_a_line_holds_for_its_service_and_site_and_those_below() -> None:
    commitments = world(on_offer(), lines=[line("gold", contract(), CLINICAL, WARD)])
    assert won(commitments).winner.scope == Scope(service=CLINICAL, site=WARD)
    for elsewhere in (replace(SUBJECT, service=WORKPLACE), replace(SUBJECT, site=CITY)):
        found = resolve(commitments, Metric.RESOLUTION, elsewhere, START)
        assert isinstance(found, Coverage)
        assert found.status is CoverageStatus.SCOPE_MISMATCH


def test_what_the_agreement_narrows_stays_narrowed() -> None:
    urgent = on_offer(scope=Scope(priority="P1", service=CLINICAL))
    commitments = world(urgent, lines=[line("gold", contract(), WORKPLACE)])
    assert won(commitments, replace(SUBJECT, priority="P1")).winner.scope == urgent.scope
    for other in (replace(SUBJECT, priority="P2"), Subject(HOSPITAL, WORKPLACE, priority="P1")):
        assert isinstance(resolve(commitments, Metric.RESOLUTION, other, START), Coverage)


def test_what_was_signed_for_another_service_than_the_agreement_names_holds_as_signed() -> None:
    of_workplace = on_offer(scope=Scope(service=WORKPLACE, site=CITY))
    commitments = world(of_workplace, lines=[line("gold", contract(), CLINICAL, WARD)])
    assert won(commitments).winner.scope == Scope(service=CLINICAL, site=WARD)


def test_of_two_lines_with_one_level_the_nearer_speaks_and_the_other_is_told_apart() -> None:
    near, far = line("gold", contract(), CLINICAL, WARD), line("gold", contract(), WORKPLACE)
    for lines in ([near, far], [far, near]):
        found = won(world(on_offer(), lines=lines))
        assert found.winner.scope == Scope(service=CLINICAL, site=WARD)
        [loser] = found.choice(Attribute.TARGET).losers
        assert (loser.version.scope, loser.version.id) == (Scope(service=WORKPLACE), found.winner.id)
        assert (loser.because, loser.detail) == (LossReason.LESS_SPECIFIC_SCOPE, "service")


def test_of_two_contracts_with_different_levels_the_agreement_made_first_speaks() -> None:
    one, other = contract("C-1"), contract("C-2")
    offered = (on_offer("gold", 4), on_offer("silver", 8))
    first = min(offered, key=lambda v: v.agreement.id.int)
    for lines in permutations([line("gold", one, CLINICAL), line("silver", other, CLINICAL)]):
        found = won(world(*offered, lines=lines, contracts=(one, other)))
        assert found.winner.agreement == first.agreement
        assert found.contract.number == {"gold": "C-1", "silver": "C-2"}[found.winner.agreement.code]
        [loser] = found.choice(Attribute.TARGET).losers
        assert loser.because is LossReason.LATER_ID


def test_of_two_contracts_with_the_same_level_the_first_by_number_speaks() -> None:
    one, other = contract("C-1"), contract("C-2")
    for lines in permutations([line("gold", one, CLINICAL), line("gold", other, CLINICAL)]):
        found = won(world(on_offer(), lines=lines, contracts=(other, one)))
        assert found.contract == one
        assert lost(found) == [(str(other.id), LossReason.LATER_CONTRACT, "C-2")]


def test_the_contract_of_the_nearer_account_speaks_before_the_group_s() -> None:
    own, above = contract("Z-9"), contract("A-1", GROUP)
    lines = [line("gold", above, CLINICAL), line("gold", own, CLINICAL)]
    found = won(world(on_offer(), lines=lines, contracts=(above, own)))
    assert found.contract == own
    assert lost(found) == [(str(above.id), LossReason.LESS_SPECIFIC_SCOPE, "customer")]


def test_a_next_version_of_the_level_reaches_only_lines_that_name_it() -> None:
    """And the earlier one goes on under those that name that, though nothing else is measured by it."""
    offered = on_offer(until=START), on_offer(resolution=2, number=2, since=START)
    signed = line("gold", contract(), WORKPLACE)
    assert won(world(*offered, lines=[signed])).target == within(hours(4))
    amended = [replace(signed, monitored_until=START), replace(signed, version=2, monitored_from=START)]
    commitments = world(*offered, lines=amended)
    assert won(commitments, now=START - MICROSECOND).target == within(hours(4))
    assert won(commitments).target == within(hours(2))
    assert won(commitments).winner.id == offered[1].id


def test_a_version_speaks_under_no_line_before_it_takes_effect() -> None:
    commitments = world(on_offer(since=START), lines=[line("gold", contract(), WORKPLACE)])
    before = resolve(commitments, Metric.RESOLUTION, SUBJECT, START - MICROSECOND)
    assert isinstance(before, Coverage)
    assert won(commitments).target == within(hours(4))


def test_a_version_that_there_is_not_promises_nothing() -> None:
    commitments = world(on_offer(), lines=[line("gold", contract(), WORKPLACE, version=2)])
    assert resolve(commitments, Metric.RESOLUTION, SUBJECT, START) == Coverage(CoverageStatus.NO_AGREEMENT)


def test_the_versions_of_an_agreement_stay_as_they_were_published() -> None:
    offered = on_offer()
    commitments = world(offered, lines=[line("gold", contract(), WORKPLACE)])
    assert commitments.versions_of(offered.agreement.id) == commitments.agreements == (offered,)


END = at("2026-03-02 12:00")


def test_a_clock_keeps_the_promise_of_a_line_that_ends_while_the_contract_goes_on() -> None:
    commitments = world(on_offer(), lines=[line("gold", contract(), WORKPLACE, until=END)])
    clock = clock_of(STORY, commitments, "2026-03-02 12:30")
    assert (clock.state, clock.due_at) == (ClockState.RUNNING, at("2026-03-02 13:00"))
    found = evaluate_ticket(told(("2026-03-02 12:00", TICKET)), commitments, at("2026-03-02 12:30"))
    assert (found.clocks, found.coverage.status) == ((), CoverageStatus.NO_AGREEMENT)


def test_where_amendments_reach_open_clocks_a_line_that_ends_takes_its_promise_along() -> None:
    retargeting = on_offer(on_amendment=OnAmendment.RETARGET)
    commitments = world(retargeting, lines=[line("gold", contract(), WORKPLACE, until=END)])
    assert clock_of(STORY, commitments, "2026-03-02 11:00").next_instant == END
    clock = clock_of(STORY, commitments, "2026-03-02 12:30")
    assert (clock.state, clock.stopped_at) == (ClockState.CANCELLED, END)
    assert [change.kind for change in clock.explanation.changes] == [ChangeKind.COMMITMENT_LOST]


def test_where_amendments_reach_open_clocks_another_level_takes_over_on_the_line() -> None:
    levels = (on_offer("gold", 4, on_amendment=OnAmendment.RETARGET), on_offer("silver", 6))
    lines = [line("gold", contract(), WORKPLACE, until=END), line("silver", contract(), WORKPLACE, since=END)]
    clock = clock_of(STORY, world(*levels, lines=lines), "2026-03-02 12:30")
    assert (clock.state, clock.due_at) == (ClockState.RUNNING, at("2026-03-02 15:00"))
    [change] = clock.explanation.changes
    assert (change.at, change.kind) == (END, ChangeKind.AMENDED)


def test_a_line_that_goes_on_through_an_amendment_is_one_promise() -> None:
    halves = [
        line("gold", contract(), WORKPLACE, until=END),
        line("gold", contract(), WORKPLACE, since=END),
    ]
    retargeting = on_offer(on_amendment=OnAmendment.RETARGET)
    commitments = world(retargeting, lines=halves)
    whole = world(retargeting, lines=[line("gold", contract(), WORKPLACE)])
    for when in ("2026-03-02 11:59", "2026-03-02 12:00", "2026-03-02 14:00"):
        assert evaluate(STORY, commitments, at(when)) == evaluate(STORY, whole, at(when))


def test_when_the_contract_ends_the_clocks_of_its_lines_are_censored() -> None:
    under = contract(until=END)
    lines = [line("gold", under, WORKPLACE, until=END)]
    clock = clock_of(STORY, world(on_offer(), lines=lines, contracts=(under,)), "2026-03-02 15:00")
    assert (clock.state, clock.stopped_at, clock.elapsed) == (ClockState.CENSORED, END, hours(3))


def test_a_team_s_line_in_an_internal_contract_begins_its_clocks() -> None:
    internal = contract("I-1", GROUP)
    ola = replace(
        version(terms(2), "network", kind=AgreementKind.OLA, level=Level.SERVICE, offered=True),
        supporter="network",
    )
    lines = [line("gold", contract(), WORKPLACE), line("network", internal, WORKPLACE, since=START)]
    commitments = world(on_offer(), ola, lines=lines, contracts=(contract(), internal))
    story = told(("2026-03-02 09:00", TICKET), ("2026-03-02 09:00", Assigned("network")))
    assert [c.side for c in evaluate(story, commitments, START - MICROSECOND)] == [Side.SLA]
    ours, theirs = evaluate(story, commitments, START)
    assert (ours.side, ours.contract.number, ours.started_at) == (Side.SLA, "C-1", at("2026-03-02 09:00"))
    assert (theirs.side, theirs.contract, theirs.started_at) == (Side.OLA, internal, START)


def test_a_signed_line_closes_the_gap_of_its_service() -> None:
    def gaps(*lines: LineBinding) -> list[ServiceId]:
        commitments = world(on_offer(), lines=lines)
        return [gap.service for gap in coverage_gaps(commitments, [HOSPITAL], [WORKPLACE, CLINICAL], START)]

    assert gaps() == [WORKPLACE, CLINICAL]
    assert gaps(line("gold", contract(), CLINICAL, WARD)) == [WORKPLACE]
    assert gaps(line("gold", contract(), WORKPLACE)) == []


def test_what_a_line_does_not_state_comes_from_above() -> None:
    corporate = version(Terms(calendar=CalendarRule(ALWAYS)), "corporate", level=Level.CORPORATE)
    lines = [line("gold", contract(), WORKPLACE)]
    found = won(world(on_offer(calendar=None), corporate, lines=lines))
    assert (found.target, found.calendar, found.contract) == (within(hours(4)), ALWAYS, contract())


def test_everybody_whom_a_contract_covers_is_promised_what_its_lines_say() -> None:
    shared = contract(also=[DAIRY])
    commitments = world(on_offer(), lines=[line("gold", shared, WORKPLACE)], contracts=(shared,))
    for customer in (HOSPITAL, DAIRY):
        found = won(commitments, replace(SUBJECT, customer=customer))
        assert (found.contract, found.choice(Attribute.TARGET).losers) == (shared, ())
    nobody = resolve(commitments, Metric.RESOLUTION, replace(SUBJECT, customer=GROUP), START)
    assert nobody == Coverage(CoverageStatus.NO_CONTRACT)


def test_of_all_whom_a_contract_covers_the_nearest_account_decides_how_specific_it_is() -> None:
    """The hospital lies below the group; both contracts cover it, the shared one by its own name, too."""
    shared, above = contract("Z-9", GROUP, also=[HOSPITAL]), contract("A-1", GROUP)
    lines = [line("gold", one, CLINICAL) for one in (shared, above)]
    commitments = world(on_offer(), lines=lines, contracts=(above, shared))
    assert commitments.contracts_of(HOSPITAL) == (shared, above)
    assert commitments.contracts_of(GROUP) == (above, shared)
    assert won(commitments).contract == shared


quarters = st.integers(0, 12).map(lambda n: START + n * timedelta(hours=1))
made_lines = st.builds(
    LineBinding,
    contract=st.sampled_from([contract("C-1").id, contract("C-2").id]),
    agreement=st.just(on_offer().agreement.id),
    version=st.sampled_from([1, 2]),
    service=st.sampled_from([WORKPLACE, CLINICAL]),
    site=st.none() | st.sampled_from([CITY, WARD]),
    monitored_from=quarters,
    monitored_until=st.none() | quarters,
)


@given(st.lists(made_lines, max_size=6), quarters)
def test_a_version_speaks_exactly_while_a_line_names_it_once_it_has_taken_effect(
    lines: list[LineBinding], amended: datetime
) -> None:
    """And of what speaks at one instant under one contract for one service and site there is only one."""
    versions = {1: on_offer(until=amended), 2: on_offer(number=2, since=amended)}
    services, sites = Tree({CLINICAL: WORKPLACE}), Tree({WARD: CITY})
    found = list(bound(lines, lambda _: list(versions.values()), services, sites))
    for hour in range(-1, 14):
        now = START + timedelta(hours=hour)
        speaking = [
            (v.contract, v.number, v.scope.service, v.scope.site) for v in found if v.is_in_force(now)
        ]
        expected = {
            (one.contract, one.version, one.service, one.site)
            for one in lines
            if max(one.monitored_from, versions[one.version].effective_from) <= now
            and (one.monitored_until is None or now < one.monitored_until)
        }
        assert len(speaking) == len(set(speaking))
        assert set(speaking) == expected


@given(st.permutations([0, 1, 2, 3]), quarters)
def test_the_order_in_which_lines_are_read_decides_nothing(order: list[int], now: datetime) -> None:
    one, other = contract("C-1"), contract("C-2")
    lines = [
        line("gold", one, WORKPLACE),
        line("gold", other, WORKPLACE, since=START + timedelta(hours=6)),
        line("silver", other, CLINICAL),
        line("silver", one, CLINICAL, WARD, until=START + timedelta(hours=3)),
    ]
    levels = (on_offer("gold", 4), on_offer("silver", 8))
    first = world(*levels, lines=lines, contracts=(one, other))
    again = world(*levels, lines=[lines[n] for n in order], contracts=(other, one))
    assert won(again, now=now) == won(first, now=now)
