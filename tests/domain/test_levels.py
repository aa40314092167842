"""Which promise holds for a ticket, attribute by attribute, and why every other candidate lost."""

from datetime import datetime, timedelta

import pytest

from sla_plugin.domain.agreements import AgreementKind, AgreementVersion, Level, Scope
from sla_plugin.domain.commitments import Commitments, Subject
from sla_plugin.domain.coverage import Coverage, CoverageStatus
from sla_plugin.domain.levels import Commitment, coverage, resolve
from sla_plugin.domain.metrics import Metric
from sla_plugin.domain.provenance import Attribute, LossReason
from sla_plugin.domain.terms import (
    CalendarRule,
    EndOfBusiness,
    Equality,
    OnAmendment,
    OnChange,
    PauseRule,
    ReopenRule,
    Terms,
)
from tests.support.stories import (
    ALWAYS,
    CITY,
    CLINICAL,
    DAIRY,
    GROUP,
    HOSPITAL,
    OFFICE,
    OFFICE_RULE,
    WARD,
    WORKPLACE,
    at,
    contract,
    hours,
    promised,
    targets,
    version,
    within,
)

NOW = at("2026-03-02 10:00")
TICKET = Subject(HOSPITAL, WORKPLACE, WARD, "surgery", "INCIDENT", "P1")


def resolution(duration: timedelta, calendar: CalendarRule | None = OFFICE_RULE) -> Terms:
    return Terms(targets=targets(within(duration)), calendar=calendar)


def won(commitments: Commitments, subject: Subject = TICKET, now: datetime = NOW) -> Commitment:
    found = resolve(commitments, Metric.RESOLUTION, subject, now)
    assert isinstance(found, Commitment), found
    return found


def uncovered(commitments: Commitments, subject: Subject = TICKET, now: datetime = NOW) -> Coverage:
    found = resolve(commitments, Metric.RESOLUTION, subject, now)
    assert isinstance(found, Coverage)
    return found


def lost(
    found: Commitment, attribute: Attribute = Attribute.TARGET
) -> dict[str, tuple[LossReason, str | None]]:
    return {
        loser.version.agreement.code: (loser.because, loser.detail)
        for loser in found.choice(attribute).losers
    }


def test_each_attribute_comes_from_the_most_specific_level_that_states_it() -> None:
    corporate = Terms(
        targets=targets(within(hours(40))), calendar=CalendarRule(ALWAYS), equality=Equality.BREACHED
    )
    customer = Terms(calendar=OFFICE_RULE, pause=PauseRule(statuses=frozenset()))
    service = Terms(targets=targets(within(hours(8))))
    commitments = promised(
        version(corporate, "corporate", level=Level.CORPORATE),
        version(customer, "customer", level=Level.CUSTOMER, under=contract()),
        version(service, "service", level=Level.SERVICE, under=contract(), scope=Scope(service=WORKPLACE)),
    )
    found = won(commitments)
    assert found.target == within(hours(8))
    assert found.calendar == OFFICE
    assert found.pause == PauseRule(statuses=frozenset())
    assert found.equality is Equality.BREACHED
    assert found.contract == contract()
    winners = {c.attribute: c.winner and c.winner.agreement.code for c in found.choices}
    assert winners == {
        Attribute.TARGET: "service",
        Attribute.CALENDAR: "customer",
        Attribute.PAUSE: "customer",
        Attribute.EQUALITY: "corporate",
        Attribute.REOPEN: None,
        Attribute.ON_CHANGE: None,
        Attribute.ON_AMENDMENT: None,
        Attribute.END_OF_BUSINESS: None,
        Attribute.EXPECTED_EFFORT: None,
        Attribute.ESCALATIONS: None,
        Attribute.GOAL: None,
        Attribute.OUTCOME: None,
        Attribute.CREDITS: None,
    }
    assert lost(found) == {
        "corporate": (LossReason.LESS_SPECIFIC_LEVEL, "CORPORATE"),
        "customer": (LossReason.DOES_NOT_STATE_IT, None),
    }
    assert lost(found, Attribute.CALENDAR) == {
        "corporate": (LossReason.LESS_SPECIFIC_LEVEL, "CORPORATE"),
        "service": (LossReason.DOES_NOT_STATE_IT, None),
    }


def test_what_nobody_states_is_the_products_default() -> None:
    found = won(promised(version(resolution(hours(8)), under=contract())))
    assert found.pause == PauseRule()
    assert found.reopen == ReopenRule()
    assert found.on_change is OnChange.KEEP_ELAPSED
    assert found.on_amendment is OnAmendment.GRANDFATHER
    assert found.equality is Equality.MET
    assert found.end_of_business is EndOfBusiness.CLOSING_TIME
    assert found.expected_effort is None


def rivals(narrow: Scope, wide: Scope) -> Commitments:
    """Two agreements of one level; the wide one has the smaller id, so that only its scope can lose it."""
    pair = [
        version(resolution(hours(1)), code, level=Level.SERVICE, under=contract()) for code in ("one", "two")
    ]
    wide_one, narrow_one = sorted(pair, key=lambda v: v.agreement.id.int)
    return promised(_scoped(wide_one, wide, hours(2)), _scoped(narrow_one, narrow, hours(1)))


def _scoped(of: AgreementVersion, scope: Scope, duration: timedelta) -> AgreementVersion:
    return version(
        resolution(duration), of.agreement.code, level=of.agreement.level, under=contract(), scope=scope
    )


@pytest.mark.parametrize(
    ("narrow", "wide", "dimension"),
    [
        (Scope(service=CLINICAL), Scope(service=WORKPLACE), "service"),
        (Scope(service=WORKPLACE), Scope(), "service"),
        (Scope(service=WORKPLACE), Scope(customer=HOSPITAL, site=WARD, priority="P1"), "service"),
        (Scope(customer=HOSPITAL), Scope(customer=GROUP, site=WARD), "customer"),
        (Scope(site=WARD), Scope(site=CITY, department="surgery"), "site"),
        (Scope(site=CITY), Scope(department="surgery"), "site"),
        (Scope(department="surgery"), Scope(ticket_type="INCIDENT"), "department"),
        (Scope(ticket_type="INCIDENT"), Scope(priority="P1"), "ticket_type"),
        (Scope(priority="P1"), Scope(), "priority"),
    ],
)
def test_within_a_level_the_narrower_scope_wins_dimension_by_dimension(
    narrow: Scope, wide: Scope, dimension: str
) -> None:
    subject = Subject(HOSPITAL, CLINICAL, WARD, "surgery", "INCIDENT", "P1")
    found = won(rivals(narrow, wide), subject)
    assert found.target == within(hours(1))
    assert list(lost(found).values()) == [(LossReason.LESS_SPECIFIC_SCOPE, dimension)]


def test_a_higher_level_beats_any_narrower_scope() -> None:
    commitments = promised(
        version(resolution(hours(1)), "wide", level=Level.SERVICE, under=contract()),
        version(resolution(hours(2)), "narrow", under=contract(), scope=Scope(service=WORKPLACE, site=WARD)),
    )
    assert won(commitments).target == within(hours(1))


def test_the_smaller_agreement_id_decides_last_and_says_so() -> None:
    one = version(resolution(hours(1)), "one", under=contract())
    two = version(resolution(hours(2)), "two", under=contract())
    first, last = sorted((one, two), key=lambda v: v.agreement.id.int)
    for order in ((one, two), (two, one)):
        found = won(promised(*order))
        assert found.winner == first
        assert lost(found) == {last.agreement.code: (LossReason.LATER_ID, None)}


@pytest.mark.parametrize(
    ("scope", "because"),
    [
        (Scope(service=CLINICAL), "service: wants clinical, the ticket says workplace"),
        (Scope(customer=DAIRY), "customer: wants crm:dairy, the ticket says crm:hospital"),
        (Scope(department="radiology"), "department: wants radiology, the ticket says surgery"),
        (Scope(ticket_type="CHANGE"), "ticket_type: wants CHANGE, the ticket says INCIDENT"),
        (Scope(priority="P2"), "priority: wants P2, the ticket says P1"),
    ],
)
def test_a_scope_that_does_not_fit_is_told_with_both_values(scope: Scope, because: str) -> None:
    found = uncovered(promised(version(resolution(hours(1)), under=contract(), scope=scope)))
    assert found == Coverage(CoverageStatus.SCOPE_MISMATCH, because=f"hospital: {because}")


def test_a_scope_on_what_the_desk_does_not_say_does_not_fit() -> None:
    commitments = promised(version(resolution(hours(1)), under=contract(), scope=Scope(site=WARD)))
    found = uncovered(commitments, Subject(HOSPITAL))
    assert found.because == "hospital: site: wants crm:ward, the ticket says nothing"


def test_an_agreement_holds_for_everything_below_its_scope() -> None:
    scope = Scope(service=WORKPLACE, site=CITY)
    commitments = promised(version(resolution(hours(1)), under=contract(), scope=scope))
    assert won(commitments, Subject(HOSPITAL, CLINICAL, WARD)).target == within(hours(1))


def test_a_contract_of_an_ancestor_covers() -> None:
    group = contract("G-1", GROUP)
    commitments = promised(version(resolution(hours(1)), under=group), contracts=(group,))
    assert won(commitments).contract == group


def test_the_nearer_contract_speaks_before_the_ancestors() -> None:
    group, own = contract("A-1", GROUP), contract("Z-1")
    commitments = promised(
        version(resolution(hours(2)), "group", under=group),
        version(resolution(hours(1)), "own", under=own),
        contracts=(group, own),
    )
    found = won(commitments)
    assert found.contract == own
    assert lost(found) == {"group": (LossReason.LESS_SPECIFIC_SCOPE, "customer")}


def test_a_clock_under_a_tenant_wide_promise_belongs_to_the_nearest_covering_contract() -> None:
    group, second, first = contract("A-1", GROUP), contract("C-2"), contract("C-1")
    commitments = promised(version(resolution(hours(1)), "corporate"), contracts=(group, second, first))
    assert won(commitments).contract == first


def test_a_child_s_contract_does_not_cover_its_group() -> None:
    commitments = promised(version(resolution(hours(1)), under=contract()))
    assert uncovered(commitments, Subject(GROUP)).status is CoverageStatus.NO_CONTRACT


def test_an_agreement_under_another_customers_contract_is_no_candidate() -> None:
    dairy = contract("D-1", DAIRY)
    commitments = promised(
        version(resolution(hours(1)), "dairy", level=Level.SERVICE, under=dairy),
        version(resolution(hours(2)), under=contract()),
        contracts=(dairy, contract()),
    )
    found = won(commitments)
    assert found.target == within(hours(2))
    assert lost(found) == {}


def test_losers_that_never_were_candidates_are_told_why() -> None:
    ended = contract("C-0", until=at("2026-01-01 00:00"))
    commitments = promised(
        version(resolution(hours(1)), "ended", under=ended),
        version(resolution(hours(1)), "future", under=contract(), since=at("2026-04-01 00:00")),
        version(resolution(hours(1)), "elsewhere", under=contract(), scope=Scope(priority="P4")),
        version(resolution(hours(2)), under=contract()),
        contracts=(ended, contract()),
    )
    assert lost(won(commitments)) == {
        "ended": (LossReason.CONTRACT_NOT_MONITORED, "C-0"),
        "future": (LossReason.NOT_IN_FORCE, "from 2026-04-01T00:00:00+00:00"),
        "elsewhere": (LossReason.SCOPE_MISMATCH, "priority: wants P4, the ticket says P1"),
    }


@pytest.mark.parametrize("kind", [AgreementKind.OLA, AgreementKind.UC])
def test_what_supports_a_promise_never_competes_with_it(kind: AgreementKind) -> None:
    commitments = promised(
        version(resolution(hours(1)), "support", kind=kind, level=Level.SERVICE, under=contract()),
        version(resolution(hours(8)), under=contract()),
    )
    assert won(commitments).target == within(hours(8))


def test_an_internal_agreement_promises_like_any_other() -> None:
    commitments = promised(
        version(resolution(hours(1)), kind=AgreementKind.INTERNAL_SLA, under=contract()),
    )
    assert won(commitments).target == within(hours(1))


def test_a_priority_without_a_target_of_its_own_takes_the_one_for_any() -> None:
    stated = targets({"P1": within(hours(1)), "*": within(hours(8))})
    commitments = promised(version(Terms(stated, OFFICE_RULE), under=contract()))
    assert won(commitments, Subject(HOSPITAL, priority="P1")).target == within(hours(1))
    assert won(commitments, Subject(HOSPITAL, priority="P4")).target == within(hours(8))
    assert won(commitments, Subject(HOSPITAL)).target == within(hours(8))


def test_a_target_for_this_priority_at_a_general_level_yields_to_one_for_any_at_a_specific_level() -> None:
    commitments = promised(
        version(Terms(targets({"P1": within(hours(1))}), OFFICE_RULE), "corporate", level=Level.CORPORATE),
        version(Terms(targets(within(hours(8)))), under=contract()),
    )
    assert won(commitments).target == within(hours(8))


def test_a_calendar_named_for_the_priority_goes_with_the_target() -> None:
    commitments = promised(
        version(Terms(targets(within(hours(1))), CalendarRule(OFFICE, {"P1": ALWAYS})), under=contract()),
        version(Terms(calendar=OFFICE_RULE), "service", level=Level.SERVICE, under=contract()),
    )
    found = won(commitments)
    assert found.calendar == ALWAYS
    assert lost(found, Attribute.CALENDAR) == {"service": (LossReason.TARGET_DECIDES, None)}
    assert won(commitments, Subject(HOSPITAL, priority="P3")).calendar == OFFICE


def test_a_target_without_a_calendar_takes_the_one_for_its_priority_from_the_general_level() -> None:
    commitments = promised(
        version(Terms(calendar=CalendarRule(OFFICE, {"P1": ALWAYS})), under=contract()),
        version(Terms(targets(within(hours(1)))), "service", level=Level.SERVICE, under=contract()),
    )
    assert won(commitments).calendar == ALWAYS


def test_a_target_that_no_calendar_measures_is_no_commitment() -> None:
    found = uncovered(promised(version(resolution(hours(1), calendar=None), under=contract())))
    assert found.status is CoverageStatus.NO_AGREEMENT
    assert found.because == "RESOLUTION: a target, but nobody states a calendar"


def test_pinned_versions_speak_although_others_came_into_force() -> None:
    noon = at("2026-03-02 12:00")
    commitments = promised(
        version(resolution(hours(1)), under=contract(), until=noon),
        version(resolution(hours(2)), number=2, under=contract(), since=noon),
    )
    later = at("2026-03-02 13:00")
    assert won(commitments, now=later).target == within(hours(2))
    found = resolve(commitments, Metric.RESOLUTION, TICKET, later, pinned=NOW)
    assert isinstance(found, Commitment)
    assert found.target == within(hours(1))
    assert lost(found) == {"hospital": (LossReason.NOT_PINNED, "from 2026-03-02T12:00:00+00:00")}


def test_a_version_holds_from_its_first_instant_to_before_its_last() -> None:
    noon, night = at("2026-03-02 12:00"), at("2026-03-03 00:00")
    commitments = promised(version(resolution(hours(1)), under=contract(), since=noon, until=night))
    one = timedelta(microseconds=1)
    assert uncovered(commitments, now=noon - one).status is CoverageStatus.NO_AGREEMENT
    assert won(commitments, now=noon).winner.number == 1
    assert won(commitments, now=night - one).winner.number == 1
    assert uncovered(commitments, now=night).status is CoverageStatus.NO_AGREEMENT


def test_two_commitments_that_promise_the_same_are_equal_whoever_else_lost() -> None:
    one = version(resolution(hours(1)), under=contract())
    alone = won(promised(one))
    assert alone == won(promised(one, version(resolution(hours(9)), "corporate", level=Level.CORPORATE)))


def test_coverage_names_the_first_reason_why_nothing_is_promised() -> None:
    terms = resolution(hours(1))
    future = contract("C-9", since=at("2026-05-01 00:00"))
    ended = contract("C-0", until=at("2026-02-01 00:00"))
    assert coverage(promised(version(terms, under=contract())), Subject(), NOW) == Coverage(
        CoverageStatus.NO_CUSTOMER
    )
    assert coverage(promised(), Subject(DAIRY), NOW) == Coverage(CoverageStatus.NO_CONTRACT)
    assert coverage(promised(contracts=(future,)), TICKET, NOW) == Coverage(
        CoverageStatus.NOT_STARTED, since=future.monitored_from
    )
    assert coverage(promised(contracts=(future, ended)), TICKET, NOW) == Coverage(
        CoverageStatus.CONTRACT_ENDED, since=ended.monitored_until
    )
    assert coverage(promised(), TICKET, NOW) == Coverage(CoverageStatus.NO_AGREEMENT)
    assert coverage(promised(version(terms, under=contract())), TICKET, NOW) == Coverage(
        CoverageStatus.COVERED, since=contract().monitored_from
    )


def test_a_contract_covers_from_its_first_instant_to_before_its_end() -> None:
    end = at("2026-07-01 00:00")
    under = contract(since=NOW, until=end)
    commitments = promised(version(resolution(hours(1)), under=under), contracts=(under,))
    one = timedelta(microseconds=1)
    statuses = [coverage(commitments, TICKET, t).status for t in (NOW - one, NOW, end - one, end)]
    assert statuses == [
        CoverageStatus.NOT_STARTED,
        CoverageStatus.COVERED,
        CoverageStatus.COVERED,
        CoverageStatus.CONTRACT_ENDED,
    ]
