"""Contracts that come and go as files over GraphQL."""

from __future__ import annotations

from typing import Any

from tests.support.contract_cast import ContractCast

FILE = """contract: LI-2026-9
kind: CUSTOMER
effective_on: 2026-04-01
zone: Asia/Bangkok
currency: THB
term: {months: 12}
lines: []
"""


async def _printed(cast: ContractCast, who: str, number: str) -> dict[str, Any]:
    found = (await cast.people[who].run("ContractFile", by={"number": number})).data["contract"]
    return dict(found)


async def test_what_is_printed_is_taken_tried_edited_and_printed_again(cast: ContractCast) -> None:
    anan = cast.people["anan"]
    await cast.drafts("LI-2026-7")
    printed = (await _printed(cast, "anan", "LI-2026-7"))["file"]
    other = printed.replace("LI-2026-7", "LI-2026-8").replace("3000.00", "3100.00")
    tried = await anan.done("ImportContract", text=other, dryRun=True)
    assert (tried["contract"], tried["taken"]) == (None, "DRAFTED")
    assert await anan.run("ContractFile", by={"number": "LI-2026-8"}) is not None
    done = await anan.done("ImportContract", text=other)
    assert (done["contract"]["number"], done["contract"]["state"], done["taken"]) == (
        "LI-2026-8", "DRAFT", "DRAFTED",
    )  # fmt: skip
    assert (await anan.done("ImportContract", text=other))["taken"] == "PRESENT"
    edited = await anan.done("ImportContract", text=other.replace("3100.00", "3200.00"))
    assert (edited["taken"], edited["contract"]["version"]) == ("EDITED", done["contract"]["version"] + 1)
    found = await _printed(cast, "anan", "LI-2026-8")
    assert found["file"] == other.replace("3100.00", "3200.00")
    assert [one["file"] for one in found["versions"]] == [found["file"]]
    assert [event["actor"] for event in await cast.trail(edited["contract"]["id"])] == ["anan", "anan"]


async def test_everything_that_is_wrong_is_told_and_nothing_is_kept(cast: ContractCast) -> None:
    text = FILE.replace("THB", "BAHT").replace("12", "twelve")
    answer = (await cast.people["anan"].run("ImportContract", input={"text": text})).data["importContract"]
    assert (answer["contract"], answer["taken"]) == (None, None)
    assert [error["code"] for error in answer["userErrors"]] == ["file.refused"]
    assert [(one["line"], one["column"], one["path"], one["code"]) for one in answer["problems"]] == [
        (5, 11, "currency", "currency.unknown"),
        (6, 16, "term.months", "number.malformed"),
    ]
    assert (await cast.people["anan"].run("ContractFile", by={"number": "LI-2026-9"})).data == {
        "contract": None
    }


async def test_a_request_that_comes_twice_takes_the_contract_once(cast: ContractCast) -> None:
    anan = cast.people["anan"]
    first = await anan.done("ImportContract", text=FILE, idempotencyKey="k-1")
    again = await anan.done("ImportContract", text=FILE, idempotencyKey="k-1")
    assert (again["contract"], again["taken"]) == (first["contract"], None)


async def test_it_is_for_those_who_make_contracts(cast: ContractCast) -> None:
    """By their role, as the table has it; and never for somebody who is bound to a party."""
    for who, code in (("lek", "file.refused"), ("malee", "right.role")):
        answer = (await cast.people[who].run("ImportContract", input={"text": FILE})).data["importContract"]
        assert [error["code"] for error in answer["userErrors"]] == [code]
    lek = (await cast.people["lek"].run("ImportContract", input={"text": FILE})).data["importContract"]
    assert [problem["code"] for problem in lek["problems"]] == ["right.role"]
    assert (await cast.people["anan"].run("ContractFile", by={"number": "LI-2026-9"})).data == {
        "contract": None
    }


async def test_a_party_reads_its_own_contract_as_a_file_and_not_what_stands_above_it(
    cast: ContractCast,
) -> None:
    hospital = {"organisation": cast.provider.ids["Organisation"], "role": "CUSTOMER"}
    framework = await cast.drafts(
        "LI-F", kind="FRAMEWORK", content=cast.content(parties=[hospital], lines=[])
    )
    await cast.drafts("LI-B", parent=framework)
    mine = await _printed(cast, "anan", "LI-B")
    theirs = await _printed(cast, "malee", "LI-B")
    assert "parent: LI-F\n" in mine["file"]
    assert theirs["file"] == mine["file"].replace("parent: LI-F\n", "")
