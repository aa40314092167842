"""What an agreement must be like to be on offer: for whom it holds is said by the lines that will name it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sla_plugin.domain.advice import Advice, advice
from sla_plugin.domain.agreements import AgreementKind, AgreementVersion, Approval, Level, Scope
from sla_plugin.domain.ids import CustomerGroupId, TicketId
from sla_plugin.domain.publication import check_version, flaws_among, own_flaws
from sla_plugin.domain.terms import CalendarRule, Terms
from sla_plugin.errors import Code
from tests.support.stories import (
    CITY,
    CLINICAL,
    DAIRY,
    HOSPITAL,
    OFFICE_RULE,
    WARD,
    WORKPLACE,
    _id,
    contract,
    hours,
    line,
    promised,
    targets,
    version,
    within,
)

TERMS = Terms(targets=targets(within(hours(4))), calendar=OFFICE_RULE)


def offered(
    code: str = "gold", level: Level = Level.SERVICE, scope: Scope | None = None, terms: Terms = TERMS
) -> AgreementVersion:
    return version(terms, code, level=level, scope=scope, offered=True)


def refusals(new: AgreementVersion) -> list[tuple[tuple[str | int, ...], Code]]:
    return [(path, error.code) for path, error in own_flaws(new)]


@pytest.mark.parametrize("level", [Level.CUSTOMER, Level.SERVICE])
@pytest.mark.parametrize(
    "scope", [Scope(), Scope(department="surgery", ticket_type="INCIDENT", priority="P1"), Scope(CLINICAL)]
)
def test_it_needs_no_customer_and_no_service_at_either_level(level: Level, scope: Scope) -> None:
    check_version(offered(level=level, scope=scope), promised())


@pytest.mark.parametrize("kind", [AgreementKind.OLA, AgreementKind.UC])
def test_what_teams_and_suppliers_promise_can_be_on_offer(kind: AgreementKind) -> None:
    made = version(TERMS, "network", level=Level.SERVICE, kind=kind, offered=True)
    check_version(replace(made, supporter="network"), promised())
    assert refusals(made) == [(("supporter",), Code.AGREEMENT_SUPPORTER)]


@pytest.mark.parametrize(
    ("scope", "names"),
    [
        (Scope(customer=HOSPITAL), ["customer"]),
        (Scope(customer_group=CustomerGroupId(_id("vip"))), ["customer_group"]),
        (Scope(ticket=TicketId(_id("ticket"))), ["ticket"]),
        (Scope(customer=DAIRY, ticket=TicketId(_id("ticket"))), ["customer", "ticket"]),
    ],
)
def test_whom_it_is_for_is_not_for_it_to_say(scope: Scope, names: list[str]) -> None:
    found = refusals(offered(scope=scope))
    assert found == [(("scope", name), Code.AGREEMENT_OFFERED) for name in names]


def test_it_lies_in_no_contract() -> None:
    inside = replace(offered(), contract=contract().id)
    [(path, error)] = own_flaws(inside)
    assert (path, error.code, error.field) == (("contract",), Code.AGREEMENT_OFFERED, "contract")
    assert str(error) == (
        "An agreement on offer is of one contract. Leave it out: the contract line that names it says for "
        "whom it holds."
    )


def test_it_is_of_level_customer_or_service() -> None:
    assert refusals(offered(level=Level.CORPORATE)) == [(("level",), Code.AGREEMENT_OFFERED)]
    exception = replace(offered(level=Level.EXCEPTION), approval=Approval("Mali", "Because"))
    assert refusals(exception) == [(("level",), Code.AGREEMENT_OFFERED)]


def test_two_on_offer_do_not_clash_nor_does_one_with_what_holds_by_itself() -> None:
    by_itself = version(TERMS, "workplace", level=Level.SERVICE, scope=Scope(service=WORKPLACE))
    gold = offered(scope=Scope(service=WORKPLACE))
    lines = [line("gold", contract(), WORKPLACE)]
    assert list(flaws_among(offered("silver"), promised(gold, lines=lines))) == []
    assert list(flaws_among(by_itself, promised(gold, lines=lines))) == []
    assert list(flaws_among(gold, promised(by_itself, lines=lines))) == []
    twin = replace(by_itself, agreement=replace(by_itself.agreement, id=offered("twin").agreement.id))
    assert {error.code for _, error in flaws_among(twin, promised(by_itself))} == {Code.AGREEMENT_OVERLAP}


def test_its_own_calendar_must_have_room_for_what_it_offers() -> None:
    too_long = Terms(targets=targets(within(hours(60_000))), calendar=OFFICE_RULE)
    assert [e.code for _, e in flaws_among(offered(terms=too_long), promised())] == [Code.TARGET_UNREACHABLE]


def test_contracts_that_cover_the_same_customer_let_their_agreements_clash() -> None:
    shared, own = contract("C-1", also=[DAIRY]), contract("D-1", DAIRY)
    one = version(TERMS, "shared", under=shared)
    for other, codes in (
        (version(TERMS, "dairy", under=own), {Code.AGREEMENT_OVERLAP}),
        (version(TERMS, "group", under=own, scope=Scope(customer=HOSPITAL)), {Code.AGREEMENT_OVERLAP}),
        (version(TERMS, "ward", under=own, scope=Scope(site=WARD)), set[Code]()),
    ):
        found = flaws_among(other, promised(one, contracts=(shared, own)))
        assert {error.code for _, error in found} == codes


def test_whoever_a_contract_covers_besides_is_advised_about_as_well() -> None:
    shared = contract("C-1", also=[DAIRY])
    made = version(TERMS, "shared", under=shared, scope=Scope(service=WORKPLACE))
    regions = {DAIRY: frozenset({CITY, WARD})}
    told = list(advice(made, promised(made, contracts=(shared,)), regions))
    assert told == [Advice.ONE_PROMISE_FOR_ALL_REGIONS]


def test_what_is_on_offer_needs_no_advice_and_a_signed_line_answers_what_holds_for_everything() -> None:
    for_all = version(TERMS, "hospital", under=contract())
    gold = offered(terms=replace(TERMS, calendar=CalendarRule(OFFICE_RULE.default)))
    assert list(advice(gold, promised(gold, for_all), {})) == []
    assert list(advice(for_all, promised(gold, for_all), {})) == [Advice.ONE_PROMISE_FOR_ALL_SERVICES]
    signed = promised(gold, for_all, lines=[line("gold", contract(), CLINICAL)])
    assert list(advice(for_all, signed, {})) == []
