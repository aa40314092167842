"""Agreements that come and go as files."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from sla_plugin.agreement_files.ready_made import TEMPLATES, template
from sla_plugin.api.app import build_app
from sla_plugin.auth.scopes import Scope
from sla_plugin.domain.ids import TenantId
from sla_plugin.runtime.installation import Installation
from sla_plugin.runtime.machine_tokens import create_token
from tests.support.cast import Provider
from tests.support.operations import Caller

SMALL = """agreement: small
kind: CUSTOMER_SLA
level: SERVICE
effective_from: 2026-06-01
contract: LI-8841
scope: {customer: C-8841, service: printing-8841, priority: P3}
calendar: hours-8841
targets: {RESOLUTION: {P3: PT6H}}
goal: {attainment: 95%}
"""

HOURS = """calendars:
  hours-8841:
    time_zone: Asia/Bangkok
    hours:
      mon: [["08:00", "17:00"]]
      tue: [["08:00", "17:00"]]
      wed: [["08:00", "17:00"]]
      thu: [["08:00", "17:00"]]
      fri: [["08:00", "17:00"]]
"""
"""What is there already."""


async def listed(provider: Provider) -> dict[str, Any]:
    """Every agreement by its code, and every calendar's code."""
    agreements = (await provider.caller.run("Agreements")).data["agreements"]["nodes"]
    calendars = (await provider.caller.run("Calendars")).data["calendars"]["nodes"]
    return {one["code"]: one for one in agreements} | {"calendars": [one["code"] for one in calendars]}


async def _file(caller: Caller, version: str) -> str:
    found: str = (await caller.run("AgreementFile", id=version)).data["node"]["file"]
    return found


@pytest.fixture
async def newcomer(installation: Installation, other_tenant: TenantId) -> Caller:
    """Somebody of a tenant who has nothing yet."""
    token = await create_token(installation, other_tenant, "malee", list(Scope), timedelta(hours=1))
    return Caller(build_app(installation), token)


@pytest.mark.parametrize("name", TEMPLATES)
async def test_a_new_tenant_takes_a_template_as_it_is(newcomer: Caller, name: str) -> None:
    done = await newcomer.done("ImportAgreement", text=template(name))
    assert (done["agreement"]["code"], done["problems"]) == (name, [])


async def test_what_is_written_out_can_be_taken_in_by_another_tenant_and_says_the_same(
    lanna: Provider, newcomer: Caller
) -> None:
    text = template("hospital").replace(
        "level: CORPORATE", "level: SERVICE\nscope: {service: workplace-8841}"
    )
    here = await lanna.caller.done("ImportAgreement", text=text)
    written = await _file(lanna.caller, here["agreement"]["versions"][0]["id"])
    await newcomer.done("CreateService", code="workplace-8841", name="Workplace")
    there = await newcomer.done("ImportAgreement", text=written)
    assert await _file(newcomer, there["agreement"]["versions"][0]["id"]) == written


async def test_names_are_found_and_a_date_is_midnight_where_the_contract_is(
    lanna: Provider,
) -> None:
    await lanna.caller.done("ImportAgreement", text=SMALL)
    [version] = (await listed(lanna))["small"]["versions"]
    assert version["effectiveFrom"] == "2026-05-31T17:00:00Z"
    assert version["author"] == "somchai"
    assert version["contract"]["number"] == "LI-8841"
    assert version["scope"]["service"] == {"code": "printing-8841"}
    assert version["scope"]["customer"] == {"name": "Doi Kham Hospital"}
    assert version["terms"]["calendars"] == [{"priority": None, "calendar": {"code": "hours-8841"}}]
    written = SMALL.replace("agreement: small\n", "agreement: small\nname: small\n")
    written = written.replace("2026-06-01", "2026-05-31T17:00:00Z")
    assert await _file(lanna.caller, version["id"]) == written.replace("targets:", HOURS + "targets:")


async def test_a_file_of_an_agreement_that_is_there_is_its_next_version(lanna: Provider) -> None:
    await lanna.caller.done("ImportAgreement", text=SMALL)
    later = SMALL.replace("2026-06-01", "2026-07-01").replace("PT6H", "PT5H")
    done = await lanna.caller.done("ImportAgreement", text=later)
    assert [one["number"] for one in done["agreement"]["versions"]] == [1, 2]


@pytest.mark.parametrize(
    ("before", "after", "line", "column", "code", "hint"),
    [
        ("C-8841", "C-8842", 6, 19, "file.name_unknown", "Did you mean 'C-8841'?"),
        ("hours-8841", "hours-8814", 7, 11, "file.name_unknown", "Did you mean 'hours-8841'?"),
        ("LI-8841", "none", 5, 11, "file.name_unknown", "Name it by its number; record it first."),
        ("RESOLUTION", "CALL_BACK", 8, 22, "metric.unknown", None),
        ("PT6H", "PT90000000H", 8, 28, "target.unreachable", "Give it more hours, or promise less."),
        ("agreement: small", "agreement: corporate", 1, 12, "agreement.other", None),
        (
            "agreement: small\nkind: CUSTOMER_SLA\nlevel: SERVICE",
            "agreement: customer-8841\nname: Other\nkind: CUSTOMER_SLA\nlevel: CUSTOMER",
            2,
            7,
            "agreement.other",
            None,
        ),
        ("targets:", "amendment: ' '\ntargets:", 8, 12, "file.value", "Leave the key out, or fill it."),
        (
            "targets:",
            HOURS.replace("08:00", "09:00") + "targets:",
            10,
            5,
            "calendar.other",
            None,
        ),
    ],
)
async def test_what_is_wrong_is_told_with_its_place_and_nothing_is_kept(
    lanna: Provider, before: str, after: str, line: int, column: int, code: str, hint: str | None
) -> None:
    held = await listed(lanna)
    answer = await lanna.caller.run("ImportAgreement", input={"text": SMALL.replace(before, after)})
    payload = answer.data["importAgreement"]
    assert payload["agreement"] is None
    assert [error["code"] for error in payload["userErrors"]] == ["file.refused"]
    [problem] = payload["problems"]
    assert (problem["line"], problem["column"], problem["code"]) == (line, column, code)
    assert hint is None or problem["hint"] == hint
    assert await listed(lanna) == held


async def test_calendars_of_a_file_that_is_refused_are_not_kept(lanna: Provider) -> None:
    held = await listed(lanna)
    # The provider has an agreement for everybody already, which states the same.
    refused = await lanna.caller.run("ImportAgreement", input={"text": template("office-hours")})
    problems = refused.data["importAgreement"]["problems"]
    assert {problem["code"] for problem in problems} == {"agreement.overlap"}
    assert await listed(lanna) == held


async def test_a_file_may_bring_a_calendar_that_is_there_if_it_says_the_same(lanna: Provider) -> None:
    held = await listed(lanna)
    await lanna.caller.done("ImportAgreement", text=SMALL.replace("targets:", HOURS + "targets:"))
    assert (await listed(lanna))["calendars"] == held["calendars"]


async def test_who_may_not_make_calendars_cannot_bring_them(lanna: Provider) -> None:
    held = await listed(lanna)
    limited = await lanna.may_only(Scope.AGREEMENTS_WRITE, Scope.AGREEMENTS_READ)
    bringing = SMALL.replace("hours-8841", "new")
    bringing = bringing.replace("targets:", HOURS.replace("hours-8841", "new") + "targets:")
    refused = await limited.run("ImportAgreement", input={"text": bringing})
    assert refused.codes == ["right.scope_missing"]
    assert await listed(lanna) == held
    await limited.done("ImportAgreement", text=SMALL)
