"""Contracts and obligations, filtered, sorted and turned page by page."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.contract_cast import ContractCast

LI_8841 = "LI-8841"
"""The hospital's, which is kept elsewhere: in effect since 2025, without an end."""


@pytest.fixture
async def many(cast: ContractCast) -> ContractCast:
    """A-1 a draft of the clinic, B-1 given up, C-1 in effect since March, C-2 from April on, both for a year.
    A-1 stands below C-1."""
    await cast.tells(await cast.drafts("C-2"))
    in_effect = await cast.drafts("C-1", content=cast.content(effectiveOn="2026-03-01"))
    await cast.tells(in_effect)
    await cast.does("nok", "AbandonContract", await cast.drafts("B-1"), reason="They bought elsewhere")
    await cast.drafts("A-1", kind="INTERNAL", parent=in_effect, content=cast.content(lines=[]))
    return cast


async def _numbers(cast: ContractCast, **variables: Any) -> list[str]:
    found = (await cast.people["lek"].run("Contracts", **variables)).data["contracts"]
    assert found["totalCount"] == len(found["nodes"])
    return [node["number"] for node in found["nodes"]]


FILTERS: list[tuple[dict[str, Any] | None, list[str]]] = [
    (None, ["A-1", "B-1", "C-1", "C-2", LI_8841]),
    ({}, ["A-1", "B-1", "C-1", "C-2", LI_8841]),
    ({"number": {"eq": "C-1"}}, ["C-1"]),
    ({"number": {"in": ["C-1", "A-1", "Z"]}}, ["A-1", "C-1"]),
    ({"number": {"startsWith": "C-"}}, ["C-1", "C-2"]),
    ({"number": {"startsWith": ""}}, ["A-1", "B-1", "C-1", "C-2", LI_8841]),
    ({"number": {"startsWith": "%"}}, []),
    ({"kind": {"eq": "INTERNAL"}}, ["A-1"]),
    ({"kind": {"in": ["CUSTOMER", "FRAMEWORK"]}}, ["B-1", "C-1", "C-2", LI_8841]),
    ({"state": {"eq": "DRAFT"}}, ["A-1"]),
    ({"state": {"eq": "ABANDONED"}}, ["B-1"]),
    ({"state": {"eq": "ACTIVE"}}, ["C-1", LI_8841]),
    ({"state": {"in": ["SIGNED", "DRAFT"]}}, ["A-1", "C-2"]),
    ({"state": {"in": []}}, []),
    ({"not": {"state": {"eq": "ACTIVE"}}}, ["A-1", "B-1", "C-2"]),
    ({"startsAt": {"gt": "2026-03-15T00:00:00Z"}}, ["C-2"]),
    ({"startsAt": {"isNull": True}}, ["A-1", "B-1"]),
    ({"endsAt": {"isNull": False}}, ["C-1", "C-2"]),
    ({"endsAt": {"lt": "2027-03-01T00:00:00Z"}, "state": {"eq": "ACTIVE"}}, ["C-1"]),
    ({"party": {"role": {"eq": "REVIEWER"}}}, ["A-1", "B-1", "C-1", "C-2"]),
    ({"party": {"role": {"in": ["PAYER"]}}}, []),
    ({"not": {"party": {}}}, []),
    ({"or": [{"number": {"eq": "C-2"}}, {"state": {"eq": "ACTIVE"}}]}, ["C-1", "C-2", LI_8841]),
    ({"or": []}, []),
]


async def test_a_filter_takes_what_it_says(many: ContractCast) -> None:
    found = [(condition, await _numbers(many, filter=condition)) for condition, _ in FILTERS]
    assert found == FILTERS


async def test_contracts_are_found_by_whom_and_what_they_are_about(many: ContractCast) -> None:
    clinic, lanna, printing = (many.ids[name] for name in ("clinic", "lanna", "printing"))
    hospital, parent = many.provider.ids["Organisation"], {"number": {"eq": "C-1"}}
    assert await _numbers(many, filter={"customer": {"eq": clinic}}) == ["A-1", "B-1", "C-1", "C-2"]
    assert await _numbers(many, filter={"customer": {"in": [hospital]}}) == [LI_8841]
    assert await _numbers(many, filter={"customer": {"eq": lanna}}) == []
    assert await _numbers(many, filter={"party": {"organisation": {"eq": hospital}}}) == [LI_8841]
    signs = {"organisation": {"eq": lanna}, "role": {"eq": "SIGNATORY"}}
    assert await _numbers(many, filter={"party": signs}) == ["A-1", "B-1", "C-1", "C-2"]
    # One and the same has to be both.
    buys = {"organisation": {"eq": lanna}, "role": {"eq": "CUSTOMER"}}
    assert await _numbers(many, filter={"party": buys}) == []
    assert await _numbers(many, filter={"service": {"eq": printing}}) == ["B-1", "C-1", "C-2"]
    [above] = (await many.people["lek"].run("Contracts", filter=parent)).data["contracts"]["nodes"]
    assert await _numbers(many, filter={"parent": {"eq": above["id"]}}) == ["A-1"]


async def test_contracts_come_in_the_order_that_is_asked_for_page_by_page(many: ContractCast) -> None:
    # Those that have no such instant come last, in an order of their own.
    orders: dict[str, tuple[list[str], set[str]]] = {
        "NUMBER": (["A-1", "B-1", "C-1", "C-2", LI_8841], set()),
        "STARTS": ([LI_8841, "C-1", "C-2"], {"A-1", "B-1"}),
        "ENDS": (["C-1", "C-2"], {"A-1", "B-1", LI_8841}),
    }
    for order, (sorted_, rest) in orders.items():
        found: list[str] = []
        after = None
        for _ in range(5):
            page = await many.people["lek"].run("Contracts", first=1, after=after, orderBy=order)
            [node] = page.data["contracts"]["nodes"]
            found.append(node["number"])
            after = page.data["contracts"]["pageInfo"]["endCursor"]
        assert page.data["contracts"]["pageInfo"]["hasNextPage"] is False
        assert (found[: len(sorted_)], set(found[len(sorted_) :])) == (sorted_, rest)


async def test_a_list_shows_what_may_be_done_to_each(many: ContractCast) -> None:
    draft, active = await _drafted_and_active(many, onlyAllowed=False)
    assert (draft["state"], active["state"]) == ("DRAFT", "ACTIVE")
    of_draft = {one["action"]: one for one in draft["allowedActions"]}
    of_active = {one["action"]: one for one in active["allowedActions"]}
    assert of_draft.keys() == of_active.keys()
    assert len(of_draft) == 28
    assert {name for name, one in of_draft.items() if one["allowed"]} == {
        "EDIT", "ADD_REQUIREMENT", "MATCH_REQUIREMENT", "DROP_REQUIREMENT", "SUBMIT", "ABANDON",
    }  # fmt: skip
    assert {name for name, one in of_active.items() if one["allowed"]} == {"AMEND"}
    assert [of_draft["SIGN"][name] for name in ("because", "code", "hint")] == [
        "SIGN is not possible in DRAFT.", "state.wrong", "It is in AWAITING_SIGNATURE.",
    ]  # fmt: skip
    assert of_draft["TAKE_SHORT_PATH"]["code"] == "right.role"
    assert of_draft["SUSPEND"]["code"] == "state.wrong"
    assert of_active["SUBMIT"]["code"] == "contract.not_open"
    assert of_active["SUSPEND"]["because"] == "SUSPEND is for CONTRACT_MANAGER, FINANCE."
    assert of_active["EXPIRE"]["because"] == "EXPIRE is for SYSTEM."


async def _drafted_and_active(many: ContractCast, **how: Any) -> list[dict[str, Any]]:
    found = await many.people["nok"].run("Contracts", filter={"number": {"in": ["A-1", "C-1"]}}, **how)
    return list(found.data["contracts"]["nodes"])


async def test_a_list_shows_the_buttons_alone_where_nothing_else_is_asked_for(many: ContractCast) -> None:
    shown = [one["allowedActions"] for one in await _drafted_and_active(many)]
    all_of_them = [one["allowedActions"] for one in await _drafted_and_active(many, onlyAllowed=False)]
    assert shown == [[one for one in actions if one["allowed"]] for actions in all_of_them]
    assert [one["action"] for one in shown[1]] == ["AMEND"]
    [ours] = (await many.people["nok"].run("Contract", by={"number": "C-1"})).data.values()
    assert ours["allowedActions"] == shown[1]


async def test_obligations_come_by_their_last_day(cast: ContractCast) -> None:
    contract = await cast.drafts()
    lek = cast.people["lek"]
    for what, due in (
        ("late", "2026-03-02"),
        ("today", "2026-03-03"),
        ("later", "2026-04-05"),
        ("asked", None),
    ):
        owed = {"owner": cast.ids["lanna"], "kind": "REPORT", "what": what, "dueOn": due}
        await lek.done("RecordObligation", contract=contract, **owed)
    hospital = cast.provider.ids["Organisation"]
    theirs = {"owner": hospital, "kind": "REVIEW", "what": "theirs", "dueOn": "2026-01-01"}
    made = await lek.done("RecordObligation", contract=cast.provider.ids["Contract"], **theirs)
    await lek.done(
        "SettleObligation", obligation=made["obligation"]["id"], state="WAIVED", because="They move"
    )

    async def listed(**filter_: Any) -> list[str]:
        pages: list[str] = []
        after = None
        while True:
            found = await lek.run("Obligations", first=2, after=after, filter=filter_)
            page = found.data["obligations"]
            pages += [node["what"] for node in page["nodes"]]
            if not page["pageInfo"]["hasNextPage"]:
                assert page["totalCount"] == len(pages)
                return pages
            after = page["pageInfo"]["endCursor"]

    assert await listed() == ["theirs", "late", "today", "later", "asked"]
    assert await listed(state="OPEN") == ["late", "today", "later", "asked"]
    assert await listed(overdue=True) == ["late"]
    assert await listed(overdue=False) == ["theirs", "today", "later", "asked"]
    assert await listed(owner={"eq": hospital}) == ["theirs"]
    assert await listed(contract={"in": [contract]}) == ["late", "today", "later", "asked"]


async def test_a_review_that_comes_again_is_owed_again(cast: ContractCast) -> None:
    contract = await cast.drafts()
    owed = {
        "owner": cast.ids["lanna"],
        "kind": "REVIEW",
        "what": "Look at it",
        "dueOn": "2026-01-31",
        "everyMonths": 1,
    }
    made = await cast.people["anan"].done("RecordObligation", contract=contract, **owed)
    await cast.people["anan"].done("SettleObligation", obligation=made["obligation"]["id"], state="DONE")
    found = (await cast.people["anan"].run("Obligations")).data["obligations"]["nodes"]
    assert [(one["dueOn"], one["state"]) for one in found] == [("2026-01-31", "DONE"), ("2026-02-28", "OPEN")]
    again = await cast.people["anan"].refused(
        "SettleObligation", obligation=made["obligation"]["id"], state="WAIVED", because="No"
    )
    assert again == ("Conflicting", "obligation.state")


async def test_the_trail_is_turned_page_by_page(cast: ContractCast) -> None:
    contract = await cast.drafts()
    await cast.tells(contract, until="ApproveSpecification")
    numbers: list[int] = []
    after: Any = None
    for _ in range(4):
        found = await cast.provider.caller.run("AuditTrail", contract=contract, first=1, after=after)
        events = found.data["auditTrail"]["events"]
        numbers += [node["number"] for node in events["nodes"]]
        after = events["pageInfo"]["endCursor"]
    assert (numbers, events["pageInfo"]["hasNextPage"], events["totalCount"]) == ([1, 2, 3, 4], False, 4)
    for cursor in ("", "WzEsMl0=", after[:-4]):
        answer = await cast.provider.caller.run("AuditTrail", contract=contract, after=cursor)
        assert answer.codes == ["page.cursor"]


async def test_the_trail_of_a_contract_is_not_for_every_token(cast: ContractCast) -> None:
    contract = await cast.drafts()
    answer = await cast.people["lek"].run("AuditTrail", contract=contract)
    assert answer.codes == ["right.scope_missing"]
    nested = await cast.people["lek"].send(
        "query Q($by: ContractBy!) { contract(by: $by) { number auditTrail { verified } } }",
        {"by": {"id": contract}},
    )
    assert nested.codes == ["right.scope_missing"]
    assert nested.body["data"] == {"contract": {"number": "LI-2026-7", "auditTrail": None}}


async def test_what_was_changed_behind_our_back_is_named(cast: ContractCast) -> None:
    contract = await cast.drafts()
    provider = cast.provider
    async with provider.installation.database.session(provider.tenant) as session:
        await session.sql("update contract set zone = 'UTC' where tenant_id = $1 and number = 'LI-2026-7'")
    found = (await provider.caller.run("AuditTrail", contract=contract)).data["auditTrail"]
    assert found["verified"] is False
    assert [(one["table"], one["what"], one["columns"]) for one in found["deviations"]] == [
        ("contract", "CHANGED", ["zone"])
    ]
