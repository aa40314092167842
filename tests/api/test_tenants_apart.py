"""Lanna and Rheinwerk see nothing of each other, whatever they ask, and with whatever ids."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import uuid4

import pytest
from graphql import GraphQLInterfaceType, build_schema

from sla_plugin import published
from sla_plugin.api.ids import encoded, global_id, id_of
from sla_plugin.domain.improvements import ImprovementAction
from sla_plugin.domain.periods import Period
from sla_plugin.domain.slices import Dimension, Slice
from sla_plugin.storage.contract_documents import ContractDocumentRow
from sla_plugin.storage.improvements import add_action
from tests.support.cast import FREIGHT, NOW, Provider, everyday_ticket, waiting_ticket
from tests.support.customers import Customer
from tests.support.id_paths import id_paths, placed
from tests.support.inputs import LATER, THIS_YEAR, VERSION, good_inputs, good_variables, of_contracts
from tests.support.operations import Answer, Caller
from tests.support.recorded_ends import an_ending

QUERIES = {
    "node": "Node", "ticket": "TicketAsOf", "tickets": "Tickets", "clocks": "Board",
    "attainment": "Attainment", "availability": "Availability", "serviceReport": "ServiceReport",
    "supportCheck": "SupportCheck", "contract": "Contract", "contracts": "Contracts",
    "obligations": "Obligations", "auditTrail": "AuditTrail", "terminationCases": "TerminationCases",
    "terminationRequests": "TerminationRequests", "terminationPreview": "TerminationPreview",
    "noticePreview": "NoticePreview",
}  # fmt: skip
"""Root field → the document that asks for it."""

VARIABLES = {"ticket.by.id": "ticket.id"}
"""Where a document calls its variable otherwise than the schema its argument."""

KINDS_OF_CONTRACTS = {
    "abandonContract.input.contract": "Draft",
    "addRequirement.input.contract": "Draft",
    "addRequirement.input.requirement.service": "Service",
    "agreePrices.input.contract": "Draft",
    "amendContract.input.content.clauses.calendar": "Calendar",
    "amendContract.input.content.lines[].service": "Service",
    "amendContract.input.content.lines[].serviceLevel": "Agreement",
    "amendContract.input.content.lines[].site": "Site",
    "amendContract.input.content.parties[].notice.calendar": "Calendar",
    "amendContract.input.content.parties[].organisation": "Organisation",
    "amendContract.input.contract": "Contract",
    "approveContract.input.contract": "Draft",
    "approveSpecification.input.contract": "Draft",
    "auditTrail.contract": "Contract",
    "contract.by.id": "Contract",
    "contracts.filter.customer.eq": "Organisation",
    "contracts.filter.customer.in[]": "Organisation",
    "contracts.filter.parent.eq": "Contract",
    "contracts.filter.parent.in[]": "Contract",
    "contracts.filter.party.organisation.eq": "Organisation",
    "contracts.filter.party.organisation.in[]": "Organisation",
    "contracts.filter.service.eq": "Service",
    "contracts.filter.service.in[]": "Service",
    "declareContractInfeasible.input.contract": "Draft",
    "declineSignature.input.contract": "Draft",
    "draftContract.input.content.clauses.calendar": "Calendar",
    "draftContract.input.content.lines[].service": "Service",
    "draftContract.input.content.lines[].serviceLevel": "Agreement",
    "draftContract.input.content.lines[].site": "Site",
    "draftContract.input.content.parties[].notice.calendar": "Calendar",
    "draftContract.input.content.parties[].organisation": "Organisation",
    "draftContract.input.parent": "Contract",
    "draftContract.input.predecessor": "Contract",
    "draftContract.input.requirements[].service": "Service",
    "dropRequirement.input.contract": "Draft",
    "dropRequirement.input.requirement": "Requirement",
    "editContract.input.content.clauses.calendar": "Calendar",
    "editContract.input.content.lines[].service": "Service",
    "editContract.input.content.lines[].serviceLevel": "Agreement",
    "editContract.input.content.lines[].site": "Site",
    "editContract.input.content.parties[].notice.calendar": "Calendar",
    "editContract.input.content.parties[].organisation": "Organisation",
    "editContract.input.contract": "Draft",
    "judgeRequirement.input.contract": "Judged",
    "judgeRequirement.input.requirement": "JudgedRequirement",
    "matchRequirement.input.contract": "Draft",
    "matchRequirement.input.requirement": "Requirement",
    "matchRequirement.input.service": "Service",
    "moveContract.input.below": "Contract",
    "moveContract.input.contract": "Draft",
    "obligations.filter.contract.eq": "Contract",
    "obligations.filter.contract.in[]": "Contract",
    "obligations.filter.owner.eq": "Organisation",
    "obligations.filter.owner.in[]": "Organisation",
    "recordObligation.input.contract": "Contract",
    "recordObligation.input.owner": "Organisation",
    "rejectSpecification.input.contract": "Draft",
    "renewContract.input.contract": "Contract",
    "requestContractChange.input.contract": "Draft",
    "resumeContract.input.contract": "Contract",
    "resumeContract.input.suspension": "Suspension",
    "reworkContract.input.contract": "Draft",
    "settleObligation.input.evidence": "Document",
    "settleObligation.input.obligation": "Obligation",
    "signContract.input.contract": "Draft",
    "submitContract.input.contract": "Draft",
    "submitContractForReview.input.contract": "Draft",
    "suspendContract.input.contract": "Contract",
    "suspendContract.input.line.service": "Service",
    "suspendContract.input.line.site": "Site",
}
"""`Draft` and `Judged` are contracts, `JudgedRequirement` belongs to the latter."""

KINDS_OF_TERMINATIONS = {
    "acceptCure.input.case": "TerminationCase",
    "acceptCure.input.document": "EndingDocument",
    "acceptLateCure.input.case": "TerminationCase",
    "acceptLateCure.input.document": "EndingDocument",
    "adjustSettlement.input.settlement": "Settlement",
    "annulNotice.input.case": "TerminationCase",
    "annulNotice.input.document": "EndingDocument",
    "approveTermination.input.case": "TerminationCase",
    "closeTermination.input.case": "TerminationCase",
    "confirmNotice.input.case": "TerminationCase",
    "confirmNotice.input.document": "EndingDocument",
    "convertTermination.input.case": "TerminationCase",
    "electTermination.input.case": "TerminationCase",
    "electTermination.input.document": "EndingDocument",
    "noticePreview.by.clause.calendar": "Calendar",
    "noticePreview.by.contract.contract": "Ending",
    "objectToTermination.input.case": "TerminationCase",
    "objectToTermination.input.document": "EndingDocument",
    "openTermination.input.contract": "Ending",
    "openTermination.input.scope[]": "Service",
    "recordPrepayment.input.contract": "Ending",
    "redateTermination.input.case": "TerminationCase",
    "redateTermination.input.document": "EndingDocument",
    "rejectTermination.input.case": "TerminationCase",
    "requestTermination.input.consent": "EndingDocument",
    "requestTermination.input.contract": "Ending",
    "requestTermination.input.scope[]": "Service",
    "rescindTermination.input.case": "TerminationCase",
    "rescindTermination.input.document": "EndingDocument",
    "sealSettlement.input.case": "TerminationCase",
    "serveBreachNotice.input.case": "TerminationCase",
    "serveBreachNotice.input.document": "EndingDocument",
    "settleDispute.input.case": "TerminationCase",
    "settleDispute.input.document": "EndingDocument",
    "submitTerminationNotice.input.case": "TerminationCase",
    "submitTerminationNotice.input.document": "EndingDocument",
    "terminationCases.filter.contract.eq": "Ending",
    "terminationCases.filter.contract.in[]": "Ending",
    "terminationCases.filter.id.eq": "TerminationCase",
    "terminationCases.filter.id.in[]": "TerminationCase",
    "terminationPreview.input.contract": "Ending",
    "terminationPreview.input.scope[]": "Service",
    "terminationRequests.filter.contract.eq": "Ending",
    "terminationRequests.filter.contract.in[]": "Ending",
    "validateTermination.input.case": "TerminationCase",
    "withdrawTermination.input.case": "TerminationCase",
    "withdrawTermination.input.document": "EndingDocument",
}
"""`Ending` is a contract that is to end, `EndingDocument` one of its papers."""

KINDS = {
    "node.id": "Ticket",
    "ticket.by.id": "Ticket",
    "tickets.filter.customer.eq": "Organisation",
    "tickets.filter.customer.in[]": "Organisation",
    "tickets.filter.service.eq": "Service",
    "tickets.filter.service.in[]": "Service",
    "clocks.filter.contract.eq": "Contract",
    "clocks.filter.contract.in[]": "Contract",
    "clocks.filter.ticket.customer.eq": "Organisation",
    "clocks.filter.ticket.customer.in[]": "Organisation",
    "clocks.filter.ticket.service.eq": "Service",
    "clocks.filter.ticket.service.in[]": "Service",
    "createOrganisation.input.parent": "Organisation",
    "createService.input.parent": "Service",
    "createCustomerGroup.input.members[]": "Organisation",
    "recordContract.input.customer": "Organisation",
    "publishCalendarVersion.input.calendar": "Calendar",
    "setCalendarSources.input.calendar": "Calendar",
    "importCalendarFile.input.calendar": "Calendar",
    "syncCalendar.input.calendar": "Calendar",
    "createAgreement.input.version.contract": "Contract",
    "createAgreement.input.version.scope.service": "Service",
    "createAgreement.input.version.scope.customer": "Organisation",
    "createAgreement.input.version.scope.customerGroup": "CustomerGroup",
    "createAgreement.input.version.scope.site": "Site",
    "createAgreement.input.version.scope.ticket": "Ticket",
    "createAgreement.input.version.terms.calendars[].calendar": "Calendar",
    "simulation.input.agreement.amended": "Agreement",
    "simulation.input.version.contract": "Contract",
    "simulation.input.version.scope.service": "Service",
    "simulation.input.version.scope.customer": "Organisation",
    "simulation.input.version.scope.customerGroup": "CustomerGroup",
    "simulation.input.version.scope.site": "Site",
    "simulation.input.version.scope.ticket": "Ticket",
    "simulation.input.version.terms.calendars[].calendar": "Calendar",
    "attainment.slice.customer": "Organisation",
    "attainment.slice.contract": "Contract",
    "attainment.slice.agreement": "Agreement",
    "attainment.slice.service": "Service",
    "attainment.slice.site": "Site",
    "serviceReport.customer": "Organisation",
    "availability.customer": "Organisation",
    "availability.service": "Service",
    "availability.site": "Site",
    "excludeClock.input.clock": "Clock",
    "announceExclusionWindow.input.scope.service": "Service",
    "announceExclusionWindow.input.scope.customer": "Organisation",
    "announceExclusionWindow.input.scope.site": "Site",
    "recordOutage.input.service": "Service",
    "recordOutage.input.site": "Site",
    "accrueCredits.input.contract": "Contract",
    "completeImprovementAction.input.action": "ImprovementAction",
    "dropImprovementAction.input.action": "ImprovementAction",
    "createSite.input.organisation": "Organisation",
    "createSite.input.parent": "Site",
    "moveSite.input.site": "Site",
    "moveSite.input.below": "Site",
    "moveService.input.service": "Service",
    "moveService.input.below": "Service",
    "moveOrganisation.input.organisation": "Organisation",
    "moveOrganisation.input.below": "Organisation",
    "supportCheck.agreement": "Agreement",
    "linkSupport.input.agreement": "Agreement",
    "linkSupport.input.supporter": "Agreement",
    "withdrawSupportLink.input.link": "SupportLink",
    "waiveSupportGap.input.agreement": "Agreement",
    "waiveSupportGap.input.supporter": "Agreement",
    "requestReview.input.agreement": "Agreement",
    "announceServiceChange.input.service": "Service",
    "holdReview.input.agreement": "Agreement",
    "publishAgreementVersion.input.agreement": "Agreement",
    "publishAgreementVersion.input.version.contract": "Contract",
    "publishAgreementVersion.input.version.scope.service": "Service",
    "publishAgreementVersion.input.version.scope.customer": "Organisation",
    "publishAgreementVersion.input.version.scope.customerGroup": "CustomerGroup",
    "publishAgreementVersion.input.version.scope.site": "Site",
    "publishAgreementVersion.input.version.scope.ticket": "Ticket",
    "publishAgreementVersion.input.version.terms.calendars[].calendar": "Calendar",
    **KINDS_OF_CONTRACTS,
    **KINDS_OF_TERMINATIONS,
}
"""Every place for an id, and the type of object that is meant there."""


def test_every_place_for_an_id_is_tried() -> None:
    nested = {path for path in id_paths(build_schema(published.schema_text())) if _is_plain(path)}
    assert set(KINDS) == nested


def _is_plain(path: str) -> bool:
    """Not below and, or and not, which lead to the same filters again."""
    return not {"and[]", "or[]", "not"} & set(path.split("."))


@pytest.fixture
async def both(lanna: Provider, rheinwerk: Provider) -> None:
    await lanna.is_told(waiting_ticket())
    await rheinwerk.is_told(waiting_ticket())


async def _ids(provider: Provider) -> dict[str, str]:
    """Of one object of every kind; the agreement is the one that holds for everybody."""
    ticket = (await provider.caller.run("TicketClocks", system="desk-demo", key="T-1")).data["ticket"]
    agreements = (await provider.caller.run("Agreements")).data["agreements"]["nodes"]
    given = good_inputs(provider.ids)
    group = await provider.caller.run(
        "CreateCustomerGroup", input={**given["CreateCustomerGroup"], "code": "vip", "rank": 1}
    )
    metric = await provider.caller.run("DefineMetric", input={**given["DefineMetric"], "name": "OURS"})
    more = {
        "Exclusion": ("ExcludeClock", {**given["ExcludeClock"], "clock": ticket["clocks"][0]["id"]}),
        "ExclusionWindow": ("AnnounceExclusionWindow", given["AnnounceExclusionWindow"]),
        "Outage": ("RecordOutage", {**given["RecordOutage"], "name": "another"}),
        "SealedPeriod": ("SealPeriod", given["SealPeriod"]),
    }
    made = {kind: await _made(provider.caller, *how) for kind, how in more.items()}
    [corporate] = [agreement for agreement in agreements if agreement["code"] == "corporate"]
    return {
        **provider.ids,
        **made,
        **await _ids_of_contracts(provider),
        **await _ids_of_an_ending(provider),
        "ImprovementAction": await _improvement_action(provider),
        "SupportLink": await _support_link(provider),
        "Ticket": ticket["id"],
        "MetricDefinition": metric.data["defineMetric"]["metric"]["id"],
        "CustomerGroup": group.data["createCustomerGroup"]["customerGroup"]["id"],
        "Clock": ticket["clocks"][0]["id"],
        "Agreement": corporate["id"],
        "AgreementVersion": corporate["versions"][0]["id"],
    }


async def _ids_of_contracts(provider: Provider) -> dict[str, str]:
    """A draft and one that is judged, with a requirement each; the customer's own contract is suspended, and
    has an obligation and a paper."""
    caller, given, ids = provider.caller, of_contracts(provider.ids), {}
    for number, kind in enumerate(("Draft", "Judged"), start=20):
        made = await caller.done("DraftContract", **given["DraftContract"] | {"number": f"LI-{number}"})
        [need] = made["contract"]["openVersion"]["requirements"]
        ids[kind] = made["contract"]["id"]
        ids["JudgedRequirement" if kind == "Judged" else "Requirement"] = need["id"]
        ids["ContractVersion"] = made["contract"]["openVersion"]["id"]
    async with provider.installation.database.session(provider.tenant) as session:
        await session.sql(
            "update contract_version set state = 'FEASIBILITY' where tenant_id = $1 and contract_id = $2",
            id_of("Contract", ids["Judged"]),
        )
        paper = ContractDocumentRow(
            contract_id=id_of("Contract", provider.ids["Contract"]), kind="EVIDENCE", name="report.pdf",
            sha256="0" * 64, media_type="application/pdf", size=1, recorded_by="somchai", recorded_at=NOW,
        )  # fmt: skip
        await session.add(paper)
    suspended = await caller.done("SuspendContract", **given["SuspendContract"])
    owed = await caller.done("RecordObligation", **given["RecordObligation"])
    return {
        **ids,
        "Suspension": suspended["contract"]["suspensions"][0]["id"],
        "Obligation": owed["obligation"]["id"],
        "Document": global_id("Document", paper.id),
    }


async def _ids_of_an_ending(provider: Provider) -> dict[str, str]:
    """A contract with two lines and a termination that is to be approved, and what belongs to it."""
    async with provider.installation.database.session(provider.tenant) as session:
        return await an_ending(session)


async def _made(caller: Caller, operation: str, given: dict[str, Any]) -> str:
    """The id of what it made."""
    [payload] = (await caller.run(operation, input=given)).data.values()
    [made] = [part for part in payload.values() if isinstance(part, dict)]
    return str(made["id"])


async def _support_link(provider: Provider) -> str:
    await provider.caller.done("LinkSupport", **good_inputs(provider.ids)["LinkSupport"])
    check = await provider.caller.run("SupportCheck", agreement=provider.ids["Agreement"])
    return str(check.data["supportCheck"]["links"][0]["id"])


async def _improvement_action(provider: Provider) -> str:
    period = Period(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC))
    action = ImprovementAction(
        Slice.of({Dimension.METRIC: "RESOLUTION"}),
        period,
        Decimal("0.95"),
        Fraction(1, 2),
        "Nok",
        date(2026, 3, 1),
    )
    async with provider.installation.database.session(provider.tenant) as session:
        return global_id("ImprovementAction", await add_action(session, action))


OF_ONE = {
    "AgreementFile", "AuditTrail", "Availability", "Contract", "ContractFile", "Node", "NoticePreview",
    "ServiceReport", "SettlementDraft", "Simulation", "SupportCheck", "TerminationPreview", "TicketAsOf",
}  # fmt: skip


async def _everything(caller: Caller) -> dict[str, Any]:
    """What every published query answers that needs no id."""
    of_one = {"system": "desk-demo", "key": "T-1"}
    named: dict[str, Any] = {"TicketClocks": of_one, "TicketFacts": of_one}
    named["Attainment"] = {"period": THIS_YEAR, "by": ["CUSTOMER"]}
    queries = {name for name, text in published.operations().items() if "mutation " not in text}
    return {name: (await caller.run(name, **named.get(name, {}))).data for name in queries - OF_ONE}


async def _ask(caller: Caller, path: str, value: str, ids: dict[str, str]) -> Answer:
    """With that id in that place; what is needed besides is the caller's own."""
    field = path.partition(".")[0]
    if field in QUERIES:
        besides: dict[str, Any] = {"asOf": LATER} if field == "ticket" else {}
        if field in ("attainment", "availability", "serviceReport"):
            besides = {**good_variables(ids)[QUERIES[field]], "by": []}
        if field == "terminationPreview":
            besides = good_variables(ids)["TerminationPreview"]
        if field == "noticePreview":
            besides = good_variables(ids)["NoticePreview"]
            besides = besides if "clause" in path else {"when": besides["when"]}
        return await caller.run(QUERIES[field], **placed(besides, VARIABLES.get(path, path), value))
    operation = field[0].upper() + field[1:]
    given = good_inputs(ids)[operation]
    if path == "linkSupport.input.supporter":
        given = {**given, "ownShare": None, "supporterMetric": "RESOLUTION"}
    if path == "suspendContract.input.line.site":
        given = {**given, "line": {"service": ids["Service"]}}
    if operation == "PublishAgreementVersion":
        given = {**given, "version": VERSION}
    return await caller.run(operation, **placed({"input": given}, path, value))


async def test_the_others_id_is_answered_like_one_that_never_was(
    lanna: Provider, rheinwerk: Provider, both: None
) -> None:
    theirs, ours = await _ids(rheinwerk), await _ids(lanna)
    before = await _everything(rheinwerk.caller), await _everything(lanna.caller)
    never = {}
    for path, kind in KINDS.items():
        foreign = await _ask(lanna.caller, path, theirs[kind], ours)
        never[path] = await _ask(lanna.caller, path, _never(kind), ours)
        assert (path, foreign.status, foreign.said) == (path, never[path].status, never[path].said)
    assert (await _everything(rheinwerk.caller), await _everything(lanna.caller)) == before
    # So that not everything is answered alike.
    for path, kind in KINDS.items():
        assert (await _ask(lanna.caller, path, ours[kind], ours)).said != never[path].said, path


KNOWN_AS = {
    "Draft": "Contract", "Judged": "Contract", "JudgedRequirement": "Requirement", "Ending": "Contract",
    "EndingDocument": "Document",
}  # fmt: skip
"""What is one of several of its type here."""


def _never(kind: str) -> str:
    if kind == "Clock":
        return encoded(f"Clock:{uuid4()}/SLA/RESOLUTION/1")
    return global_id(KNOWN_AS.get(kind, kind), uuid4())


NODES = (
    "Agreement", "AgreementVersion", "Calendar", "Clock", "Contract", "ContractVersion", "CustomerGroup",
    "Document", "Exclusion", "ExclusionWindow", "ImprovementAction", "MetricDefinition", "Obligation",
    "Organisation", "Outage", "Requirement", "SealedPeriod", "Service", "Settlement", "Site", "Suspension",
    "TerminationCase", "TerminationRequest", "Ticket",
)  # fmt: skip


@pytest.mark.parametrize("kind", NODES)
async def test_each_sees_its_own_objects_by_id_and_none_of_the_other(
    lanna: Provider, rheinwerk: Provider, both: None, kind: str
) -> None:
    theirs, ours = (await _ids(rheinwerk))[kind], (await _ids(lanna))[kind]
    assert (await lanna.caller.run("Node", id=ours)).data == {"node": {"__typename": kind, "id": ours}}
    assert (await lanna.caller.run("Node", id=theirs)).data == {"node": None}
    assert (await rheinwerk.caller.run("Node", id=theirs)).data["node"]["id"] == theirs


def test_every_kind_of_node_is_tried() -> None:
    schema = build_schema(published.schema_text())
    interface = schema.type_map["Node"]
    assert isinstance(interface, GraphQLInterfaceType)
    assert {kind.name for kind in schema.get_possible_types(interface)} == set(NODES)


async def test_nothing_that_one_does_is_seen_by_the_other(lanna: Provider, rheinwerk: Provider) -> None:
    await lanna.is_told(waiting_ticket())
    before = await _everything(lanna.caller)
    await rheinwerk.is_told(waiting_ticket(), everyday_ticket(FREIGHT))
    await rheinwerk.gets([Customer("1", "Isola Hotels SpA")])
    created = await rheinwerk.caller.run("CreateService", input={"code": "new", "name": "New"})
    assert created.data["createService"]["userErrors"] == []
    assert await _everything(lanna.caller) == before
    assert "Hansefracht" not in str(before)
    assert "Hansefracht" in str(await _everything(rheinwerk.caller))


async def test_an_idempotency_key_is_each_tenants_own(lanna: Provider, rheinwerk: Provider) -> None:
    given = {"code": "new", "name": "New", "idempotencyKey": "k-1"}
    ours = (await lanna.caller.run("CreateService", input=given)).data["createService"]
    theirs = (await rheinwerk.caller.run("CreateService", input=given)).data["createService"]
    assert (ours["userErrors"], theirs["userErrors"]) == ([], [])
    assert ours["service"]["id"] != theirs["service"]["id"]


async def test_a_cursor_of_the_other_shows_only_what_is_ones_own(
    lanna: Provider, rheinwerk: Provider
) -> None:
    await rheinwerk.gets([Customer("1", "Aaa")])
    theirs = (await rheinwerk.caller.run("Organisations", first=1)).data["organisations"]
    rest = (await lanna.caller.run("Organisations", after=theirs["pageInfo"]["endCursor"])).data
    assert [node["name"] for node in rest["organisations"]["nodes"]] == [
        "Doi Kham Hospital",
        "Doi Kham Hospital (group)",
    ]
