"""For every published mutation an input with which it is done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sla_plugin.api.ids import encoded, global_id
from tests.support.icalendars import all_day, icalendar

SONGKRAN = icalendar(all_day("20270413", "Songkran"))
LATER = "2026-06-01T00:00:00Z"
WEEK = [{"weekday": "mon", "hours": [{"start": "09:00", "end": "17:00"}]}]
CONTENT = {"timeZone": "Asia/Bangkok", "hours": WEEK}
VERSION: dict[str, Any] = {"effectiveFrom": LATER}
NO_CLOCK = encoded(f"Clock:{UUID(int=0)}/SLA/RESOLUTION/1")
NO_LINK = global_id("SupportLink", UUID(int=0))
NO_REQUIREMENT = global_id("Requirement", UUID(int=0))
NO_SUSPENSION = global_id("Suspension", UUID(int=0))
NO_OBLIGATION = global_id("Obligation", UUID(int=0))
NO_CASE = global_id("TerminationCase", UUID(int=0))
NO_SETTLEMENT = global_id("Settlement", UUID(int=0))
NO_DOCUMENT = global_id("Document", UUID(int=0))
NO_ACTION = global_id("ImprovementAction", UUID(int=0))
THIS_YEAR = {"range": {"from": "2026-01-01T00:00:00Z", "until": "2027-01-01T00:00:00Z"}}
A_CONTRACT = "contract: LI-11\nkind: CUSTOMER\neffective_on: 2026-06-01\nzone: Asia/Bangkok\ncurrency: THB\n"
A_FILE = "agreement: filed\nkind: CUSTOMER_SLA\nlevel: CORPORATE\neffective_from: 2026-06-01\n"
NAMED = {"code": "new", "name": "New"}


def good_inputs(ids: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """`ids` by type, as `Provider.ids`."""
    of_the_customer = {**VERSION, "scope": {"customer": ids["Organisation"]}}
    return {
        "CreateOrganisation": {"name": "New"},
        "CreateService": NAMED,
        "CreateCalendar": {**NAMED, "content": CONTENT},
        "CreateAgreement": {**NAMED, "kind": "CUSTOMER_SLA", "level": "CORPORATE", "version": VERSION},
        "PublishAgreementVersion": {"agreement": ids["Agreement"], "version": of_the_customer},
        "PublishCalendarVersion": {"calendar": ids["Calendar"], "content": CONTENT, **VERSION},
        "SetCalendarSources": {
            "calendar": ids["Calendar"],
            "holidaySets": [{"country": "TH", "years": [2027]}],
        },
        "ImportCalendarFile": {"calendar": ids["Calendar"], "name": "days.ics", "text": SONGKRAN},
        "SyncCalendar": {"calendar": ids["Calendar"]},
        "CreateCustomerGroup": {**NAMED, "rank": 7, "members": [ids["Organisation"]]},
        "DefineMetric": {
            "name": "CALL_BACK",
            "description": "How soon we call.",
            "starts": "done",
            "stops": "!done",
        },
        "Simulation": {
            "agreement": {"amended": ids["Agreement"]},
            "version": {**of_the_customer, "contract": ids["Contract"]},
            "since": "2026-01-01T00:00:00Z",
            "until": "2026-07-01T00:00:00Z",
        },
        "AnnounceExclusionWindow": {
            "period": {"from": LATER, "until": "2026-06-01T06:00:00Z"},
            "because": "New switches",
        },
        "RecordOutage": {
            "name": "core switch",
            "service": ids["Service"],
            "beganAt": "2026-03-02T02:00:00Z",
            "endedAt": "2026-03-02T03:00:00Z",
        },
        "SealPeriod": {"period": {"month": {"month": "2026-01", "zone": "Asia/Bangkok"}}},
        "ExcludeClock": {
            "clock": ids.get("Clock", NO_CLOCK),
            "reason": "CUSTOMER_CAUSED",
            "because": "Nobody let us in.",
        },
        "AccrueCredits": {
            "contract": ids["Contract"],
            "month": "2026-01",
            "charge": {"amount": "30000", "currency": "THB"},
        },
        "CompleteImprovementAction": {"action": ids.get("ImprovementAction", NO_ACTION)},
        "DropImprovementAction": {
            "action": ids.get("ImprovementAction", NO_ACTION),
            "because": "The customer moves out.",
        },
        "ImportAgreement": {"text": A_FILE},
        "LinkSupport": {
            "agreement": ids["Agreement"],
            "metric": "RESOLUTION",
            "stage": 1,
            "ownShare": "PT1H",
        },
        "WithdrawSupportLink": {"link": ids.get("SupportLink", NO_LINK)},
        "WaiveSupportGap": {
            "agreement": ids["Agreement"],
            "kind": "BUDGET",
            "metric": "RESOLUTION",
            "supporter": ids["Agreement"],
            "because": "Another team is being hired.",
        },
        "CreateSite": {"organisation": ids["Organisation"], "name": "North", "parent": ids["Site"]},
        "MoveSite": {"site": ids["Site"], "below": ids.get("Region")},
        "MoveService": {"service": ids["Service"], "below": ids.get("Group")},
        "MoveOrganisation": {"organisation": ids["Organisation"], "below": ids.get("Account")},
        "RequestReview": {"agreement": ids["Agreement"], "because": "The hospital wants nights."},
        "AnnounceServiceChange": {"service": ids["Service"], "what": "It moves to another supplier."},
        "HoldReview": {"agreement": ids["Agreement"], "conclusion": "All stays as it is."},
        "RecordContract": {
            "number": "LI-9",
            "customer": ids["Organisation"],
            "zone": "Asia/Bangkok",
            "monitoredFrom": "2026-01-01T00:00:00Z",
        },
        **of_contracts(ids),
        **of_terminations(ids),
    }


def contract_content(ids: Mapping[str, str]) -> dict[str, Any]:
    """Something in every place for an id but a service level: there is none on offer."""
    customer = {"organisation": ids["Organisation"], "role": "CUSTOMER"}
    return {
        "effectiveOn": "2026-06-01",
        "zone": "Asia/Bangkok",
        "currency": "THB",
        "parties": [{**customer, "notice": {"channel": "EMAIL", "address": "legal@hospital.example"}}],
        "lines": [{"service": ids["Service"], "site": ids["Site"]}],
        "clauses": {"calendar": ids["Calendar"]},
    }


def of_contracts(ids: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """`Draft` is a contract in DRAFT with a `Requirement`, as it was begun; `Judged` one in FEASIBILITY."""
    draft, contract = ids.get("Draft", ids["Contract"]), ids["Contract"]
    requirement = ids.get("Requirement", NO_REQUIREMENT)
    content = contract_content(ids)
    need = {"need": "Labels must print at night.", "outcome": "None is mixed up.", "service": ids["Service"]}
    because = {"reason": "As discussed on the phone."}
    seen = {"contentHash": "0" * 64}
    return {
        "DraftContract": {
            "number": "LI-10",
            "content": content,
            "requirements": [need],
            "parent": contract,
            "predecessor": contract,
        },
        "ImportContract": {"text": A_CONTRACT},
        "EditContract": {"contract": draft, "expectedVersion": 1, "content": content},
        "AddRequirement": {"contract": draft, "requirement": need},
        "MatchRequirement": {"contract": draft, "requirement": requirement, "service": ids["Service"]},
        "DropRequirement": {"contract": draft, "requirement": requirement},
        "SubmitContract": {"contract": draft},
        "SubmitContractForReview": {"contract": draft},
        "JudgeRequirement": {
            "contract": ids.get("Judged", draft),
            "requirement": ids.get("JudgedRequirement", requirement),
            "side": "TECHNICAL",
        },
        "ReworkContract": {"contract": draft, **because},
        "DeclareContractInfeasible": {"contract": draft, **because},
        "ApproveSpecification": {"contract": draft, **seen},
        "RejectSpecification": {"contract": draft, **because},
        "AgreePrices": {"contract": draft, **seen},
        "ApproveContract": {"contract": draft, **seen},
        "RequestContractChange": {"contract": draft, **because},
        "SignContract": {"contract": draft, **seen},
        "DeclineSignature": {"contract": draft, **because},
        "AbandonContract": {"contract": draft, **because},
        "AmendContract": {"contract": contract, "content": content},
        "SuspendContract": {"contract": contract, **because},
        "ResumeContract": {"contract": contract, "suspension": ids.get("Suspension", NO_SUSPENSION)},
        "RenewContract": {"contract": contract},
        "MoveContract": {"contract": draft, "below": contract},
        "RecordObligation": {
            "contract": contract,
            "owner": ids["Organisation"],
            "kind": "REPORT",
            "what": "What the printers used",
            "dueOn": "2026-04-05",
        },
        "SettleObligation": {"obligation": ids.get("Obligation", NO_OBLIGATION), "state": "DONE"},
    }


def of_terminations(ids: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """`Ending` is a signed contract, `TerminationCase` one of its terminations, in DRAFT."""
    contract = ids.get("Ending", ids["Contract"])
    case = {"case": ids.get("TerminationCase", NO_CASE)}
    paper = {**case, "document": ids.get("EndingDocument", NO_DOCUMENT)}
    notice = {**paper, "sentAt": "2026-03-02T02:00:00Z", "receivedAt": "2026-03-02T02:00:00Z"}
    end = {"contract": contract, "ground": "CONVENIENCE", "initiator": "CUSTOMER"}
    money = {"amount": "100.00", "currency": "THB"}
    return {
        "OpenTermination": end,
        "RequestTermination": {**end, "source": "crm", "event": "T-1", "version": 1},
        "SubmitTerminationNotice": notice,
        "ServeBreachNotice": notice,
        "AcceptCure": paper,
        "ElectTermination": notice,
        "AcceptLateCure": paper,
        "ValidateTermination": case,
        "RejectTermination": {**case, "defects": ["Nobody signed it."]},
        "ConvertTermination": case,
        "ApproveTermination": {**case, "planHash": "0" * 64},
        "ObjectToTermination": {**case, "reason": "The term is not over."},
        "ConfirmNotice": paper,
        "AnnulNotice": paper,
        "SettleDispute": {**paper, "requestedOn": "2026-06-30"},
        "WithdrawTermination": case,
        "RedateTermination": {**paper, "requestedOn": "2026-06-30"},
        "RescindTermination": paper,
        "CloseTermination": case,
        "SealSettlement": {**case, "hash": "0" * 64},
        "AdjustSettlement": {
            "settlement": ids.get("Settlement", NO_SETTLEMENT),
            "what": "Toner",
            "because": "Ten boxes were found.",
            "amount": money,
        },
        "RecordPrepayment": {
            "contract": contract,
            "what": "Toner for 2026",
            "since": "2026-01-01",
            "until": "2026-12-31",
            "amount": money,
        },
    }


def good_variables(ids: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """For the published queries that cannot be asked without any, apart from those about one ticket."""
    return {
        "Attainment": {"period": THIS_YEAR, "by": ["CUSTOMER", "METRIC"], "trend": 2},
        "ServiceReport": {"customer": ids["Organisation"], "month": "2026-03", "trend": 2},
        "SupportCheck": {"agreement": ids["Agreement"]},
        "Contract": {"by": {"id": ids["Contract"]}},
        "ContractFile": {"by": {"id": ids["Contract"]}},
        "AuditTrail": {"contract": ids["Contract"]},
        "NoticePreview": {
            "by": {"clause": {"rule": {"value": 1, "unit": "MONTH"}, "zone": "Asia/Bangkok"}},
            "when": {"end": "2026-12-31"},
        },
        "TerminationPreview": {
            "input": {
                "contract": ids.get("Ending", ids["Contract"]),
                "ground": "CONVENIENCE",
                "initiator": "CUSTOMER",
            }
        },
        "SettlementDraft": {"id": ids.get("TerminationCase", NO_CASE)},
        "Availability": {
            "customer": ids["Organisation"],
            "service": ids["Service"],
            "period": THIS_YEAR,
        },
    }
