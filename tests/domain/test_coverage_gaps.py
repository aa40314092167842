"""Which services are offered to whom without a promise."""

from dataclasses import replace
from datetime import timedelta

from sla_plugin.domain.agreements import AgreementVersion, Level, Scope
from sla_plugin.domain.contracts import Contract
from sla_plugin.domain.coverage import CoverageStatus
from sla_plugin.domain.coverage_gaps import CoverageGap, coverage_gaps
from sla_plugin.domain.ids import OrganisationId, ServiceId
from sla_plugin.domain.terms import Terms
from tests.support.stories import (
    CLINICAL,
    DAIRY,
    HOSPITAL,
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

TODAY = at("2026-03-02 09:00")
TERMS = Terms(targets=targets(within(hours(4))), calendar=OFFICE_RULE)


def gaps(
    *versions: AgreementVersion,
    contracts: tuple[Contract, ...] = (contract(),),
    customers: tuple[OrganisationId, ...] = (HOSPITAL,),
) -> list[tuple[OrganisationId, ServiceId, CoverageStatus]]:
    found = coverage_gaps(promised(*versions, contracts=contracts), customers, [WORKPLACE, CLINICAL], TODAY)
    return [(gap.customer, gap.service, gap.coverage.status) for gap in found]


def test_a_promise_for_everything_leaves_no_gap() -> None:
    assert gaps(version(TERMS, under=contract())) == []


def test_a_promise_for_one_service_leaves_a_gap_above_it_and_none_below() -> None:
    for_clinical = version(TERMS, under=contract(), level=Level.SERVICE, scope=Scope(service=CLINICAL))
    assert gaps(for_clinical) == [(HOSPITAL, WORKPLACE, CoverageStatus.SCOPE_MISMATCH)]
    assert gaps(replace(for_clinical, scope=Scope(service=WORKPLACE))) == []


def test_a_customer_without_a_contract_has_a_gap_at_every_service_also_under_a_tenant_wide_promise() -> None:
    everywhere = version(TERMS, "corporate", level=Level.CORPORATE)
    assert gaps(everywhere, customers=(HOSPITAL, DAIRY)) == [
        (DAIRY, WORKPLACE, CoverageStatus.NO_CONTRACT),
        (DAIRY, CLINICAL, CoverageStatus.NO_CONTRACT),
    ]


def test_a_contract_that_has_ended_leaves_gaps() -> None:
    ended = contract(until=TODAY)
    assert gaps(version(TERMS, under=ended), contracts=(ended,)) == [
        (HOSPITAL, WORKPLACE, CoverageStatus.CONTRACT_ENDED),
        (HOSPITAL, CLINICAL, CoverageStatus.CONTRACT_ENDED),
    ]


def test_what_is_promised_for_one_priority_or_one_site_is_no_gap() -> None:
    for_p1 = Terms(targets=targets({"P1": within(hours(4))}), calendar=OFFICE_RULE)
    assert gaps(version(for_p1, under=contract())) == []
    assert gaps(version(TERMS, under=contract(), scope=Scope(site=WARD, priority="P3"))) == []


def test_a_promise_that_begins_tomorrow_leaves_a_gap_today() -> None:
    ahead = version(TERMS, under=contract(), since=TODAY + timedelta(days=1))
    assert gaps(ahead) == [
        (HOSPITAL, WORKPLACE, CoverageStatus.NO_AGREEMENT),
        (HOSPITAL, CLINICAL, CoverageStatus.NO_AGREEMENT),
    ]


def test_a_gap_says_why_a_plain_ticket_is_not_covered() -> None:
    for_clinical = version(TERMS, under=contract(), level=Level.SERVICE, scope=Scope(service=CLINICAL))
    found = coverage_gaps(promised(for_clinical), [HOSPITAL], [WORKPLACE], TODAY)
    assert [type(gap) for gap in found] == [CoverageGap]
    assert found[0].coverage.because == "hospital: service: wants clinical, the ticket says workplace"
