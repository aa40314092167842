"""A contract covers each customer and beneficiary for as long as that one has its part in it."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from sla_plugin.domain.clock import Clock
from sla_plugin.domain.clocks import evaluate
from sla_plugin.domain.commitments import Commitments, Subject
from sla_plugin.domain.contracting.content import VersionContent
from sla_plugin.domain.contracting.parties import ContractParty, PartyRole
from sla_plugin.domain.contracting.parts import parts_of
from sla_plugin.domain.contracting.versions import SignedVersion
from sla_plugin.domain.contracts import Contract, Part
from sla_plugin.domain.coverage import Coverage, CoverageStatus
from sla_plugin.domain.facts import Fact
from sla_plugin.domain.intervals import Lasting, united
from sla_plugin.domain.levels import coverage
from sla_plugin.domain.microseconds import MICROSECOND
from sla_plugin.domain.terms import Terms
from sla_plugin.domain.verdicts import ClockState
from tests.domain.test_clock_laws import instants, lives, quarters, stated, unhurried
from tests.support.stories import (
    DAIRY,
    FIRST,
    GROUP,
    HOSPITAL,
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

ONE = at("2026-03-02 13:00")
TERMS = Terms(targets=targets(within(hours(8))), calendar=OFFICE_RULE)


def shared(*parts: Part) -> Contract:
    return replace(contract(also=[DAIRY]), parts=parts)


def world(of: Contract, terms: Terms = TERMS) -> Commitments:
    return promised(version(terms, under=of), contracts=(of,))


UNTIL_ONE = shared(Part(HOSPITAL, (Lasting(FIRST),)), Part(DAIRY, (Lasting(FIRST, ONE),)))


def test_a_beneficiary_is_covered_until_its_part_ends_and_the_customer_further_on() -> None:
    commitments = world(UNTIL_ONE)
    covered, ended = CoverageStatus.COVERED, CoverageStatus.CONTRACT_ENDED
    assert [
        [coverage(commitments, Subject(customer), when) for when in (ONE - MICROSECOND, ONE)]
        for customer in (DAIRY, HOSPITAL)
    ] == [
        [Coverage(covered, since=FIRST), Coverage(ended, since=ONE)],
        [Coverage(covered, since=FIRST)] * 2,
    ]


def test_an_open_clock_stops_at_the_instant_at_which_the_part_of_its_customer_ends() -> None:
    of_dairy = told(("2026-03-02 10:00", opened(customer="crm:dairy")))
    clock = clock_of(of_dairy, world(UNTIL_ONE), "2026-03-04 10:00")
    assert (clock.state, clock.stopped_at, clock.elapsed) == (ClockState.CENSORED, ONE, hours(3))
    clock = clock_of(told(("2026-03-02 10:00", opened())), world(UNTIL_ONE), "2026-03-02 14:00")
    assert (clock.state, clock.elapsed) == (ClockState.RUNNING, hours(4))


def test_who_comes_in_later_is_not_covered_from_the_start() -> None:
    commitments = world(shared(Part(HOSPITAL, (Lasting(FIRST),)), Part(DAIRY, (Lasting(ONE),))))
    assert [coverage(commitments, Subject(DAIRY), when) for when in (ONE - MICROSECOND, ONE)] == [
        Coverage(CoverageStatus.NOT_STARTED, since=ONE),
        Coverage(CoverageStatus.COVERED, since=ONE),
    ]
    assert coverage(commitments, Subject(GROUP), ONE) == Coverage(CoverageStatus.NO_CONTRACT)


@unhurried
@given(lives(), stated(), instants, quarters, st.none() | quarters)
def test_a_part_is_a_contract_of_its_own_for_as_long_as_it_lasts(
    life: list[Fact], terms: Terms, as_of: datetime, since: datetime, until: datetime | None
) -> None:
    part = Lasting(since, until)
    whole = shared(*(Part(who, united([part])) for who in (HOSPITAL, DAIRY)))
    alone = replace(contract(also=[DAIRY]), monitored_from=since, monitored_until=until)
    if until is None or since < until:
        expected = [_figures(one) for one in evaluate(life, world(alone, terms), as_of)]
        assert [_figures(one) for one in evaluate(life, world(whole, terms), as_of)] == expected


def _figures(clock: Clock) -> dict[str, object]:
    """All but of which contract they are."""
    apart = {"commitment", "explanation"}
    return {one.name: getattr(clock, one.name) for one in fields(clock) if one.name not in apart}


PROVIDER = ContractParty(GROUP, PartyRole.PROVIDER)
CUSTOMER = ContractParty(HOSPITAL, PartyRole.CUSTOMER)


def signed(number: int, effective_on: date, *parties: ContractParty) -> SignedVersion:
    content = VersionContent(effective_on, "Asia/Bangkok", "THB", frozenset({PROVIDER, CUSTOMER, *parties}))
    return SignedVersion(number, content, datetime(2026, 1, 1, tzinfo=UTC))


def bangkok(month: int, day: int) -> datetime:
    return datetime(2026, month, day, tzinfo=ZoneInfo("Asia/Bangkok")).astimezone(UTC)


def test_parts_follow_from_the_versions_and_from_their_own_dates() -> None:
    dairy = ContractParty(DAIRY, PartyRole.BENEFICIARY)
    first = signed(1, date(2026, 4, 1), dairy)
    without = signed(2, date(2026, 7, 1))
    for_june = signed(1, date(2026, 4, 1), replace(dairy, since=date(2026, 6, 1), until=date(2026, 6, 30)))
    hospital = Part(HOSPITAL, (Lasting(bangkok(4, 1)),))
    assert parts_of([first]) == (hospital, Part(DAIRY, (Lasting(bangkok(4, 1)),)))
    assert parts_of([first, without]) == (hospital, Part(DAIRY, (Lasting(bangkok(4, 1), bangkok(7, 1)),)))
    assert parts_of([for_june]) == (hospital, Part(DAIRY, (Lasting(bangkok(6, 1), bangkok(7, 1)),)))
    assert parts_of([without]) == (Part(HOSPITAL, (Lasting(bangkok(7, 1)),)),)
