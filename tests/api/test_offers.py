"""Service levels that are on offer, over GraphQL and as files."""

from __future__ import annotations

from typing import Any

from tests.support.cast import Provider, waiting_ticket

GOLD = {
    "code": "gold",
    "name": "Gold",
    "kind": "CUSTOMER_SLA",
    "level": "SERVICE",
    "offered": True,
    "version": {"effectiveFrom": "2026-01-01T00:00:00Z", "terms": {"equality": "BREACHED"}},
}

A_FILE = """agreement: gold
name: Gold
kind: CUSTOMER_SLA
level: SERVICE
offered: true
effective_from: 2026-01-01T00:00:00Z
equality: BREACHED
"""


async def agreements(lanna: Provider) -> dict[str, dict[str, Any]]:
    nodes = (await lanna.caller.run("Agreements", first=100)).data["agreements"]["nodes"]
    return {one["code"]: one for one in nodes}


async def test_what_is_on_offer_is_listed_as_such_and_measures_nothing(lanna: Provider) -> None:
    await lanna.is_told(waiting_ticket())
    before = (await lanna.caller.run("TicketClocks", **waiting())).data
    await lanna.caller.done("CreateAgreement", **GOLD)
    offered = {code: one["offered"] for code, one in (await agreements(lanna)).items()}
    assert offered == {"corporate": False, "customer-8841": False, "gold": True}
    assert (await lanna.caller.run("TicketClocks", **waiting())).data == before


def waiting() -> dict[str, str]:
    return {"system": "desk", "key": "T-1"}


async def test_what_is_on_offer_cannot_be_one_customer_s(lanna: Provider) -> None:
    held = await agreements(lanna)
    for named in ({"contract": lanna.ids["Contract"]}, {"scope": {"customer": lanna.ids["Organisation"]}}):
        given = {**GOLD, "version": {**GOLD["version"], **named}}  # type: ignore[dict-item]  # a mapping
        payload = (await lanna.caller.run("CreateAgreement", input=given)).data["createAgreement"]
        assert payload["agreement"] is None
        assert [error["code"] for error in payload["userErrors"]] == ["agreement.offered"]
    assert await agreements(lanna) == held


async def test_a_file_says_whether_it_is_on_offer_and_so_does_what_is_written_out(lanna: Provider) -> None:
    done = await lanna.caller.done("ImportAgreement", text=A_FILE)
    [version] = done["agreement"]["versions"]
    written = (await lanna.caller.run("AgreementFile", id=version["id"])).data["node"]["file"]
    assert written == A_FILE
    assert (await agreements(lanna))["gold"]["offered"] is True


async def test_an_agreement_stays_on_offer_or_not_as_it_was_made(lanna: Provider) -> None:
    await lanna.caller.done("ImportAgreement", text=A_FILE)
    held = await agreements(lanna)
    by_itself = A_FILE.replace("offered: true", "scope: {service: printing-8841}").replace("01-01", "02-01")
    payload = (await lanna.caller.run("ImportAgreement", input={"text": by_itself})).data["importAgreement"]
    assert [(one["code"], one["line"]) for one in payload["problems"]] == [("agreement.other", 1)]
    assert await agreements(lanna) == held
