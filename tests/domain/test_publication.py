"""What an agreement must be like to be published, beside everything that is promised already."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from decimal import Decimal

import pytest

from sla_plugin.domain.agreements import AgreementVersion, Level, Scope
from sla_plugin.domain.calendars import CalendarHistory
from sla_plugin.domain.combinations import Attribute, Combination
from sla_plugin.domain.commitments import CustomerGroup, Subject
from sla_plugin.domain.escalations import (
    Action,
    ActionKind,
    AtPercent,
    DaysFromDue,
    EscalationStep,
    FromDue,
    Moment,
)  # fmt: skip
from sla_plugin.domain.ids import CalendarId, CustomerGroupId
from sla_plugin.domain.publication import check_version, flaws_among, own_flaws
from sla_plugin.domain.scopes import DIMENSIONS, fits
from sla_plugin.domain.targets import ByTime, Target, WorkingDays
from sla_plugin.domain.terms import CalendarRule, Terms
from sla_plugin.errors import Code
from tests.support.stories import (
    ALWAYS,
    CITY,
    DAIRY,
    HOSPITAL,
    OFFICE,
    OFFICE_RULE,
    WARD,
    _id,
    at,
    contract,
    history,
    hours,
    promised,
    targets,
    version,
    within,
)

FAIR = CalendarId(_id("fair"))
ONCE = history((None, {"time_zone": "UTC", "special_days": {"2026-05-01": [["09:00", "17:00"]]}}))
"""Open on one day, and then never again."""
FAIR_RULE = CalendarRule(FAIR)
OF_HOSPITAL = Scope(customer=HOSPITAL)
OF_CITY, OF_WARD = (Scope(customer=HOSPITAL, site=site) for site in (CITY, WARD))


def of(level: Level, terms: Terms, code: str, scope: Scope | None = None) -> AgreementVersion:
    return version(terms, code, level=level, scope=scope, since=at("2026-01-01 00:00"))


def refusals(new: AgreementVersion, *held: AgreementVersion) -> list[tuple[tuple[str | int, ...], str]]:
    calendars: dict[CalendarId, CalendarHistory] = {FAIR: ONCE}
    return [(path, str(error)) for path, error in flaws_among(new, promised(*held, calendars=calendars))]


LONG = targets(within(hours(9)))
SHORT = targets(within(hours(8)))
NO_ROOM = "has no room for PT9H of RESOLUTION within 20 years. Give it more hours, or promise less."


def test_a_target_for_which_its_own_calendar_has_no_room_is_refused() -> None:
    assert refusals(of(Level.CORPORATE, Terms(targets=SHORT, calendar=FAIR_RULE), "all")) == []
    assert refusals(of(Level.CORPORATE, Terms(targets=LONG, calendar=FAIR_RULE), "all")) == [
        (("targets", "RESOLUTION", "*"), f"Its calendar {NO_ROOM}")
    ]


def test_a_target_for_which_the_calendar_of_a_general_agreement_has_no_room_is_refused() -> None:
    general = of(Level.CORPORATE, Terms(calendar=FAIR_RULE), "all")
    specific = of(Level.CUSTOMER, Terms(targets=LONG), "hospital", OF_HOSPITAL)
    assert refusals(specific, general) == [
        (("targets", "RESOLUTION", "*"), f"The calendar that all states {NO_ROOM}")
    ]
    assert refusals(general, specific) == [
        (("calendar",), f"This calendar, by which hospital would be measured, {NO_ROOM}")
    ]


def test_a_general_target_for_which_the_calendar_of_a_specific_agreement_has_no_room_is_refused() -> None:
    general = of(Level.CORPORATE, Terms(targets=LONG, calendar=OFFICE_RULE), "all")
    specific = of(Level.CUSTOMER, Terms(calendar=FAIR_RULE), "hospital", OF_HOSPITAL)
    assert refusals(specific, general) == [
        (("calendar",), f"This calendar, by which all would be measured, {NO_ROOM}")
    ]
    assert refusals(general, specific) == [
        (("targets", "RESOLUTION", "*"), f"The calendar that hospital states {NO_ROOM}")
    ]


def test_a_calendar_that_no_such_ticket_is_measured_by_refuses_nothing() -> None:
    with_both = of(Level.CUSTOMER, Terms(targets=LONG, calendar=OFFICE_RULE), "hospital", OF_HOSPITAL)
    assert refusals(with_both, of(Level.CORPORATE, Terms(calendar=FAIR_RULE), "all")) == []
    of_another = of(Level.CUSTOMER, Terms(calendar=FAIR_RULE), "dairy", Scope(customer=DAIRY))
    assert refusals(of(Level.CUSTOMER, Terms(targets=LONG), "hospital", OF_HOSPITAL), of_another) == []
    refined = of(Level.CUSTOMER, Terms(targets=SHORT, calendar=FAIR_RULE), "hospital", OF_HOSPITAL)
    assert refusals(refined, of(Level.CORPORATE, Terms(targets=LONG, calendar=OFFICE_RULE), "all")) == []


def test_a_calendar_of_the_same_level_and_a_narrower_scope_is_one_that_a_target_may_be_measured_by() -> None:
    of_all = of(Level.CUSTOMER, Terms(targets=LONG, calendar=OFFICE_RULE), "hospital", OF_HOSPITAL)
    of_ward = of(Level.CUSTOMER, Terms(calendar=FAIR_RULE), "ward", OF_WARD)
    assert refusals(of_ward, of_all) == [
        (("calendar",), f"This calendar, by which hospital would be measured, {NO_ROOM}")
    ]
    wider = of(Level.CUSTOMER, Terms(calendar=FAIR_RULE), "members", OF_HOSPITAL)
    narrower = of(Level.CUSTOMER, Terms(targets=LONG, calendar=OFFICE_RULE), "ward", OF_WARD)
    assert refusals(narrower, wider) == []


LEAD = (Action(ActionKind.NOTIFY, "lead"),)


@pytest.mark.parametrize(
    ("target", "moment", "is_refused"),
    [
        (within(hours(8)), AtPercent(Decimal(0)), True),
        (within(hours(8)), AtPercent(Decimal(1)), False),
        (within(hours(8)), FromDue(-hours(8)), True),
        (within(hours(8)), FromDue(-hours(7)), False),
        (within(hours(0)), FromDue(hours(0)), False),
        (WorkingDays(2), DaysFromDue(-3), True),
        (WorkingDays(2), DaysFromDue(-2), False),
        (ByTime(1, time(16)), DaysFromDue(-2), True),
        (ByTime(1, time(16)), DaysFromDue(-1), False),
    ],
)
def test_a_step_before_the_start_is_refused(target: Target, moment: Moment, is_refused: bool) -> None:
    terms = Terms(targets=targets(target), escalations=(EscalationStep(moment, LEAD),))
    found = [error.code for _, error in own_flaws(of(Level.CORPORATE, terms, "all"))]
    assert found == ([Code.ESCALATION_STEP] if is_refused else [])


def test_a_sound_agreement_is_published() -> None:
    rule = CalendarRule(OFFICE, {"P1": ALWAYS})
    terms = Terms(targets=targets(within(hours(4))), calendar=rule)
    new = version(terms, under=contract(), scope=OF_HOSPITAL)
    check_version(new, promised())


def holding(how: Combination) -> Terms:
    return Terms(targets=SHORT, calendar=OFFICE_RULE, combine={Attribute.TARGET: how})


GROUPS = {
    CustomerGroupId(_id("members")): CustomerGroup("members", 2, frozenset({HOSPITAL})),
    CustomerGroupId(_id("best")): CustomerGroup("best", 1, frozenset({HOSPITAL, DAIRY})),
}
OF_MEMBERS, OF_BEST = (Scope(customer_group=group) for group in GROUPS)
MANDATORY, FLOOR = Combination.MANDATORY, Combination.FLOOR


@pytest.mark.parametrize(
    ("general", "specific", "is_refused"),
    [
        ((MANDATORY, OF_MEMBERS), (FLOOR, OF_HOSPITAL), True),
        ((FLOOR, OF_MEMBERS), (MANDATORY, OF_HOSPITAL), False),
        ((MANDATORY, OF_MEMBERS), (FLOOR, Scope(customer=DAIRY)), False),
        ((MANDATORY, OF_MEMBERS), (FLOOR, OF_BEST), True),
        ((MANDATORY, OF_BEST), (FLOOR, OF_MEMBERS), False),
        ((MANDATORY, OF_HOSPITAL), (FLOOR, OF_WARD), True),
        (
            (MANDATORY, OF_CITY),
            (FLOOR, OF_WARD),
            True,
        ),
        (
            (MANDATORY, OF_WARD),
            (FLOOR, OF_CITY),
            False,
        ),
    ],
)
def test_a_floor_below_something_mandatory_of_the_same_level_is_refused_whichever_is_published_last(
    general: tuple[Combination, Scope], specific: tuple[Combination, Scope], is_refused: bool
) -> None:
    one, other = (
        of(Level.CUSTOMER, holding(how), code, scope)
        for code, (how, scope) in (("general", general), ("specific", specific))
    )
    for new, held in ((one, other), (other, one)):
        world = replace(promised(held), customer_groups=GROUPS)
        found = [error.code for _, error in flaws_among(new, world)]
        assert found == ([Code.AGREEMENT_FLOOR] if is_refused else [])


def test_scopes_are_compared_by_the_dimensions_by_which_tickets_are_fitted() -> None:
    fitted = fits(of(Level.CORPORATE, Terms(), "all"), Subject(customer=HOSPITAL), promised())
    assert tuple(fit.dimension for fit in fitted) == DIMENSIONS
