"""Changes: done once and whole, or refused with a code and not done at all."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import pytest

from sla_plugin.api.ids import global_id
from sla_plugin.auth.scopes import Scope
from tests.support.cast import Provider, bangkok, ticket, waiting_ticket
from tests.support.id_paths import placed
from tests.support.inputs import CONTENT, LATER, NAMED, VERSION, WEEK, good_inputs
from tests.support.operations import Answer, Caller

PAYLOADS = {
    "CreateOrganisation": ("createOrganisation", "organisation"),
    "CreateService": ("createService", "service"),
    "CreateCalendar": ("createCalendar", "calendar"),
    "CreateAgreement": ("createAgreement", "agreement"),
    "PublishAgreementVersion": ("publishAgreementVersion", "agreement"),
    "PublishCalendarVersion": ("publishCalendarVersion", "calendar"),
    "CreateCustomerGroup": ("createCustomerGroup", "customerGroup"),
    "DefineMetric": ("defineMetric", "metric"),
    "RecordContract": ("recordContract", "contract"),
    "AnnounceExclusionWindow": ("announceExclusionWindow", "exclusionWindow"),
    "RecordOutage": ("recordOutage", "outage"),
    "SealPeriod": ("sealPeriod", "sealedPeriod"),
}
"""The root field of each mutation, and the object in its payload."""

EARLIER = "2024-06-01T00:00:00Z"
LISTS = (
    "Organisations",
    "Services",
    "Calendars",
    "Agreements",
    "CustomerGroups",
    "Metrics",
    "ExclusionWindows",
)


async def _changed(caller: Caller, operation: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The object that was made."""
    root, name = PAYLOADS[operation]
    payload = (await caller.run(operation, input=given)).data[root]
    assert payload["userErrors"] == []
    found: dict[str, Any] = payload[name]
    return found


def _refusals(operation: str, answer: Answer) -> list[tuple[str, str, str | None]]:
    """Type, code and field of each; asserts that there is no object."""
    root, name = PAYLOADS[operation]
    payload = answer.data[root]
    assert payload[name] is None
    return [(error["__typename"], error["code"], error["field"]) for error in payload["userErrors"]]


async def _state(provider: Provider) -> dict[str, Any]:
    """All that mutations can change, contracts too."""
    async with provider.installation.database.session(provider.tenant) as session:
        contracts = await session.sql("select number, customer_id from contract where tenant_id = $1")
        keys = await session.sql("select key from answered_request where tenant_id = $1")
    lists = {name: (await provider.caller.run(name, first=100)).data for name in LISTS}
    return {**lists, "contracts": [dict(row) for row in contracts], "keys": [dict(row) for row in keys]}


@pytest.mark.parametrize("operation", PAYLOADS)
async def test_what_is_done_can_be_looked_up_afterwards(lanna: Provider, operation: str) -> None:
    made = await _changed(lanna.caller, operation, good_inputs(lanna.ids)[operation])
    found = (await lanna.caller.run("Node", id=made["id"])).data["node"]
    assert found["id"] == made["id"]


async def test_a_new_calendar_is_listed_as_it_was_given(lanna: Provider) -> None:
    content = {
        **CONTENT,
        "holidays": [{"on": "2026-04-13", "name": "Songkran"}],
        "specialDays": [{"on": "2026-12-24", "hours": [{"start": "09:00", "end": "12:00"}]}],
    }
    made = await _changed(lanna.caller, "CreateCalendar", {**NAMED, "content": content})
    listed = (await lanna.caller.run("Calendars")).data["calendars"]["nodes"]
    [version] = next(calendar for calendar in listed if calendar["id"] == made["id"])["versions"]
    assert version["hours"] == WEEK
    assert version["holidays"] == [
        {"on": "2026-04-13", "name": "Songkran", "origin": "TENANT", "source": None}
    ]
    assert version["specialDays"] == content["specialDays"]


async def test_overlapping_hours_are_merged(lanna: Provider) -> None:
    twice = [{"start": "09:00", "end": "12:00"}, {"start": "11:00", "end": "17:00"}]
    content = {**CONTENT, "hours": [{"weekday": "mon", "hours": twice}]}
    made = await _changed(lanna.caller, "CreateCalendar", {**NAMED, "content": content})
    listed = (await lanna.caller.run("Calendars")).data["calendars"]["nodes"]
    [version] = next(calendar for calendar in listed if calendar["id"] == made["id"])["versions"]
    assert version["hours"] == WEEK


async def test_public_holidays_are_frozen_into_a_calendar(lanna: Provider) -> None:
    content = {
        **CONTENT,
        "holidaySets": [{"country": "TH", "years": [2026]}],
        "holidays": [{"on": "2026-04-13", "name": "สงกรานต์"}],
    }
    made = await _changed(lanna.caller, "CreateCalendar", {**NAMED, "content": content})
    listed = (await lanna.caller.run("Calendars")).data["calendars"]["nodes"]
    [version] = next(calendar for calendar in listed if calendar["id"] == made["id"])["versions"]
    names = {holiday["on"]: holiday["name"] for holiday in version["holidays"]}
    # A date that is given by itself wins over the set's.
    assert (names["2026-04-13"], names["2026-01-01"]) == ("สงกรานต์", "New Year's Day")


async def test_an_agreement_is_listed_with_all_that_it_promises(lanna: Provider) -> None:
    terms = {
        "targets": [
            {"metric": "FIRST_RESPONSE", "value": {"duration": "PT30M"}},
            {"metric": "RESOLUTION", "priority": "P1", "value": {"workingDays": 2}},
            {"metric": "RESOLUTION", "priority": "P2", "value": {"endOfWorkingDay": 3}},
            {"metric": "RESOLUTION", "priority": "P3", "value": {"agreedOr": "PT8H"}},
            {"metric": "RESOLUTION", "value": {"byTime": {"days": 1, "at": "17:00", "cutoff": "12:00"}}},
        ],
        "calendars": [{"calendar": lanna.ids["Calendar"]}],
        "pause": {"statuses": ["ON_HOLD"], "metrics": ["RESOLUTION"], "arithmetic": "WALL_CLOCK"},
        "reopen": {"reopening": "NEW_CYCLE", "window": "P7D"},
        "onChange": "RETROACTIVE",
        "onAmendment": "RETARGET",
        "equality": "BREACHED",
        "endOfBusiness": "NEXT_OPENING",
        "expectedEffort": "PT1H",
        "escalations": [
            {"at": {"percent": "75"}, "do": [{"kind": "NOTIFY", "what": "team_lead"}]},
            {
                "at": {"wallClockFromDue": "PT2H"},
                "metric": "RESOLUTION",
                "do": [{"kind": "WRITE_BACK", "what": "priority", "value": "P1"}],
            },
            {"at": {"fromDue": "-PT15M"}, "do": [{"kind": "EVENT", "what": "soon"}]},
            {"at": {"workingDaysFromDue": 2}, "do": [{"kind": "EVENT", "what": "late"}]},
        ],
        "goal": "0.95",
        "outcome": {"csatMean": "4", "reopenRate": "0.05"},
        "credits": {"steps": [{"below": "0.95", "share": "0.05"}], "cap": "0.2"},
        "combine": [{"attribute": "TARGET", "combination": "FLOOR"}],
        "reviewEvery": "P6M",
        "amendment": "in writing",
    }
    version = {
        **VERSION,
        "contract": lanna.ids["Contract"],
        "scope": {"service": lanna.ids["Service"], "priority": "P1"},
        "terms": terms,
    }
    given = {**NAMED, "kind": "CUSTOMER_SLA", "level": "SERVICE", "version": version}
    made = await _changed(lanna.caller, "CreateAgreement", given)
    listed = (await lanna.caller.run("Agreements")).data["agreements"]["nodes"]
    [shown] = next(agreement for agreement in listed if agreement["id"] == made["id"])["versions"]
    assert (shown["scope"]["service"]["code"], shown["scope"]["priority"]) == ("printing-8841", "P1")
    assert shown["contract"]["number"] == "LI-8841"
    assert shown["author"] == "somchai"
    stated = shown["terms"]
    assert [_said(target) for target in stated.pop("targets")] == [
        {"metric": "FIRST_RESPONSE", "text": "PT30M", "duration": "PT30M"},
        {
            "metric": "RESOLUTION",
            "text": "17:00 1 working days later, from 12:00 one day later",
            "days": 1,
            "at": "17:00",
            "cutoff": "12:00",
        },
        {"metric": "RESOLUTION", "priority": "P1", "text": "2 working days", "workingDays": 2},
        {
            "metric": "RESOLUTION",
            "priority": "P2",
            "text": "3 working days, at the end of the day",
            "endOfWorkingDay": 3,
        },
        {
            "metric": "RESOLUTION",
            "priority": "P3",
            "text": "as agreed with the customer, else PT8H",
            "duration": "PT8H",
            "ifAgreed": True,
        },
    ]
    assert [(step["at"], step["metric"]) for step in stated.pop("escalations")] == [
        ("at 75 %", None),
        ("PT2H after due on the wall clock", "RESOLUTION"),
        ("PT15M before due", None),
        ("2 working days after due", None),
    ]
    assert stated.pop("calendars") == [{"priority": None, "calendar": {"code": "hours-8841"}}]
    assert stated == {
        **{name: terms[name] for name in stated if name not in ("outcome", "credits", "reopen")},
        "reopen": {"reopening": "NEW_CYCLE", "window": "PT168H"},
        "outcome": {"csatMean": "4", "reopenRate": "0.05", "pausedBeforeDue": None},
        "credits": {"steps": [{"below": "0.95", "share": "0.05"}], "cap": "0.2", "yearlyCap": None},
    }


def _said(target: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in target.items() if value not in (None, False)}


async def test_a_metric_of_ones_own_can_be_promised_and_is_measured(lanna: Provider) -> None:
    metric = {
        "name": "TIME_ON_HOLD",
        "description": "How long we let it lie.",
        "starts": 'status == "ON_HOLD"',
        "stops": 'status != "ON_HOLD"',
    }
    await _changed(lanna.caller, "DefineMetric", metric)
    targets = [{"metric": "TIME_ON_HOLD", "value": {"duration": "PT2H"}}]
    given = {
        **NAMED,
        "kind": "CUSTOMER_SLA",
        "level": "CORPORATE",
        "version": {"effectiveFrom": "2026-01-01T00:00:00Z", "terms": {"targets": targets}},
    }
    await _changed(lanna.caller, "CreateAgreement", given)
    [shown] = (await lanna.caller.run("Metrics")).data["metrics"]["nodes"]
    assert {name: shown[name] for name in metric} == metric


async def test_an_exception_is_for_one_ticket_with_a_reason(lanna: Provider) -> None:
    await lanna.is_told(waiting_ticket())
    ticket = (await lanna.caller.run("TicketClocks", system="desk-demo", key="T-1")).data["ticket"]
    given = {
        **NAMED,
        "kind": "CUSTOMER_SLA",
        "level": "EXCEPTION",
        "version": {
            "effectiveFrom": "2026-01-01T00:00:00Z",
            "contract": lanna.ids["Contract"],
            "scope": {"ticket": ticket["id"]},
            "approval": {"approver": "head of service", "reason": "the part comes by ship"},
            "terms": {"targets": [{"metric": "RESOLUTION", "value": {"duration": "PT400H"}}]},
        },
    }
    await _changed(lanna.caller, "CreateAgreement", given)
    again = (await lanna.caller.run("TicketClocks", system="desk-demo", key="T-1")).data["ticket"]
    [clock] = [clock for clock in again["clocks"] if clock["metric"] == "RESOLUTION"]
    assert clock["target"] == "PT400H"
    [target] = [c for c in clock["explanation"]["choices"] if c["attribute"] == "TARGET"]
    assert target["winner"]["agreement"]["level"] == "EXCEPTION"


NOWHERE = {
    kind: global_id(kind, uuid4())
    for kind in ("Organisation", "Service", "Calendar", "Agreement", "Contract")
}
NEVER_OPEN = {**CONTENT, "hours": []}
MONDAY: dict[str, Any] = {"weekday": "mon", "hours": [{"start": "09:00", "end": "17:00"}]}
ONCE_OPEN = {
    **NEVER_OPEN,
    "specialDays": [{"on": "2020-01-02", "hours": [{"start": "09:00", "end": "17:00"}]}],
}
OPEN_ONE_DAY = {
    **NEVER_OPEN,
    "specialDays": [{"on": "2027-01-04", "hours": [{"start": "09:00", "end": "09:30"}]}],
}
TWICE = [{"metric": "RESOLUTION", "value": {"duration": "PT1H"}}] * 2

REFUSED: list[tuple[str, str, Any, tuple[str, str, str | None]]] = [
    ("CreateOrganisation", "name", " ", ("InputRefused", "name.empty", "name")),
    ("CreateOrganisation", "parent", "x", ("InputRefused", "id.malformed", "parent")),
    ("CreateOrganisation", "parent", "", ("InputRefused", "id.malformed", "parent")),
    ("CreateOrganisation", "parent", NOWHERE["Service"], ("InputRefused", "id.malformed", "parent")),
    ("CreateOrganisation", "parent", NOWHERE["Organisation"], ("Missing", "object.not_found", None)),
    ("CreateOrganisation", "code", "C-8841", ("Conflicting", "object.duplicate", None)),
    ("CreateService", "code", "", ("InputRefused", "name.empty", "code")),
    ("CreateService", "code", "printing-8841", ("Conflicting", "object.duplicate", None)),
    ("CreateService", "parent", NOWHERE["Service"], ("Missing", "object.not_found", None)),
    ("CreateService", "idempotencyKey", "", ("InputRefused", "request.key", "idempotencyKey")),
    ("CreateService", "idempotencyKey", "k" * 201, ("InputRefused", "request.key", "idempotencyKey")),
    ("CreateCalendar", "name", "", ("InputRefused", "name.empty", "code")),
    ("CreateCalendar", "code", "office", ("Conflicting", "object.duplicate", None)),
    ("CreateCalendar", "content", NEVER_OPEN, ("InputRefused", "calendar.never_open", "hours")),
    (
        "CreateCalendar", "content.holidays[]", {"on": "2569-04-13", "name": "Songkran"},
        ("InputRefused", "date.buddhist_era", "holidays.2569-04-13"),
    ),
    (
        "CreateCalendar", "content.specialDays[]", {"on": "2026-02-30", "hours": []},
        ("InputRefused", "date.malformed", "special_days.2026-02-30"),
    ),
    (
        "CreateCalendar", "content.holidaySets[]", {"country": "XX", "years": [2026]},
        ("InputRefused", "holidays.unknown", "country"),
    ),
    (
        "CreateCalendar", "content.hours[]", {"weekday": "monday", "hours": []},
        ("InputRefused", "calendar.malformed", "hours.monday"),
    ),
    (
        "CreateCalendar", "content.hours[]", {"weekday": "mon", "hours": [{"start": "9", "end": "17:00"}]},
        ("InputRefused", "calendar.malformed", "hours.mon[0]"),
    ),
    ("PublishCalendarVersion", "calendar", NOWHERE["Calendar"], ("Missing", "object.not_found", None)),
    ("CreateCalendar", "content.hours", [MONDAY, MONDAY], ("InputRefused", "calendar.twice", "hours")),
    (
        "CreateCalendar", "content.holidays",
        [{"on": "2026-04-13", "name": "Songkran"}, {"on": "2026-04-13", "name": "New Year"}],
        ("InputRefused", "calendar.twice", "holidays"),
    ),
    (
        "PublishCalendarVersion", "content.specialDays",
        [{"on": "2026-12-24", "hours": []}, {"on": "2026-12-24", "hours": MONDAY["hours"]}],
        ("InputRefused", "calendar.twice", "specialDays"),
    ),
    ("CreateCalendar", "content", ONCE_OPEN, ("InputRefused", "calendar.never_open", "hours")),
    ("PublishCalendarVersion", "content", ONCE_OPEN, ("InputRefused", "calendar.never_open", "hours")),
    ("PublishCalendarVersion", "content", OPEN_ONE_DAY, ("InputRefused", "target.unreachable", "targets")),
    ("PublishCalendarVersion", "content", NEVER_OPEN, ("InputRefused", "calendar.never_open", "hours")),
    ("CreateAgreement", "name", "", ("InputRefused", "name.empty", "code")),
    ("CreateAgreement", "code", "corporate", ("Conflicting", "object.duplicate", None)),
    ("CreateAgreement", "level", "CUSTOMER", ("InputRefused", "agreement.scope", "scope")),
    ("CreateAgreement", "version.terms.targets", TWICE, ("InputRefused", "target.twice", "targets")),
    (
        "CreateAgreement", "version.terms.targets[]",
        {"metric": "RESOLUTION", "value": {"duration": "-PT1H"}},
        ("InputRefused", "target.negative", "targets"),
    ),
    (
        "CreateAgreement", "version.terms.targets[]", {"metric": "RESOLUTION", "value": {"workingDays": -1}},
        ("InputRefused", "target.negative", "targets"),
    ),
    (
        "CreateAgreement", "version.terms.calendars[]", {"priority": "P1", "calendar": NOWHERE["Calendar"]},
        ("InputRefused", "calendars.ambiguous", "calendars"),
    ),
    (
        "CreateAgreement", "version.terms.calendars[]", {"calendar": NOWHERE["Calendar"]},
        ("Missing", "object.not_found", None),
    ),
    ("CreateAgreement", "version.contract", NOWHERE["Contract"], ("Missing", "object.not_found", None)),
    ("PublishAgreementVersion", "agreement", NOWHERE["Agreement"], ("Missing", "object.not_found", None)),
    (
        "PublishAgreementVersion", "version.effectiveFrom", EARLIER,
        ("InputRefused", "version.not_later", "effectiveFrom"),
    ),
    ("CreateCustomerGroup", "code", " ", ("InputRefused", "name.empty", "code")),
    ("CreateCustomerGroup", "rank", -1, ("InputRefused", "group.rank", "rank")),
    ("CreateCustomerGroup", "members[]", NOWHERE["Organisation"], ("Missing", "object.not_found", None)),
    ("DefineMetric", "name", "call back", ("InputRefused", "metric.malformed", "name")),
    ("DefineMetric", "name", "RESOLUTION", ("InputRefused", "metric.taken", "name")),
    ("DefineMetric", "starts", 'statu == "OPEN"', ("InputRefused", "metric.condition", "starts")),
    ("DefineMetric", "stops", 'status == "OPENED"', ("InputRefused", "metric.never", "stops")),
    ("DefineMetric", "pauses", 'fact == "OPENED"', ("InputRefused", "metric.condition", "pauses")),
    (
        "CreateAgreement", "version.terms.targets[]", {"metric": "TEA", "value": {"duration": "PT1H"}},
        ("InputRefused", "metric.unknown", "targets"),
    ),
    ("CreateAgreement", "kind", "OLA", ("InputRefused", "agreement.supporter", "supporter")),
    ("CreateAgreement", "level", "EXCEPTION", ("InputRefused", "agreement.scope", "scope")),
    (
        "CreateAgreement", "version.approval", {"approver": "x", "reason": "y"},
        ("InputRefused", "agreement.exception", "approval"),
    ),
    (
        "CreateAgreement", "version.terms.combine[]", {"attribute": "PAUSE", "combination": "FLOOR"},
        ("InputRefused", "agreement.combination", "combine"),
    ),
    (
        "CreateAgreement", "version.terms.escalations[]", {"at": {"percent": "75"}, "do": []},
        ("InputRefused", "escalation.step", "escalations"),
    ),
    (
        "CreateAgreement", "version.terms",
        {"targets": [{"metric": "RESOLUTION", "value": {"duration": "PT1H"}}]},
        ("Conflicting", "agreement.overlap", "scope"),
    ),
    ("CreateAgreement", "version.terms.amendment", " ", ("InputRefused", "text.empty", "amendment")),
    ("CreateAgreement", "version.terms.goal", "95", ("InputRefused", "share.out_of_range", "attainment")),
    ("RecordContract", "number", "", ("InputRefused", "name.empty", "number")),
    ("RecordContract", "number", "LI-8841", ("Conflicting", "object.duplicate", None)),
    ("RecordContract", "customer", NOWHERE["Organisation"], ("Missing", "object.not_found", None)),
    (
        "RecordContract", "monitoredUntil", "2026-01-01T00:00:00Z",
        ("InputRefused", "dates.reversed", "monitoredUntil"),
    ),
]  # fmt: skip
"""Mutation, the place in its input, what stands there, and how it is refused."""


async def test_a_refusal_has_a_code_and_changes_nothing(lanna: Provider) -> None:
    before = await _state(lanna)
    for operation, place, value, refusal in REFUSED:
        given = placed(good_inputs(lanna.ids)[operation], f".{place}", value)
        answer = await lanna.caller.run(operation, input=given)
        assert (operation, place, _refusals(operation, answer)) == (operation, place, [refusal])
    assert await _state(lanna) == before


MISREAD: list[tuple[str, str, Any, str]] = [
    ("RecordContract", "monitoredFrom", "2026-01-01T00:00:00", "instant.naive"),
    ("RecordContract", "monitoredFrom", "2569-01-01T00:00:00Z", "date.buddhist_era"),
    ("RecordContract", "monitoredFrom", "soon", "date.malformed"),
    ("RecordContract", "monitoredFrom", 5, "document.variables"),
    ("RecordContract", "zone", "Asia/Chiang_Mai", "calendar.unknown_zone"),
    ("CreateAgreement", "version.terms.targets[].value", {"duration": "4h"}, "duration.malformed"),
    (
        "CreateAgreement",
        "version.terms.targets[].value",
        {"byTime": {"days": 1, "at": "5 pm"}},
        "time.malformed",
    ),
    (
        "CreateAgreement",
        "version.terms.targets[].value",
        {"byTime": {"days": 1, "at": "17:00+07:00"}},
        "time.malformed",
    ),
    (
        "CreateAgreement",
        "version.terms.targets[].value",
        {"duration": "PT1H", "workingDays": 1},
        "document.variables",
    ),
    ("CreateService", "name", "New\0", "text.unstorable"),
]


async def test_what_cannot_be_read_is_refused_before_anything_is_done(lanna: Provider) -> None:
    before = await _state(lanna)
    for operation, place, value, code in MISREAD:
        given = placed(good_inputs(lanna.ids)[operation], f".{place}", value)
        for target in given.get("version", {}).get("terms", {}).get("targets", []):
            target["metric"] = "RESOLUTION"
        assert (place, value, (await lanna.caller.run(operation, input=given)).codes) == (
            place,
            value,
            [code],
        )
    assert await _state(lanna) == before


async def test_a_year_of_the_buddhist_era_is_refused_with_the_gregorian_one(lanna: Provider) -> None:
    given = {**NAMED, "content": {**CONTENT, "holidays": [{"on": "2569-04-13", "name": "Songkran"}]}}
    payload = (await lanna.caller.run("CreateCalendar", input=given)).data["createCalendar"]
    [error] = payload["userErrors"]
    assert (error["message"], error["hint"]) == (
        "'2569-04-13' has a year of the Buddhist era.",
        "Did you mean 2026-04-13?",
    )


@pytest.mark.parametrize("operation", PAYLOADS)
async def test_a_request_that_comes_twice_is_carried_out_once(lanna: Provider, operation: str) -> None:
    given = {**good_inputs(lanna.ids)[operation], "idempotencyKey": "k-1"}
    first = await _changed(lanna.caller, operation, given)
    after_the_first = await _state(lanna)
    assert await _changed(lanna.caller, operation, given) == first
    assert await _state(lanna) == after_the_first


async def test_a_request_that_comes_five_times_at_once_is_carried_out_once(lanna: Provider) -> None:
    given = {**NAMED, "idempotencyKey": "k-1"}
    made = await asyncio.gather(*(_changed(lanna.caller, "CreateService", given) for _ in range(5)))
    assert made == [made[0]] * 5


async def test_a_key_that_comes_with_other_content_is_refused(lanna: Provider) -> None:
    await _changed(lanna.caller, "CreateService", {**NAMED, "idempotencyKey": "k-1"})
    before = await _state(lanna)
    other = {"code": "other", "name": "Other", "idempotencyKey": "k-1"}
    answer = await lanna.caller.run("CreateService", input=other)
    assert _refusals("CreateService", answer) == [("Conflicting", "request.key_reused", None)]
    assert await _state(lanna) == before


async def test_a_key_of_a_refused_request_can_be_used_again(lanna: Provider) -> None:
    refused = await lanna.caller.run("CreateService", input={"code": "", "name": "", "idempotencyKey": "k-1"})
    assert _refusals("CreateService", refused) == [("InputRefused", "name.empty", "code")]
    made = await _changed(lanna.caller, "CreateService", {**NAMED, "idempotencyKey": "k-1"})
    assert made["code"] == "new"


async def test_without_a_key_a_request_that_comes_twice_is_two(lanna: Provider) -> None:
    first = await _changed(lanna.caller, "CreateOrganisation", {"name": "New"})
    assert (await _changed(lanna.caller, "CreateOrganisation", {"name": "New"}))["id"] != first["id"]


async def test_one_refused_mutation_leaves_its_siblings_done_and_nothing_half_done(lanna: Provider) -> None:
    answer = await lanna.caller.run_together(
        ("CreateService", {"code": "first", "name": "First"}),
        # The organisation itself is fine; the identity belongs to the hospital already.
        (
            "CreateOrganisation",
            {"name": "Half", "identities": [{"system": "crm-demo", "externalId": "8841"}]},
        ),
        ("CreateService", {"code": "last", "name": "Last"}),
    )
    assert [bool(payload["userErrors"]) for payload in answer.data.values()] == [False, True, False]
    services = (await lanna.caller.run("Services")).data["services"]["nodes"]
    assert {"first", "last"} <= {service["code"] for service in services}
    organisations = (await lanna.caller.run("Organisations")).data["organisations"]["nodes"]
    assert "Half" not in {organisation["name"] for organisation in organisations}


async def test_one_that_is_not_allowed_leaves_its_siblings_done_and_shown(lanna: Provider) -> None:
    caller = await lanna.may_only(Scope.SERVICES_READ, Scope.SERVICES_WRITE)
    answer = await caller.run_together(
        ("CreateService", NAMED), ("CreateOrganisation", {"name": "Not allowed"})
    )
    assert answer.codes == ["right.scope_missing"]
    assert answer.body["data"]["m1"] is None
    made = answer.body["data"]["m0"]["service"]
    assert (await caller.run("Node", id=made["id"])).data["node"]["id"] == made["id"]


async def test_a_second_mutation_shows_what_the_first_has_changed(lanna: Provider) -> None:
    def at(instant: str) -> tuple[str, dict[str, Any]]:
        given = {"calendar": lanna.ids["Calendar"], "content": CONTENT, "effectiveFrom": instant}
        return "PublishCalendarVersion", given

    answer = await lanna.caller.run_together(at(LATER), at("2026-07-01T00:00:00Z"))
    shown = [
        [version["number"] for version in payload["calendar"]["versions"]] for payload in answer.data.values()
    ]
    assert shown == [[1, 2], [1, 2, 3]]


async def test_a_promise_that_changes_moves_the_tickets_that_are_open(lanna: Provider) -> None:
    running = ticket("T-3", "The printer jams", "P2")
    running.opened(bangkok("2026-03-03 09:00"))
    await lanna.is_told(running)
    async with lanna.installation.database.session(lanna.tenant) as session:
        await session.sql("update ticket set next_instant = null where tenant_id = $1")
    await _changed(lanna.caller, "RecordContract", good_inputs(lanna.ids)["RecordContract"])
    async with lanna.installation.database.session(lanna.tenant) as session:
        rows = await session.sql("select next_instant from ticket where tenant_id = $1")
    assert [row["next_instant"] for row in rows] == [lanna.installation.now()]


async def test_one_promise_for_the_whole_catalogue_is_made_and_advised_against(lanna: Provider) -> None:
    dairy = await lanna.caller.done("CreateOrganisation", name="Dairy")
    given = {
        "number": "LI-2",
        "customer": dairy["organisation"]["id"],
        "zone": "Asia/Bangkok",
        "monitoredFrom": LATER,
    }
    contract = await lanna.caller.done("RecordContract", **given)
    version = {
        "effectiveFrom": LATER,
        "contract": contract["contract"]["id"],
        "scope": {"customer": dairy["organisation"]["id"]},
        "terms": {"targets": [{"metric": "RESOLUTION", "value": {"duration": "PT4H"}}]},
    }
    named = {"code": "dairy", "name": "Dairy", "kind": "CUSTOMER_SLA", "level": "CUSTOMER"}
    made = await lanna.caller.done("CreateAgreement", **named, version=version)
    assert [one["advice"] for one in made["agreement"]["versions"]] == [["ONE_PROMISE_FOR_ALL_SERVICES"]]
