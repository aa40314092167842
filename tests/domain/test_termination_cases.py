"""How a termination comes to its end, and all that is refused on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from sla_plugin.domain.roles import Role
from sla_plugin.domain.termination.case_checks import ConsentRequired
from sla_plugin.domain.termination.case_table import ROWS, allowed_steps, carry_out, speaks_for
from sla_plugin.domain.termination.cases import Case, CaseCommand, Side
from sla_plugin.domain.termination.grounds import Ground
from sla_plugin.domain.termination.instants import next_of
from sla_plugin.domain.termination.states import DONE, CaseState, CaseStep
from sla_plugin.domain.transitions import SYSTEM, Actor
from sla_plugin.errors import Code, SlaError
from tests.support.terminations import (
    ANAN,
    CAST,
    LEK,
    MALEE,
    NOK,
    NOW,
    PAPER,
    PIM,
    PLAN,
    PROVIDER,
    SOMCHAI,
    STRANGER,
    a_case,
    does,
    end,
    in_review,
    notice,
    received,
    scheduled,
)

S, E = CaseState, CaseStep
DAY, TICK = timedelta(days=1), timedelta(microseconds=1)
CURED_BY, ELECTED_BY = NOW + 30 * DAY, NOW + 60 * DAY


def in_cure() -> Case:
    return does(
        a_case(Ground.CAUSE_CURABLE), E.SERVE_BREACH_NOTICE, LEK, notice=notice(), document=PAPER,
        cure_until=CURED_BY, elect_until=ELECTED_BY,
    )  # fmt: skip


def test_a_notice_goes_from_its_receipt_to_its_settlement() -> None:
    case = scheduled()
    assert (case.state, case.ground, case.is_approved) == (S.SCHEDULED, Ground.CONVENIENCE, True)
    assert case.end is not None
    at = case.end.ends_at
    case = does(does(case, E.REACH_END, SYSTEM, at), E.CUT_OVER, SYSTEM, at)
    case = does(replace(case, is_settled=True), E.CLOSE, PIM)
    assert case.state is S.CLOSED


def test_a_breach_is_cured_or_elected_upon_and_expiry_alone_never_terminates() -> None:
    expired = does(in_cure(), E.EXPIRE_CURE, SYSTEM, CURED_BY)
    assert expired.state is S.CURE_EXPIRED
    lapsed = does(expired, E.LAPSE, SYSTEM, ELECTED_BY)
    assert lapsed.state is S.LAPSED
    elected = does(
        expired, E.ELECT, NOK, CURED_BY + DAY, notice=notice(Ground.CAUSE_CURABLE, CURED_BY + DAY),
        end=end(Ground.CAUSE_CURABLE, CURED_BY + DAY), document=PAPER,
    )  # fmt: skip
    assert (elected.state, elected.end and elected.end.ends_at) == (S.RECEIVED, CURED_BY + DAY)
    assert does(in_cure(), E.ACCEPT_CURE, NOK, document=PAPER).state is S.CURED


def test_our_delay_does_not_move_the_law() -> None:
    case = received()
    assert case.end is not None
    assert does(case, E.REACH_END, SYSTEM, case.end.ends_at + DAY).state is S.EFFECTIVE
    agreed = replace(case, ground=Ground.MUTUAL)
    with pytest.raises(SlaError) as refusal:
        does(agreed, E.REACH_END, SYSTEM, case.end.ends_at)
    assert refusal.value.code == "termination.unfinished"


@pytest.mark.parametrize("ground", [Ground.INSOLVENCY, Ground.VOID, Ground.REGULATORY])
def test_what_is_dated_back_waits_for_those_who_approve_it(ground: Ground) -> None:
    dated_back = end(ground, on=date(2026, 3, 20))
    case = replace(received(ground), end=dated_back)
    assert (dated_back.is_backdated, next_of(case)) == (True, None)
    for waiting in (case, does(case, E.FIND_VALID, ANAN)):
        with pytest.raises(SlaError) as refusal:
            does(waiting, E.REACH_END, SYSTEM, dated_back.ends_at + DAY)
        assert refusal.value.code == "termination.unfinished"
    approved = does(does(waiting, E.APPROVE, ANAN, seen=PLAN), E.APPROVE, LEK, seen=PLAN)
    assert next_of(approved) == (dated_back.ends_at, E.REACH_END)
    assert does(approved, E.REACH_END, SYSTEM, dated_back.ends_at).state is S.EFFECTIVE


def test_what_was_received_in_time_and_recorded_late_is_not_dated_back() -> None:
    """R16: our delay, that of the review and that of putting it on record, does not move the law."""
    case = does(
        a_case(Ground.INSOLVENCY), E.SUBMIT_NOTICE, NOK, NOW + 9 * DAY, notice=notice(Ground.INSOLVENCY),
        end=end(Ground.INSOLVENCY), document=PAPER,
    )  # fmt: skip
    assert next_of(case) == (NOW, E.REACH_END)


def agreed_on(case: Case) -> Case:
    return replace(case, ground=Ground.MUTUAL, end=end(Ground.MUTUAL, on=date(2026, 5, 31)))


def test_what_was_not_agreed_on_is_not_by_an_objection() -> None:
    for case in (agreed_on(received()), agreed_on(in_review())):
        disputed = does(case, E.OBJECT, ANAN, reason="we never agreed")
        assert (disputed.state, disputed.holds_effect, next_of(disputed)) == (S.DISPUTED, False, None)
        assert disputed.end is not None
        with pytest.raises(SlaError) as refusal:
            does(disputed, E.REACH_END, SYSTEM, disputed.end.ends_at)
        assert refusal.value.code == "termination.unfinished"


def test_what_was_agreed_on_and_scheduled_comes_although_somebody_objects() -> None:
    case = agreed_on(scheduled())
    assert case.end is not None
    disputed = does(case, E.OBJECT, ANAN, reason="we changed our mind")
    assert next_of(disputed) == (case.end.ends_at, E.REACH_END)
    effective = does(disputed, E.REACH_END, SYSTEM, case.end.ends_at)
    assert (effective.state, effective.is_disputed) == (S.EFFECTIVE, True)
    confirmed = does(disputed, E.CONFIRM_NOTICE, LEK, document=PAPER)
    # It is approved anew, and so waits for that.
    assert (confirmed.state, next_of(confirmed)) == (S.REVIEW, None)


def test_every_role_approves_through_another_person() -> None:
    everything = Actor("boss", ANAN.roles | LEK.roles | PIM.roles)
    case = does(in_review(ground=Ground.INSOLVENCY, has_money=True), E.APPROVE, everything, seen=PLAN)
    assert (case.state, case.is_approved) == (S.REVIEW, False)
    case = does(case, E.APPROVE, Actor("deputy", ANAN.roles | PIM.roles), seen=PLAN)
    assert (case.state, case.is_approved) == (S.REVIEW, False)
    # Whichever part each has: the boss as LEGAL, or as FINANCE.
    for third in (ANAN, LEK, PIM):
        assert does(case, E.APPROVE, third, seen=PLAN).state is S.SCHEDULED


def test_nobody_approves_what_they_opened_or_put_on_record() -> None:
    both = Actor("both", NOK.roles | ANAN.roles)
    case = does(
        a_case(), E.SUBMIT_NOTICE, both, notice=notice(), end=end(), document=PAPER,
        object_until=NOW + 14 * DAY,
    )  # fmt: skip
    case = does(case, E.FIND_VALID, ANAN)
    assert (case.opened_by, case.submitted_by) == ("nok", "both")
    for name in ("nok", "both"):
        with pytest.raises(SlaError) as refusal:
            does(case, E.APPROVE, Actor(name, ANAN.roles), seen=PLAN)
        assert refusal.value.code == "right.four_eyes"
    assert does(case, E.APPROVE, ANAN, seen=PLAN).state is S.SCHEDULED


def test_a_cause_needs_legal_and_money_needs_finance() -> None:
    case = in_review(ground=Ground.INSOLVENCY, has_money=True)
    assert case.approvers == {Role.CONTRACT_MANAGER, Role.LEGAL, Role.FINANCE}
    for actor in (ANAN, LEK):
        case = does(case, E.APPROVE, actor, seen=PLAN)
        assert case.state is S.REVIEW
    assert does(case, E.APPROVE, PIM, seen=PLAN).state is S.SCHEDULED


def test_another_plan_is_approved_anew() -> None:
    case = does(in_review(has_money=True), E.APPROVE, ANAN, seen=PLAN)
    changed = case.planned("ef" * 32, has_money=True)
    assert (changed.counting, len(changed.approvals)) == ((), 1)
    assert changed.planned("ef" * 32, has_money=True) is changed


def test_a_dispute_holds_the_end_only_where_it_is_said_so() -> None:
    case = does(scheduled(), E.OBJECT, ANAN, reason="no authority")
    assert (case.state, case.holds_effect) == (S.DISPUTED, False)
    assert case.end is not None
    effective = does(case, E.REACH_END, SYSTEM, case.end.ends_at)
    assert (effective.state, effective.is_disputed) == (S.EFFECTIVE, True)
    assert does(effective, E.CONFIRM_NOTICE, LEK, document=PAPER).is_disputed is False
    assert does(effective, E.ANNUL_NOTICE, LEK, document=PAPER).state is S.RESCINDED
    held = does(scheduled(), E.OBJECT, ANAN, reason="no authority", hold=True)
    with pytest.raises(SlaError) as refusal:
        does(held, E.REACH_END, SYSTEM, case.end.ends_at)
    assert refusal.value.code == "termination.held"


def test_a_notice_that_was_received_is_withdrawn_with_consent_only() -> None:
    with pytest.raises(ConsentRequired) as refusal:
        does(scheduled(), E.WITHDRAW, NOK)
    assert (refusal.value.code, refusal.value.of) == ("termination.consent", Side.PROVIDER)
    assert does(scheduled(), E.WITHDRAW, NOK, document=PAPER).state is S.WITHDRAWN
    with pytest.raises(SlaError) as bare:
        does(scheduled(), E.WITHDRAW, NOK, received_at=NOW)
    assert (bare.value.code, bare.value.field) == ("termination.evidence", "document")
    overtaken = does(scheduled(), E.WITHDRAW, NOK, received_at=NOW, document=PAPER)
    assert overtaken.state is S.WITHDRAWN
    assert does(a_case(), E.WITHDRAW, MALEE).state is S.WITHDRAWN


def test_each_speaks_for_the_side_it_is_on_and_in_an_underpinning_contract_we_are_the_customer() -> None:
    supplier = Actor("supaporn", frozenset({Role.CUSTOMER_CONTACT}), PROVIDER)
    sold = a_case()
    assert [speaks_for(sold, one) for one in (MALEE, STRANGER, ANAN, LEK, PIM, supplier)] == [
        Side.CUSTOMER, None, Side.PROVIDER, Side.PROVIDER, None, Side.PROVIDER,
    ]  # fmt: skip
    bought = replace(sold, sides=replace(sold.sides, ours=Side.CUSTOMER))
    assert [speaks_for(bought, one) for one in (MALEE, STRANGER, ANAN, LEK, PIM, supplier)] == [
        Side.CUSTOMER, None, Side.CUSTOMER, Side.CUSTOMER, None, Side.PROVIDER,
    ]  # fmt: skip
    # We give notice to the supplier, so that it objects, and we do not.
    ours = replace(scheduled(), sides=bought.sides)
    assert does(ours, E.OBJECT, supplier, reason="too late").state is S.DISPUTED
    with pytest.raises(SlaError) as refusal:
        does(ours, E.OBJECT, ANAN, reason="too late")
    assert refusal.value.code == "right.role"


def test_only_somebody_of_its_side_gives_notice() -> None:
    def submitted(by: str | None) -> CaseState:
        return does(
            a_case(), E.SUBMIT_NOTICE, NOK, notice=notice(), end=end(), document=PAPER, given_by=by,
            authorised=frozenset({"malee"}),
        ).state  # fmt: skip

    assert (submitted("malee"), submitted(None)) == (S.RECEIVED, S.RECEIVED)
    with pytest.raises(SlaError) as refusal:
        submitted("anan")
    assert (refusal.value.code, refusal.value.field) == ("termination.authority", "givenBy")


def test_a_decision_sets_no_day_where_nothing_was_held() -> None:
    another = end(on=NOW.date() + 90 * DAY)
    for before in (scheduled(), replace(scheduled(), state=S.EFFECTIVE, is_disputed=True)):
        case = before if before.state is S.EFFECTIVE else does(before, E.OBJECT, ANAN, reason="no authority")
        with pytest.raises(SlaError) as refusal:
            does(case, E.CONFIRM_NOTICE, LEK, document=PAPER, end=another)
        assert (refusal.value.code, refusal.value.field) == ("termination.date", "requestedOn")
    held = does(scheduled(), E.OBJECT, ANAN, reason="no authority", hold=True)
    assert does(held, E.CONFIRM_NOTICE, LEK, document=PAPER, end=another).end == another


@pytest.mark.parametrize(
    ("make", "step", "actor", "carried", "code"),
    [
        (a_case, E.SUBMIT_NOTICE, ANAN, {}, "right.role"),
        (a_case, E.SUBMIT_NOTICE, SOMCHAI, {}, "right.role"),
        (a_case, E.SUBMIT_NOTICE, NOK, {}, "termination.evidence"),
        (a_case, E.SUBMIT_NOTICE, NOK, {"notice": notice(), "document": PAPER}, "termination.date"),
        (
            a_case, E.SUBMIT_NOTICE, NOK,
            {"notice": notice(at=NOW + DAY), "document": PAPER, "end": end()}, "termination.evidence",
        ),
        (a_case, E.SERVE_BREACH_NOTICE, LEK, {}, "termination.cure"),
        (lambda: a_case(Ground.CAUSE_CURABLE), E.SUBMIT_NOTICE, NOK, {}, "termination.cure"),
        (
            lambda: a_case(Ground.CAUSE_CURABLE), E.SERVE_BREACH_NOTICE, LEK,
            {"notice": notice(), "document": PAPER}, "termination.no_rule",
        ),
        (in_cure, E.EXPIRE_CURE, SYSTEM, {}, "termination.window"),
        (in_cure, E.ACCEPT_CURE, NOK, {}, "termination.evidence"),
        (in_cure, E.ELECT, NOK, {}, "state.wrong"),
        (received, E.FIND_INVALID, ANAN, {"defects": (" ",)}, "termination.defect"),
        (received, E.FIND_VALID, NOK, {}, "right.role"),
        (received, E.CONVERT, LEK, {"end": end()}, "termination.conversion"),
        (received, E.REACH_END, SYSTEM, {}, "termination.window"),
        (in_review, E.APPROVE, Actor("nok", ANAN.roles), {"seen": PLAN}, "right.four_eyes"),
        (in_review, E.APPROVE, ANAN, {"seen": "x"}, "termination.plan"),
        (in_review, E.REJECT, LEK, {}, "termination.defect"),
        (scheduled, E.OBJECT, MALEE, {"reason": "x"}, "right.role"),
        (scheduled, E.OBJECT, STRANGER, {"reason": "x"}, "right.role"),
        (scheduled, E.OBJECT, ANAN, {}, "reason.missing"),
        (scheduled, E.REDATE, LEK, {"document": PAPER, "end": end()}, "termination.date"),
        (scheduled, E.CLOSE, PIM, {}, "state.wrong"),
        (scheduled, E.CUT_OVER, SYSTEM, {}, "state.wrong"),
    ],
)  # fmt: skip
def test_what_is_out_of_order_or_not_for_somebody_is_refused(
    make: Callable[[], Case], step: CaseStep, actor: Actor, carried: dict[str, Any], code: str
) -> None:
    with pytest.raises(SlaError) as refusal:
        does(make(), step, actor, **carried)
    assert refusal.value.code == code


@pytest.mark.parametrize("lapses", [False, True])
def test_an_end_is_elected_by_when_that_is_received(lapses: bool) -> None:
    """From when the breach can no longer be cured on, and whenever it is recorded."""
    case = does(in_cure(), E.EXPIRE_CURE, SYSTEM, CURED_BY)
    if lapses:
        case = does(case, E.LAPSE, SYSTEM, ELECTED_BY)

    def elects(at: datetime) -> Case:
        given = {
            "notice": notice(Ground.CAUSE_CURABLE, at), "end": end(Ground.CAUSE_CURABLE, at),
            "document": PAPER,
        }  # fmt: skip
        return does(case, E.ELECT, NOK, ELECTED_BY + 9 * DAY, **given)

    for at in (NOW + 2 * DAY, CURED_BY - TICK, ELECTED_BY, ELECTED_BY + DAY):
        with pytest.raises(SlaError) as refusal:
            elects(at)
        assert refusal.value.code == "termination.window"
    for at in (CURED_BY, ELECTED_BY - TICK):
        elected = elects(at)
        assert (elected.state, elected.end and elected.end.ends_at) == (S.RECEIVED, at)


def test_one_objects_only_in_time() -> None:
    with pytest.raises(SlaError) as refusal:
        does(scheduled(), E.OBJECT, ANAN, NOW + 14 * DAY, reason="too late")
    assert refusal.value.code == "termination.window"


def test_every_state_and_step_is_in_the_table() -> None:
    assert {row.source for row in ROWS} | {row.target for row in ROWS} == set(S)
    assert {row.event for row in ROWS} == set(E)
    # Nothing comes back, but for what lapsed although it was elected in time.
    assert [(row.source, row.event) for row in ROWS if row.source in DONE] == [(S.LAPSED, E.ELECT)]


MOMENTS = st.sampled_from([NOW, NOW + 2 * DAY, CURED_BY, CURED_BY + DAY, ELECTED_BY, NOW + 400 * DAY])


BEGUN = [Ground.CONVENIENCE, Ground.CAUSE_CURABLE, Ground.MUTUAL, Ground.INSOLVENCY]


class Terminating(RuleBasedStateMachine):
    """Anybody tries anything at any time, and what is refused changes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.case = a_case(Ground.CAUSE_CURABLE)
        self.ends: list[datetime] = []
        self.was_agreed = False

    @rule(
        ground=st.sampled_from([Ground.CONVENIENCE, Ground.CAUSE_CURABLE, Ground.MUTUAL, Ground.INSOLVENCY])
    )
    def begins_anew(self, ground: Ground) -> None:
        if self.case.state in DONE:
            self.case, self.ends = a_case(ground, converts=True), []
            self.was_agreed = False

    @rule(
        step=st.sampled_from(CaseStep), actor=st.sampled_from(CAST), at=MOMENTS, shows=st.booleans(),
        heard=MOMENTS, ground=st.none() | st.sampled_from(BEGUN), hold=st.booleans(), settled=st.booleans(),
    )  # fmt: skip
    def somebody_tries(
        self,
        step: CaseStep,
        actor: Actor,
        at: datetime,
        shows: bool,
        heard: datetime,
        ground: Ground | None,
        hold: bool,
        settled: bool,
    ) -> None:
        before = replace(self.case, is_settled=settled)
        command = CaseCommand(
            step, actor, at,
            notice=notice(before.ground, heard), end=end(Ground.CONVENIENCE, heard), ground=ground,
            received_at=heard,
            document=PAPER if shows else None, reason="because", defects=("form",), seen=PLAN,
            cure_until=CURED_BY, elect_until=ELECTED_BY, object_until=NOW + 14 * DAY, hold=hold,
        )  # fmt: skip
        asked = {one.action: one.because for one in allowed_steps(before, actor, at)}
        refused: Code | None = None
        after = before
        try:
            after = carry_out(before, command)
        except SlaError as refusal:
            refused = refusal.code
        because = asked[step]
        if refused is not None:
            assert because is None or because.code is refused
            return
        assert because is None
        assert (before.state, step) in {(row.source, row.event) for row in ROWS}
        if after.state is S.EFFECTIVE and before.state is not S.EFFECTIVE:
            assert after.end is not None
            assert at >= after.end.ends_at
            self.ends.append(after.end.ends_at)
        self.was_agreed |= after.ground is Ground.MUTUAL
        self.case = after

    @invariant()
    def nothing_is_scheduled_that_was_not_approved_agreed_or_brought_back(self) -> None:
        if self.case.state is S.SCHEDULED and not self.was_agreed:
            assert self.case.approvals
            assert all(one.by != self.case.opened_by for one in self.case.approvals)

    @invariant()
    def whoever_approves_had_no_part_in_it(self) -> None:
        given = {one.by for one in self.case.counting}
        assert given.isdisjoint({self.case.opened_by, self.case.submitted_by})
        assert not self.case.is_approved or len(given) >= len(self.case.approvers)

    @invariant()
    def what_was_elected_was_received_in_its_window(self) -> None:
        case = self.case
        if case.ground is Ground.CAUSE_CURABLE and case.submitted_by is not None:
            assert case.notice is not None
            assert CURED_BY <= case.notice.received_at < ELECTED_BY

    @invariant()
    def the_end_is_reached_once(self) -> None:
        assert len(self.ends) <= 1

    @invariant()
    def what_has_an_end_was_received(self) -> None:
        if self.case.end is not None:
            assert self.case.notice is not None


TestTerminating = Terminating.TestCase


def test_what_can_be_done_is_told_with_the_reason_why_not() -> None:
    told = {one.action: one.because and one.because.code for one in allowed_steps(in_review(), NOK, NOW)}
    assert told[E.APPROVE] is Code.RIGHT_ROLE
    assert told[E.WITHDRAW] is None
    assert told[E.CLOSE] is Code.STATE_WRONG
