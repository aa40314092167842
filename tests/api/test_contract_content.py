"""What a contract says is what it was given; what no contract can say is refused, and nothing is begun."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from sla_plugin.api.ids import global_id
from tests.support.contract_cast import ContractCast
from tests.support.id_paths import placed

NOWHERE = {
    kind: global_id(kind, uuid4()) for kind in ("Organisation", "Service", "Site", "Calendar", "Agreement")
}


def _full(cast: ContractCast) -> dict[str, Any]:
    """Something for every field."""
    clinic, lanna = cast.ids["clinic"], cast.ids["lanna"]
    return {
        "effectiveOn": "2026-04-01",
        "zone": "Asia/Bangkok",
        "currency": "THB",
        "parties": [
            {"organisation": clinic, "role": "CUSTOMER", "since": "2026-04-01", "until": "2027-03-31"},
            {"organisation": lanna, "role": "PROVIDER"},
            {"organisation": clinic, "role": "SIGNATORY", "person": "malee"},
            {
                "organisation": clinic,
                "role": "NOTICE_CONTACT",
                "person": "malee",
                "notice": {
                    "channel": "EMAIL",
                    "address": "malee@clinic.example",
                    "calendar": cast.ids["night"],
                    "cutOff": "16:00",
                },
            },
        ],
        "lines": [
            cast.line(
                levelVersion=1, quantity="2.50", billing="YEARLY", startsOn="2026-04-01", endsOn="2026-12-31"
            )
        ],
        "clauses": {
            "law": "TH",
            "initialMonths": 12,
            "renewalMonths": 6,
            "notice": {
                "value": 3,
                "unit": "MONTH",
                "monthRule": "CALENDAR",
                "roll": "FOLLOWING",
                "align": "TERM_END",
                "fiscalYearStartMonth": 4,
                "option": {"by": "2026-09-30", "endsOn": "2026-12-31"},
                "tolledBySuspension": True,
            },
            "cure": {"value": 30, "unit": "DAY"},
            "graceDays": 5,
            "calendar": cast.ids["night"],
            "suspendedClocks": "GO_ON",
            "creditCap": "0.2",
            "exit": [{"kind": "DATA_EXPORT", "what": "All labels as CSV", "withinDays": 30}],
            "amendment": "in writing",
        },
    }


async def test_a_contract_says_what_it_was_given(cast: ContractCast) -> None:
    given = _full(cast)
    contract = await cast.drafts(content=given)
    shown = (await cast.sees("nok", contract))["openVersion"]
    assert {name: shown[name] for name in ("effectiveOn", "zone", "currency")} == {
        name: given[name] for name in ("effectiveOn", "zone", "currency")
    }
    assert shown["effectiveAt"] == "2026-03-31T17:00:00Z"
    assert [_stated(party) for party in shown["parties"]] == [
        {**party, "organisation": {"id": party["organisation"], "name": party_name}} | _notice(party)
        for party, party_name in zip(
            given["parties"],
            ["Chiang Dao Clinic", "Lanna IT Service", "Chiang Dao Clinic", "Chiang Dao Clinic"],
            strict=True,
        )
    ]
    [line] = shown["lines"]
    assert (line["service"]["code"], line["serviceLevel"]["code"], line["levelVersion"]) == (
        "printing-9001", "gold", 1,
    )  # fmt: skip
    assert (line["quantity"], line["unitPrice"], line["billing"], line["startsOn"], line["endsOn"]) == (
        "2.5", {"amount": "3000.00", "currency": "THB"}, "YEARLY", "2026-04-01", "2026-12-31",
    )  # fmt: skip
    # What a clause says nothing about is as its law has it.
    by_law = {
        "monthRule": "CALENDAR", "roll": "FOLLOWING", "align": "NONE", "fiscalYearStartMonth": 1,
        "tolledBySuspension": False, "option": None,
    }  # fmt: skip
    clauses = given["clauses"]
    assert shown["clauses"] == {
        **clauses,
        "cure": {**clauses["cure"], **by_law},
        "calendar": {"code": "night"},
        "ending": AS_ALWAYS,
    }


AS_ALWAYS: dict[str, Any] = {
    "objectionDays": 14, "electionDays": 30, "fee": None, "converts": False, "runsOff": False,
    "children": "RUN_OFF", "surviving": [],
}  # fmt: skip
"""At the end of a contract that says nothing about it."""


async def test_what_is_edited_is_what_the_contract_is_about(cast: ContractCast) -> None:
    contract = await cast.drafts()
    hospital = cast.provider.ids["Organisation"]
    parties = [{"organisation": hospital, "role": "CUSTOMER"}]
    content = cast.content(parties=parties, zone="Europe/Berlin", lines=[])
    await cast.does("somchai", "EditContract", contract, content=content)
    found = await cast.sees("anan", contract)
    assert (found["customer"]["id"], found["zone"], [one["id"] for one in found["customers"]]) == (
        hospital, "Europe/Berlin", [hospital],
    )  # fmt: skip
    assert (found["version"], found["openVersion"]["authors"]) == (2, ["nok", "somchai"])


def _stated(party: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in party.items() if value is not None}


def _notice(party: dict[str, Any]) -> dict[str, Any]:
    if "notice" not in party:
        return {}
    return {"notice": {**party["notice"], "calendar": {"code": "night"}}}


REFUSED: list[tuple[str, Any, tuple[str, str, str | None]]] = [
    ("number", " ", ("InputRefused", "name.empty", "number")),
    ("number", "LI-8841", ("Conflicting", "object.duplicate", None)),
    ("parent", global_id("Contract", uuid4()), ("Missing", "object.not_found", "parent")),
    ("predecessor", global_id("Contract", uuid4()), ("Missing", "object.not_found", "predecessor")),
    ("requirements[].need", " ", ("InputRefused", "text.empty", "need")),
    ("requirements[].service", NOWHERE["Service"], ("Missing", "object.not_found", "service")),
    ("content.currency", "BAHT", ("InputRefused", "currency.unknown", "currency")),
    ("content.effectiveOn", "1899-12-31", ("InputRefused", "date.malformed", "effectiveOn")),
    ("content.parties[].organisation", NOWHERE["Organisation"], ("Missing", "object.not_found", "parties")),
    ("content.parties[].organisation", "x", ("InputRefused", "id.malformed", "parties.organisation")),
    ("content.parties[].role", "SIGNATORY", ("InputRefused", "contract.signatory", "parties")),
    ("content.parties[].until", "2026-03-31", ("InputRefused", "dates.reversed", "parties")),
    ("content.lines[].service", NOWHERE["Service"], ("Missing", "object.not_found", "lines")),
    ("content.lines[].service", NOWHERE["Site"], ("InputRefused", "id.malformed", "lines.service")),
    ("content.lines[].serviceLevel", NOWHERE["Agreement"], ("Missing", "object.not_found", "lines")),
    ("content.lines[].site", NOWHERE["Site"], ("Missing", "object.not_found", "lines")),
    ("content.lines[].levelVersion", 2, ("InputRefused", "contract.level", "lines")),
    ("content.lines[].levelVersion", 0, ("InputRefused", "contract.level", "lines")),
    ("content.lines[].quantity", "-1", ("InputRefused", "number.malformed", "lines")),
    ("content.lines[].endsOn", "2026-03-31", ("InputRefused", "dates.reversed", "lines")),
    (
        "content.lines[].unitPrice", {"amount": "0.005", "currency": "THB"},
        ("InputRefused", "money.amount", "amount"),
    ),
    (
        "content.lines[].unitPrice", {"amount": "1", "currency": "EUR"},
        ("InputRefused", "currency.mixed", "lines"),
    ),
    ("content.clauses.initialMonths", 0, ("InputRefused", "contract.clause", "initialMonths")),
    ("content.clauses.initialMonths", 2**31 - 1, ("InputRefused", "contract.clause", "initialMonths")),
    ("content.clauses.renewalMonths", -1, ("InputRefused", "contract.clause", "renewalMonths")),
    ("content.clauses.graceDays", 367, ("InputRefused", "contract.clause", "graceDays")),
    ("content.clauses.creditCap", "1.01", ("InputRefused", "contract.clause", "creditCap")),
    ("content.clauses.calendar", NOWHERE["Calendar"], ("Missing", "object.not_found", "calendar")),
    ("content.clauses.notice.value", 3_661, ("InputRefused", "notice.period", "notice")),
    (
        "content.clauses.notice.fiscalYearStartMonth", 13,
        ("InputRefused", "notice.fiscal_year", "fiscalYearStartMonth"),
    ),
]  # fmt: skip
"""The place in the input, what stands there, and how it is refused."""


async def _drafted(cast: ContractCast) -> dict[str, Any]:
    need = {"need": "Labels must print at night.", "outcome": "None is mixed up."}
    return {"number": "LI-1", "content": _full(cast), "requirements": [need]}


async def test_what_no_contract_can_say_is_refused_and_nothing_is_begun(cast: ContractCast) -> None:
    nok = cast.people["nok"]
    before = (await nok.run("Contracts")).data
    for place, value, refusal in REFUSED:
        given = placed(await _drafted(cast), f".{place}", value)
        [payload] = (await nok.run("DraftContract", input=given)).data.values()
        errors = [(one["__typename"], one["code"], one["field"]) for one in payload["userErrors"]]
        assert (place, payload["contract"], errors) == (place, None, [refusal])
    assert (await nok.run("Contracts")).data == before


@pytest.mark.parametrize(
    ("place", "value", "code"),
    [
        ("content.lines[].quantity", "1E+999999", "number.malformed"),
        ("content.lines[].quantity", "1.00000000000000000000000000001", "number.malformed"),
        ("content.lines[].quantity", "NaN", "number.malformed"),
        ("content.clauses.creditCap", "1E-999999", "number.malformed"),
        ("content.zone", "Asia/Chiang_Mai", "calendar.unknown_zone"),
        ("content.effectiveOn", "2569-04-01", "date.buddhist_era"),
        ("content.parties[].role", "OWNER", "document.variables"),
        ("content.clauses.initialMonths", 2**31, "document.variables"),
        ("number", "LI\0", "text.unstorable"),
    ],
)
async def test_what_cannot_be_read_is_refused_before_anything_is_done(
    cast: ContractCast, place: str, value: Any, code: str
) -> None:
    given = placed(await _drafted(cast), f".{place}", value)
    assert (await cast.people["nok"].run("DraftContract", input=given)).codes == [code]


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"everyMonths": 0, "dueOn": "2026-04-05"}, ("InputRefused", "obligation.interval")),
        ({"everyMonths": 1_201, "dueOn": "2026-04-05"}, ("InputRefused", "obligation.interval")),
        ({"everyMonths": 1}, ("InputRefused", "obligation.interval")),
        ({"what": " "}, ("InputRefused", "text.empty")),
        ({"owner": NOWHERE["Organisation"]}, ("Missing", "object.not_found")),
    ],
)
async def test_what_nobody_can_owe_is_refused(
    cast: ContractCast, given: dict[str, Any], refusal: tuple[str, str]
) -> None:
    contract = await cast.drafts()
    owed = {"contract": contract, "owner": cast.ids["lanna"], "kind": "REPORT", "what": "Labels", **given}
    assert await cast.people["anan"].refused("RecordObligation", **owed) == refusal
    assert (await cast.sees("anan", contract))["obligations"] == []
