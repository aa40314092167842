"""What is allowed, but seldom meant."""

from __future__ import annotations

from dataclasses import replace

from sla_plugin.domain.advice import Advice, advice
from sla_plugin.domain.agreements import AgreementKind, AgreementVersion, Level, Scope
from sla_plugin.domain.ids import OrganisationId, SiteId
from sla_plugin.domain.terms import Terms
from tests.support.stories import (
    CITY,
    CLINICAL,
    DAIRY,
    HOSPITAL,
    WARD,
    at,
    contract,
    hours,
    promised,
    targets,
    version,
    within,
)

FOUR_HOURS = Terms(targets=targets(within(hours(4))))
FOR_ALL = version(FOUR_HOURS, under=contract())
CLINICAL_ONLY = version(FOUR_HOURS, "clinical", level=Level.SERVICE, scope=Scope(service=CLINICAL))
ONE_REGION = {HOSPITAL: frozenset({CITY})}
TWO_REGIONS = {HOSPITAL: frozenset({CITY, WARD})}


def told(
    of: AgreementVersion,
    *beside: AgreementVersion,
    regions: dict[OrganisationId, frozenset[SiteId]] | None = None,
) -> list[Advice]:
    return list(advice(of, promised(of, *beside), regions or ONE_REGION))


def test_one_promise_for_the_whole_catalogue_is_the_commonest_mistake() -> None:
    assert told(FOR_ALL) == [Advice.ONE_PROMISE_FOR_ALL_SERVICES]
    assert told(FOR_ALL, CLINICAL_ONLY) == []


def test_a_service_that_is_promised_to_others_or_at_another_time_refines_nothing() -> None:
    dairys = replace(CLINICAL_ONLY, scope=Scope(service=CLINICAL, customer=DAIRY))
    over = replace(CLINICAL_ONLY, effective_until=FOR_ALL.effective_from)
    coming = replace(CLINICAL_ONLY, effective_from=at("2030-01-01 00:00"))
    silent = replace(CLINICAL_ONLY, terms=Terms())
    for other in (dairys, over, silent):
        assert told(FOR_ALL, other) == [Advice.ONE_PROMISE_FOR_ALL_SERVICES]
    assert told(FOR_ALL, coming) == []


def test_one_promise_for_sites_in_several_regions_is_told() -> None:
    both = [Advice.ONE_PROMISE_FOR_ALL_SERVICES, Advice.ONE_PROMISE_FOR_ALL_REGIONS]
    assert told(FOR_ALL, regions=TWO_REGIONS) == both
    of_the_ward = version(FOUR_HOURS, "ward", under=contract(), scope=Scope(service=CLINICAL, site=WARD))
    assert told(FOR_ALL, of_the_ward, regions=TWO_REGIONS) == []


def test_regions_of_other_customers_do_not_count() -> None:
    regions = {HOSPITAL: frozenset({CITY}), DAIRY: frozenset({WARD})}
    assert told(FOR_ALL, CLINICAL_ONLY, regions=regions) == []


def test_what_promises_customers_nothing_and_what_is_for_one_ticket_gets_no_advice() -> None:
    assert told(version(Terms(), under=contract())) == []
    assert told(version(FOUR_HOURS, kind=AgreementKind.OLA)) == []
    assert told(version(FOUR_HOURS, level=Level.EXCEPTION, under=contract())) == []
