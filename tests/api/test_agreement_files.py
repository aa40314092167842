"""Agreements that come and go as files."""

from __future__ import annotations

from typing import Any

import pytest

from sla_plugin.agreement_files.ready_made import TEMPLATES, template
from tests.support.cast import Provider

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


async def listed(provider: Provider) -> dict[str, Any]:
    """Every agreement by its code, and every calendar's code."""
    agreements = (await provider.caller.run("Agreements")).data["agreements"]["nodes"]
    calendars = (await provider.caller.run("Calendars")).data["calendars"]["nodes"]
    return {one["code"]: one for one in agreements} | {"calendars": [one["code"] for one in calendars]}


async def _file(provider: Provider, version: str) -> str:
    found: str = (await provider.caller.run("AgreementFile", id=version)).data["node"]["file"]
    return found


@pytest.mark.parametrize("name", TEMPLATES)
async def test_a_template_is_taken_as_it_is_and_comes_back_the_same(lanna: Provider, name: str) -> None:
    if name != "around-the-clock":  # A provider has one agreement for everybody already.
        text = template(name).replace("level: CORPORATE", "level: CUSTOMER\nscope: {customer: C-8841}")
    else:
        text = template(name).replace("level: CORPORATE", "level: SERVICE\nscope: {service: workplace-8841}")
    done = await lanna.caller.done("ImportAgreement", text=text)
    assert (done["agreement"]["code"], done["problems"]) == (name, [])
    [version] = done["agreement"]["versions"]
    written = await _file(lanna, version["id"])
    again = await lanna.caller.run("ImportAgreement", input={"text": written})
    [problem] = again.data["importAgreement"]["problems"]
    assert (problem["code"], problem["path"]) == ("version.not_later", "effective_from")


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
    assert await _file(lanna, version["id"]) == SMALL.replace(
        "agreement: small\n", "agreement: small\nname: small\n"
    ).replace("effective_from: 2026-06-01", "effective_from: 2026-05-31T17:00:00Z")


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
