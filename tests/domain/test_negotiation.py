"""How a contract comes to be signed, and all that is refused on the way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from sla_plugin.domain.contracting.content import Clauses, content_flaws
from sla_plugin.domain.contracting.guards import has_reviewers, no_side
from sla_plugin.domain.contracting.negotiation import Command, Consent
from sla_plugin.domain.contracting.negotiation_table import ROWS, allowed_steps, carry_out
from sla_plugin.domain.contracting.parties import ContractParty, PartyRole
from sla_plugin.domain.contracting.requirements import Side
from sla_plugin.domain.contracting.states import ContractKind, ContractState, Step
from sla_plugin.domain.dates import ONE_DAY
from sla_plugin.domain.ids import SiteId
from sla_plugin.domain.money import Money
from sla_plugin.domain.roles import Role
from sla_plugin.domain.transitions import SYSTEM, Actor, WrongState
from sla_plugin.errors import Code, SlaError
from tests.support.negotiations import (
    ANAN,
    CAST,
    HOSPITAL,
    LATE,
    LEK,
    LINE,
    MALEE,
    NEED,
    NOK,
    NOW,
    PARTIES,
    PIM,
    SOMCHAI,
    STORY,
    STRANGER,
    content,
    does,
    draft,
    read,
    told_until,
)

S = ContractState
KNOWN = "21de8567888710a4a7544f744adcf1a89052e2771d0b1ef85d3aef3397a73d85"
"""Whoever changes the canonical form breaks every signature there is."""


def test_a_contract_is_signed_when_everybody_had_a_say() -> None:
    case = draft()
    for step, actor, carried, state in STORY:
        case = does(case, step, actor, **carried)
        assert (step, actor.name, case.state) == (step, actor.name, state)
    assert case.givers(Consent.SIGNATURE) == {"anan", "malee"}
    assert {one.content_hash for one in case.counting(Consent.SIGNATURE)} == {case.content.hash}


@pytest.mark.parametrize("kind", [ContractKind.INTERNAL, ContractKind.UNDERPINNING])
def test_what_is_agreed_inside_or_bought_takes_the_short_path(kind: ContractKind) -> None:
    parties = draft().content.parties | {
        ContractParty(next(iter(draft().content.organisations(PartyRole.PROVIDER))), PartyRole.SUPPLIER)
    }
    case = draft(kind=kind, content=replace(content(), parties=parties), requirements=())
    assert does(case, Step.TAKE_SHORT_PATH, ANAN).state is S.FINAL_REVIEW


def test_an_amendment_begins_with_its_prices() -> None:
    case = draft(number=2, state=S.PRICING)
    assert case.is_amendment
    assert does(does(case, Step.AGREE, ANAN), Step.AGREE, MALEE).state is S.FINAL_REVIEW


@pytest.mark.parametrize(
    ("state", "step", "actor", "carried", "code"),
    [
        (S.DRAFT, Step.SIGN, MALEE, {}, "state.wrong"),
        (S.DRAFT, Step.SUBMIT, ANAN, {}, "right.role"),
        (S.DRAFT, Step.TAKE_SHORT_PATH, ANAN, {}, "contract.short_path"),
        (S.DRAFT, Step.EDIT, NOK, {}, "text.empty"),
        (S.FEASIBILITY, Step.JUDGE, SOMCHAI, {"requirement": NEED}, "text.empty"),
        (
            S.FEASIBILITY, Step.JUDGE, SOMCHAI, {"requirement": NEED, "side": Side.COMMERCIAL}, "right.role",
        ),
        (S.FEASIBILITY, Step.JUDGE, SOMCHAI, {"side": Side.TECHNICAL}, "contract.requirement_missing"),
        (S.FEASIBILITY, Step.REWORK, NOK, {"reason": " "}, "reason.missing"),
        (S.SPECIFICATION_REVIEW, Step.APPROVE_SPECIFICATION, STRANGER, {}, "right.role"),
        (S.SPECIFICATION_REVIEW, Step.APPROVE_SPECIFICATION, MALEE, {"seen": "ab"}, "contract.hash"),
        (S.SPECIFICATION_REVIEW, Step.APPROVE_SPECIFICATION, MALEE, {"seen": None}, "contract.hash"),
        (S.SPECIFICATION_REVIEW, Step.APPROVE_SPECIFICATION, MALEE, {"seen": KNOWN}, "contract.hash"),
        (S.PRICING, Step.AGREE, LEK, {}, "right.role"),
        (S.FINAL_REVIEW, Step.APPROVE, ANAN, {}, "right.role"),
        (S.FINAL_REVIEW, Step.APPROVE, LEK, {"seen": content("1.00").hash}, "contract.hash"),
        (S.AWAITING_SIGNATURE, Step.SIGN, NOK, {}, "right.role"),
        (S.AWAITING_SIGNATURE, Step.DECLINE, MALEE, {"reason": None}, "reason.missing"),
        (S.AWAITING_SIGNATURE, Step.EXPIRE, SYSTEM, {}, "contract.not_expired"),
        (S.SIGNED, Step.ABANDON, NOK, {}, "state.wrong"),
        (S.SIGNED, Step.EDIT, NOK, {"content": content("1.00")}, "state.wrong"),
    ],
)  # fmt: skip
def test_what_is_out_of_order_or_not_for_somebody_is_refused(
    state: ContractState, step: Step, actor: Actor, carried: dict[str, object], code: str
) -> None:
    with pytest.raises(SlaError) as refusal:
        does(told_until(state), step, actor, **carried)
    assert refusal.value.code == code


def test_a_wrong_state_names_those_in_which_it_is_possible() -> None:
    with pytest.raises(WrongState) as refusal:
        does(draft(), Step.AGREE, MALEE)
    assert refusal.value.allowed == (S.PRICING,)
    assert str(refusal.value) == "AGREE is not possible in DRAFT. It is in PRICING."


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"requirements": ()}, "contract.requirement_missing"),
        ({"content": replace(content(), parties=frozenset())}, "contract.party_missing"),
    ],
)
def test_a_draft_that_lacks_something_is_not_submitted(change: dict[str, object], code: str) -> None:
    with pytest.raises(SlaError) as refusal:
        does(draft(**change), Step.SUBMIT, NOK)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"content": replace(content(), lines=frozenset())}, "contract.line_incomplete"),
        (
            {"content": replace(content(), lines=frozenset({replace(LINE, unit_price=None)}))},
            "contract.line_incomplete",
        ),
        ({"is_supported": False}, "support.gap"),
    ],
)
def test_prices_are_agreed_for_what_is_whole_and_can_be_delivered(
    change: dict[str, object], code: str
) -> None:
    case = replace(told_until(S.PRICING), **change)  # type: ignore[arg-type]  # fields by name
    with pytest.raises(SlaError) as refusal:
        does(case, Step.AGREE, ANAN)
    assert refusal.value.code == code


def test_one_person_does_not_judge_both_sides() -> None:
    both = Actor("nok", NOK.roles | SOMCHAI.roles)
    case = does(told_until(S.FEASIBILITY), Step.JUDGE, both, requirement=NEED, side=Side.TECHNICAL)
    with pytest.raises(SlaError) as refusal:
        does(case, Step.JUDGE, both, requirement=NEED, side=Side.COMMERCIAL)
    assert refusal.value.code == "right.four_eyes"


def test_a_side_is_judged_once() -> None:
    case = does(told_until(S.FEASIBILITY), Step.JUDGE, SOMCHAI, requirement=NEED, side=Side.TECHNICAL)
    with pytest.raises(SlaError) as refusal:
        does(case, Step.JUDGE, SOMCHAI, requirement=NEED, side=Side.TECHNICAL)
    assert refusal.value.code == "contract.requirement_judged"


def test_who_signs_for_another_customer_does_not_agree_for_this_one() -> None:
    elsewhere = Actor("kai", ANAN.roles | STRANGER.roles, STRANGER.party)
    case = does(does(told_until(S.PRICING), Step.AGREE, elsewhere), Step.AGREE, ANAN)
    assert (case.state, [one.role for one in case.counting(Consent.PRICE)]) == (
        S.PRICING, [Role.CONTRACT_MANAGER] * 2,
    )  # fmt: skip
    assert does(case, Step.AGREE, MALEE).state is S.FINAL_REVIEW


def test_who_wrote_it_does_not_approve_it() -> None:
    case = replace(told_until(S.FINAL_REVIEW), authors=frozenset({"lek"}))
    with pytest.raises(SlaError) as refusal:
        does(case, Step.APPROVE, LEK)
    assert refusal.value.code == "right.four_eyes"


@pytest.mark.parametrize(("kind", "code"), [("CUSTOMER", "contract.party_missing"), ("INTERNAL", None)])
def test_every_side_reviews_what_it_is_to_sign(kind: str, code: str | None) -> None:
    parties = PARTIES - {ContractParty(HOSPITAL, PartyRole.REVIEWER, "malee")}
    case = replace(
        told_until(S.PRICING), kind=ContractKind(kind), content=replace(content(), parties=parties)
    )
    refusal = has_reviewers(case, Command(Step.AGREE, ANAN, NOW))
    assert (None if refusal is None else refusal.code) == code


def test_who_has_no_part_on_the_first_day_neither_agrees_nor_signs() -> None:
    day = content().effective_on
    suda = ContractParty(HOSPITAL, PartyRole.SIGNATORY, "suda", until=day - ONE_DAY)
    later = ContractParty(HOSPITAL, PartyRole.SIGNATORY, "kai", since=day + ONE_DAY)
    stated = replace(content(), parties=PARTIES | {suda, later})
    assert stated.signatories == {"anan", "malee"}
    over = replace(content(), parties=frozenset(replace(one, until=day - ONE_DAY) for one in PARTIES))
    assert not any((over.signatories, over.reviewers, over.agreeing(PartyRole.CUSTOMER)))
    refusal = no_side(ContractKind.CUSTOMER, over)
    assert refusal is not None
    assert refusal.code == "contract.party_missing"


def test_an_edit_voids_what_was_approved_even_if_it_is_taken_back() -> None:
    case = does(told_until(S.FINAL_REVIEW), Step.APPROVE, LEK)
    there = does(case, Step.EDIT, ANAN, content=content("2900.00"))
    back = does(there, Step.EDIT, ANAN, content=content())
    assert (back.state, back.content) == (S.PRICING, case.content)
    assert back.givers(Consent.REVIEW) == back.givers(Consent.PRICE) == frozenset()
    assert len(back.given) == len(case.given)


def test_a_declined_signature_asks_everybody_again() -> None:
    case = does(told_until(S.AWAITING_SIGNATURE), Step.SIGN, ANAN)
    declined = does(case, Step.DECLINE, MALEE, reason="the price is of last year")
    assert declined.state is S.FINAL_REVIEW
    assert declined.givers(Consent.REVIEW) == declined.givers(Consent.SIGNATURE) == frozenset()
    again = declined
    for reviewer in (LEK, PIM, MALEE):
        again = does(again, Step.APPROVE, reviewer)
    assert does(does(again, Step.SIGN, ANAN), Step.SIGN, MALEE).state is S.SIGNED


def test_signatures_are_taken_until_their_time_is_over() -> None:
    case = told_until(S.AWAITING_SIGNATURE)
    with pytest.raises(SlaError) as refusal:
        carry_out(case, Command(Step.SIGN, MALEE, LATE, seen=case.content.hash))
    assert refusal.value.code == "contract.signature_late"
    assert carry_out(case, Command(Step.EXPIRE, SYSTEM, LATE)).state is S.FINAL_REVIEW


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"lines": frozenset({LINE, replace(LINE, quantity=Decimal(2))})}, "contract.line_twice"),
        (
            {
                "lines": frozenset(
                    {LINE, replace(LINE, site=SiteId(NEED), unit_price=Money(Decimal(1), "EUR"))}
                )
            },
            "currency.mixed",
        ),
        ({"lines": frozenset({LINE, replace(LINE, service_level=None)})}, "contract.line_twice"),
        ({"parties": content().parties | {ContractParty(HOSPITAL, PartyRole.REVIEWER)}}, "contract.reviewer"),
        (
            {"parties": content().parties | {ContractParty(STRANGER.party, PartyRole.SIGNATORY, "x")}},  # type: ignore[arg-type]  # an organisation
            "contract.signatory",
        ),
        (
            {"parties": content().parties | {ContractParty(HOSPITAL, PartyRole.SIGNATORY)}},
            "contract.signatory",
        ),
        (
            {"lines": frozenset({replace(LINE, starts_on=content().effective_on, ends_on=NOW.date())})},
            "dates.reversed",
        ),
        ({"clauses": Clauses(initial_months=0)}, "contract.clause"),
        ({"clauses": Clauses(initial_months=1_201)}, "contract.clause"),
        ({"clauses": Clauses(initial_months=12, renewal_months=0)}, "contract.clause"),
        ({"clauses": Clauses(renewal_months=12)}, "contract.clause"),
        ({"effective_on": date(1, 1, 1)}, "date.malformed"),
        ({"lines": frozenset({replace(LINE, starts_on=date(202, 4, 1))})}, "date.malformed"),
    ],
)
def test_what_can_never_be_agreed_is_refused_at_once(change: dict[str, object], code: str) -> None:
    wrong = replace(content(), **change)  # type: ignore[arg-type]  # fields by name
    assert [error.code for error in content_flaws(wrong)] == [code]
    with pytest.raises(SlaError) as refusal:
        does(draft(), Step.EDIT, NOK, content=wrong)
    assert refusal.value.code == code


def test_a_hash_stands_for_what_is_said_not_for_how() -> None:
    assert content("3000").hash == content("3000.00").hash == KNOWN
    assert content("3000.01").hash != KNOWN
    assert replace(content(), zone="Europe/Berlin").hash != KNOWN


def test_what_may_be_done_now_is_told_with_the_reason_for_the_rest() -> None:
    told = {one.action: one.because for one in allowed_steps(told_until(S.PRICING), MALEE, NOW)}
    assert told[Step.AGREE] is None
    assert {step: because.code for step, because in told.items() if because is not None} == {
        Step.EDIT: "right.role",
        Step.ABANDON: "right.role",
        **dict.fromkeys(set(Step) - {Step.AGREE, Step.EDIT, Step.ABANDON}, "state.wrong"),
    }


def test_every_state_before_the_life_of_a_contract_is_in_the_table() -> None:
    assert {row.target for row in ROWS} | {row.source for row in ROWS} == set(S) - {
        S.ACTIVE, S.SUSPENDED, S.ENDED, S.CLOSED,
    }  # fmt: skip
    assert {row.event for row in ROWS} == set(Step)


PATH = {
    (S.DRAFT, Step.EDIT): {S.DRAFT},
    (S.DRAFT, Step.ADD_REQUIREMENT): {S.DRAFT},
    (S.DRAFT, Step.MATCH_REQUIREMENT): {S.DRAFT},
    (S.DRAFT, Step.DROP_REQUIREMENT): {S.DRAFT},
    (S.FEASIBILITY, Step.MATCH_REQUIREMENT): {S.FEASIBILITY},
    (S.DRAFT, Step.SUBMIT): {S.FEASIBILITY},
    (S.FEASIBILITY, Step.JUDGE): {S.FEASIBILITY, S.SPECIFICATION_REVIEW},
    (S.FEASIBILITY, Step.REWORK): {S.DRAFT},
    (S.FEASIBILITY, Step.DECLARE_INFEASIBLE): {S.ABANDONED},
    (S.SPECIFICATION_REVIEW, Step.APPROVE_SPECIFICATION): {S.PRICING},
    (S.SPECIFICATION_REVIEW, Step.REJECT_SPECIFICATION): {S.DRAFT},
    (S.PRICING, Step.EDIT): {S.PRICING},
    (S.PRICING, Step.AGREE): {S.PRICING, S.FINAL_REVIEW},
    (S.FINAL_REVIEW, Step.APPROVE): {S.FINAL_REVIEW, S.AWAITING_SIGNATURE},
    (S.FINAL_REVIEW, Step.REQUEST_CHANGE): {S.PRICING},
    (S.FINAL_REVIEW, Step.EDIT): {S.PRICING},
    (S.AWAITING_SIGNATURE, Step.SIGN): {S.AWAITING_SIGNATURE, S.SIGNED},
    (S.AWAITING_SIGNATURE, Step.DECLINE): {S.FINAL_REVIEW},
    (S.AWAITING_SIGNATURE, Step.EXPIRE): {S.FINAL_REVIEW},
}
"""The model: 50-contracts, "Lifecycle", written down once more by hand."""

MOMENTS = st.sampled_from([NOW, LATE])
VOIDING = {Step.EDIT, Step.REWORK, Step.REJECT_SPECIFICATION, Step.REQUEST_CHANGE, Step.DECLINE, Step.EXPIRE}


class Negotiating(RuleBasedStateMachine):
    """Anybody tries anything; what happened is kept beside, and says what must hold."""

    def __init__(self) -> None:
        super().__init__()
        self.case = draft()
        self.happened: list[tuple[Step, str, str | None]] = []

    @rule(
        step=st.sampled_from(Step), actor=st.sampled_from(CAST), at=MOMENTS, has_read=st.booleans(),
        side=st.sampled_from(Side), price=st.sampled_from(["3000.00", "2900.00"]),
    )  # fmt: skip
    def somebody_tries(
        self, step: Step, actor: Actor, at: object, has_read: bool, side: Side, price: str
    ) -> None:
        self._try(
            Command(
                step, actor, at,  # type: ignore[arg-type]  # of the moments
                seen=read(self.case, step) if has_read else "another",
                reason="as discussed", requirement=NEED, side=side, content=content(price),
            )
        )  # fmt: skip

    @rule(place=st.integers(0, len(STORY) - 1))
    def the_story_goes_on(self, place: int) -> None:
        """Without help, chance would seldom come to a signature."""
        for step, actor, carried, _ in STORY[: place + 1]:
            self._try(Command(step, actor, NOW, seen=read(self.case, step), reason="so", **carried))

    def _try(self, command: Command) -> None:
        before = self.case
        asked = {one.action: one.because for one in allowed_steps(before, command.actor, command.at)}
        refused: Code | None = None
        try:
            self.case = carry_out(before, command)
        except SlaError as refusal:
            refused = refusal.code
        if refused is not None:
            because = asked[command.step]
            assert self.case is before
            assert because is None or because.code is refused
            return
        assert asked[command.step] is None
        expected = {S.ABANDONED} if command.step is Step.ABANDON else PATH[before.state, command.step]
        assert self.case.state in expected
        self.happened.append((command.step, command.actor.name, command.seen))
        if command.step in {Step.APPROVE, Step.APPROVE_SPECIFICATION}:
            assert command.actor.name not in before.authors

    @invariant()
    def what_is_signed_was_signed_by_all_as_it_stands(self) -> None:
        if self.case.state in {S.AWAITING_SIGNATURE, S.SIGNED}:
            assert self._since_voided(Step.APPROVE) >= {"lek", "pim", "malee"}
        if self.case.state is S.SIGNED:
            assert self._since_voided(Step.SIGN) == {"anan", "malee"}

    @invariant()
    def nothing_that_was_given_is_lost(self) -> None:
        gave = [step for step, _, _ in self.happened if step in {Step.AGREE, Step.APPROVE, Step.SIGN}]
        assert len([one for one in self.case.given if one.consent is not Consent.SPECIFICATION]) == len(gave)

    def _since_voided(self, wanted: Step) -> set[str]:
        """Who did it since the last edit or return, having seen what stands there now."""
        last = max((n for n, (step, _, _) in enumerate(self.happened) if step in VOIDING), default=-1)
        return {
            name
            for step, name, seen in self.happened[last + 1 :]
            if step is wanted and seen == self.case.content.hash
        }


TestNegotiating = Negotiating.TestCase
