"""What is refused of terminations, and how; what CRMs ask for; and what is only thought of."""

from __future__ import annotations

from typing import Any

import pytest

from sla_plugin.api.ids import id_of
from sla_plugin.domain.ids import OrganisationId
from sla_plugin.domain.roles import Role
from tests.support.ending_cast import EndingCast

REQUEST = {
    "source": "crm-main",
    "event": "T-1",
    "version": 1,
    "ground": "CONVENIENCE",
    "initiator": "CUSTOMER",
    "sentAt": "2026-04-01T03:29:00Z",
    "receivedAt": "2026-04-01T03:30:00Z",
}


async def _cases(ending: EndingCast, who: str = "anan") -> list[dict[str, Any]]:
    found = await ending.people[who].run("TerminationCases")
    return list(found.data["terminationCases"]["nodes"])


async def _asks(ending: EndingCast, who: str = "nok", **changes: Any) -> dict[str, Any]:
    given = {**REQUEST, "contract": ending.contract, **changes}
    return dict((await ending.people[who].run("RequestTermination", input=given)).data["requestTermination"])


@pytest.mark.parametrize("who", ["suda", "somchai", "malee"])
async def test_only_those_who_stand_for_customers_and_contracts_open_a_case(
    ending: EndingCast, who: str
) -> None:
    asked = {"contract": ending.contract, "ground": "CONVENIENCE", "initiator": "CUSTOMER"}
    assert await ending.people[who].refused("OpenTermination", **asked) == ("NotAllowed", "right.role")
    payload = await _asks(ending, who)
    assert [error["code"] for error in payload["userErrors"]] == ["right.role"]
    assert payload["outcome"] is None
    assert await _cases(ending) == []
    tried = [event["type"] for event in await ending.cast.trail(ending.contract)][-2:]
    assert tried == ["contract.refused", "contract.refused"]


async def test_the_scope_of_the_token_has_to_allow_it_as_well(ending: EndingCast) -> None:
    case = await ending.opens()
    found = await ending.people["lek"].run(
        "OpenTermination",
        input={"contract": ending.contract, "ground": "VOID", "initiator": "CUSTOMER"},
    )
    assert found.codes == ["right.scope_missing"]
    found = await ending.people["nok"].run("ValidateTermination", input={"case": case})
    assert found.codes == ["right.scope_missing"]


async def test_a_notice_without_its_paper_is_none(ending: EndingCast) -> None:
    case = await ending.opens()
    other = await ending.cast.drafts("BE-2026-9", content=ending.cast.content())
    paper = await EndingCast(ending.cast, other, ending.people).paper("Of another contract")
    notice = {"sentAt": "2026-04-01T03:29:00Z", "receivedAt": "2026-04-01T03:30:00Z"}
    refusal = await ending.refused("nok", "SubmitTerminationNotice", case, **notice, document=paper)
    assert (refusal["__typename"], refusal["code"]) == ("Missing", "object.not_found")
    own = await ending.paper("Notice")
    early = {**notice, "receivedAt": "2026-04-01T03:28:00Z", "document": own}
    refusal = await ending.refused("nok", "SubmitTerminationNotice", case, **early)
    assert (refusal["code"], refusal["field"]) == ("termination.evidence", "receivedAt")


async def test_what_is_not_possible_in_its_state_says_in_which_it_would_be(ending: EndingCast) -> None:
    case = await ending.opens()
    refusal = await ending.refused("anan", "ValidateTermination", case)
    assert refusal | {"message": "", "hint": ""} == {
        "__typename": "TerminationNotInThisState", "code": "state.wrong", "message": "", "hint": "",
        "field": None, "state": "DRAFT", "allowed": ["RECEIVED"],
    }  # fmt: skip


async def test_a_yes_is_to_the_plan_that_was_read(ending: EndingCast) -> None:
    case = await ending.opens()
    await ending.gives_notice(case)
    await ending.does("anan", "ValidateTermination", case)
    refusal = await ending.refused("anan", "ApproveTermination", case, planHash="0" * 64)
    assert (refusal["code"], refusal["field"]) == ("termination.plan", "planHash")
    # Nor is anything decided on what somebody else has changed since.
    plan = (await ending.sees("anan", case))["plan"]["hash"]
    stale = await ending.refused("anan", "ApproveTermination", case, planHash=plan, expectedVersion=1)
    assert stale["__typename"] == "Conflicting"


async def test_a_notice_is_refused_for_a_defect_and_for_nothing_else(ending: EndingCast) -> None:
    case = await ending.opens()
    await ending.gives_notice(case)
    refusal = await ending.refused("anan", "RejectTermination", case, defects=[" "])
    assert refusal["code"] == "termination.defect"
    # In review it is for those who read contracts.
    await ending.does("anan", "ValidateTermination", case)
    refusal = await ending.refused("anan", "RejectTermination", case, defects=["Nobody signed it."])
    assert refusal["code"] == "right.role"
    rejected = await ending.does("lek", "RejectTermination", case, defects=["Nobody signed it."])
    assert (rejected["terminationCase"]["state"], rejected["terminationCase"]["defects"]) == (
        "REJECTED", ["Nobody signed it."],
    )  # fmt: skip
    assert rejected["contract"]["isTerminating"] is False


async def test_what_another_case_has_overtaken_says_by_which(ending: EndingCast) -> None:
    first = await ending.scheduled()
    second = await ending.opens(ground="INSOLVENCY")
    await ending.gives_notice(second, requestedOn="2026-04-30")
    await ending.does("anan", "ValidateTermination", second)
    assert (await ending.sees("anan", first))["state"] == "SUPERSEDED"
    paper = await ending.paper("An agreement", "lek")
    refusal = await ending.refused(
        "lek", "RedateTermination", first, requestedOn="2026-06-30", document=paper
    )
    assert (refusal["__typename"], refusal["code"], refusal["case"]) == (
        "SupersededBy", "termination.superseded", second,
    )  # fmt: skip


_OF_THE_CONTRACT = (
    "query($id: ID!) { contract(by: {id: $id}) { isTerminating terminationCases { id state } } }"
)


async def test_a_contract_shows_that_it_ends_and_by_which_cases(ending: EndingCast) -> None:
    case = await ending.scheduled()
    for who in ("anan", "malee"):
        found = await ending.people[who].send(_OF_THE_CONTRACT, {"id": ending.contract})
        assert found.data["contract"] == {
            "isTerminating": True, "terminationCases": [{"id": case, "state": "SCHEDULED"}],
        }  # fmt: skip


async def test_a_withdrawal_with_consent_lets_the_contract_go_on(ending: EndingCast) -> None:
    case = await ending.scheduled()
    refusal = await ending.refused("nok", "WithdrawTermination", case, receivedAt="2026-04-01T03:30:01Z")
    assert refusal["of"] == "PROVIDER"
    consent = await ending.paper("Lanna agrees", "anan")
    done = await ending.does("nok", "WithdrawTermination", case, document=consent)
    assert (done["terminationCase"]["state"], done["contract"]["monitoredUntil"]) == ("WITHDRAWN", None)


async def test_the_other_party_objects_and_whoever_gave_notice_does_not(ending: EndingCast) -> None:
    case = await ending.opens(initiator="PROVIDER")
    await ending.gives_notice(case)
    refusal = await ending.refused("lek", "ObjectToTermination", case, reason="We changed our mind.")
    assert refusal["code"] == "right.role"
    done = await ending.does(
        "malee", "ObjectToTermination", case, reason="It says nothing of why.", hold=True
    )
    assert (done["terminationCase"]["isDisputed"], done["terminationCase"]["holdsEffect"]) == (True, True)
    paper = await ending.paper("What both agreed on", "lek")
    settled = await ending.does("lek", "SettleDispute", case, requestedOn="2026-07-15", document=paper)
    end = settled["terminationCase"]["end"]
    assert (settled["terminationCase"]["state"], settled["terminationCase"]["ground"]) == (
        "SCHEDULED", "MUTUAL",
    )  # fmt: skip
    assert (end["effectiveOn"], end["endsAt"]) == ("2026-07-15", "2026-07-15T22:00:00Z")


async def test_a_step_that_comes_twice_is_taken_once(ending: EndingCast) -> None:
    case = await ending.opens(idempotencyKey="open-1")
    assert await ending.opens(idempotencyKey="open-1") == case
    paper = await ending.paper("Notice")
    for _ in range(2):
        done = await ending.gives_notice(case, document=paper, idempotencyKey="notice-1")
        assert done["terminationCase"]["state"] == "RECEIVED"
    assert len(await _cases(ending)) == 1


async def test_a_crm_is_answered_the_same_and_what_contradicts_is_set_apart(ending: EndingCast) -> None:
    first = await _asks(ending, requestedOn="2026-04-30")
    assert (first["outcome"], first["userErrors"], first["acceptedOn"]) == ("OPENED", [], "2026-05-31")
    assert first["terminationCase"]["state"] == "RECEIVED"
    again = await _asks(ending, requestedOn="2026-04-30")
    assert again == first
    contradicting = await _asks(ending, requestedOn="2026-12-31")
    [error] = contradicting["userErrors"]
    assert (contradicting["outcome"], error["__typename"], error["code"]) == (
        "QUARANTINED", "RequestQuarantined", "termination.quarantine",
    )  # fmt: skip
    waiting = await ending.people["anan"].run(
        "TerminationRequests", filter={"outcome": {"eq": "QUARANTINED"}}
    )
    [request] = waiting.data["terminationRequests"]["nodes"]
    assert (request["id"], request["event"]) == (error["request"], "T-1")
    assert '"requested_on":"2026-12-31"' in request["content"]
    [case] = await _cases(ending)
    assert case["end"]["effectiveOn"] == "2026-05-31"


async def test_a_crm_takes_back_what_it_asked_for_only_with_consent(ending: EndingCast) -> None:
    await _asks(ending)
    refused = await _asks(ending, event="T-2", cancels="T-1", receivedAt="2026-04-01T05:00:00Z")
    assert refused["outcome"] == "QUARANTINED"
    consent = await ending.paper("Lanna agrees", "anan")
    done = await _asks(ending, event="T-3", cancels="T-1", consent=consent, receivedAt="2026-04-01T05:00:00Z")
    assert (done["outcome"], done["terminationCase"]["state"]) == ("WITHDRAWN", "WITHDRAWN")
    unknown = await _asks(ending, event="T-4", cancels="T-1", consent=ending.contract)
    assert [error["code"] for error in unknown["userErrors"]] == ["id.malformed"]


async def test_a_preview_changes_nothing_and_tells_every_alternative(ending: EndingCast) -> None:
    asked = {"contract": ending.contract, "ground": "CONVENIENCE", "initiator": "CUSTOMER"}
    before = await ending.cast.sees("anan", ending.contract)
    found = (await ending.people["nok"].run("TerminationPreview", input=asked)).data["terminationPreview"]
    preview = found["preview"]
    assert preview["end"]["effectiveOn"] == "2026-05-31"
    ends = {one["ground"]: one["end"] and one["end"]["effectiveOn"] for one in preview["alternatives"]}
    assert (ends["INSOLVENCY"], ends["SWITCHING"], ends["NON_RENEWAL"], ends["MUTUAL"]) == (
        "2026-04-01", "2026-06-01", "2027-03-04", None,
    )  # fmt: skip
    assert [one["amount"]["amount"] for one in preview["estimate"]] == ["500.00", "3000.00"]
    assert preview["disclaimer"].endswith("not legal advice.")
    assert await ending.cast.sees("anan", ending.contract) == before
    assert await _cases(ending) == []
    # What would be refused is told as it would be.
    mutual = await ending.people["nok"].run("TerminationPreview", input={**asked, "ground": "MUTUAL"})
    [error] = mutual.data["terminationPreview"]["userErrors"]
    assert (error["code"], error["field"]) == ("termination.date", "requestedOn")


async def test_notice_is_computed_in_both_directions(ending: EndingCast) -> None:
    async def preview(**asked: Any) -> Any:
        return (await ending.people["nok"].run("NoticePreview", **asked)).data["noticePreview"]

    by = {"contract": {"contract": ending.contract}}
    at = {"receivedAt": "2026-03-31T23:30:00-04:00"}
    forward = (await preview(by=by, when=at))["preview"]
    assert (forward["receivedOn"], forward["effectiveOn"]) == ("2026-04-01", "2026-05-31")
    assert forward["sources"][0].startswith("BGB")
    back = (await preview(by=by, when={"end": "2026-05-31"}))["preview"]
    assert (back["receivedOn"], back["receivedBy"]) == ("2026-04-30", "2026-04-30T21:59:59.999999Z")
    clause = {"rule": {"value": 3, "unit": "MONTH"}, "zone": "Europe/Berlin"}
    back = (await preview(by={"clause": clause}, when={"end": "2026-11-30"}))["preview"]
    assert back["receivedOn"] == "2026-08-31"
    locked = {"clause": {**clause, "minimumEnd": "2028-01-14"}}
    assert (await preview(by=locked, when=at))["preview"]["effectiveOn"] == "2028-01-14"
    too_late = await preview(by={"contract": {"contract": ending.contract, "ground": "VOID"}},
                             when={"end": "2026-05-31"})  # fmt: skip
    assert [error["code"] for error in too_late["userErrors"]] == ["termination.no_rule"]


async def test_a_customer_sees_its_own_terminations_and_nobody_elses(ending: EndingCast) -> None:
    case = await ending.opens()
    assert [one["id"] for one in await _cases(ending, "malee")] == [case]
    stranger = await ending.cast.provider.somebody("dao", party=None)
    assert len((await stranger.run("TerminationCases")).data["terminationCases"]["nodes"]) == 1
    hospital = ending.cast.provider.ids["Organisation"]
    party = OrganisationId(id_of("Organisation", hospital))
    other = await ending.cast.provider.somebody("prasit", Role.CUSTOMER_CONTACT, party=party)
    assert (await other.run("TerminationCases")).data["terminationCases"] == {
        "totalCount": 0, "nodes": [], "pageInfo": {"hasNextPage": False, "endCursor": None},
    }  # fmt: skip
    assert (await other.run("Node", id=case)).data == {"node": None}
    kind, code = await other.refused("CloseTermination", case=case)
    assert (kind, code) == ("Missing", "object.not_found")


async def test_a_settlement_is_added_to_and_never_changed(ending: EndingCast) -> None:
    case = await ending.scheduled()
    after = await ending.at("2026-06-02 09:00")
    await after.time_passes()
    draft = await after.draft("pim", case)
    payload = await after.people["pim"].done("SealSettlement", case=case, hash=draft["hash"])
    which = payload["settlement"]["id"]
    given = {"settlement": which, "what": "Toner", "because": "Ten boxes were found."}
    assert await after.people["pim"].refused(
        "AdjustSettlement", **given, amount={"amount": "5.00", "currency": "THB"}
    ) == ("InputRefused", "currency.mixed")
    money = {"amount": "-45.50", "currency": "EUR"}
    assert await after.people["lek"].refused("AdjustSettlement", **given, amount=money) == (
        "NotAllowed", "right.role",
    )  # fmt: skip
    adjusted = (await after.people["pim"].done("AdjustSettlement", **given, amount=money))["settlement"]
    assert adjusted["hash"] == draft["hash"]
    assert [(one["what"], one["amount"], one["by"]) for one in adjusted["adjustments"]] == [
        ("Toner", money, "pim")
    ]
    assert await after.people["pim"].refused("SealSettlement", case=case, hash=draft["hash"]) == (
        "Conflicting", "object.duplicate",
    )  # fmt: skip
    assert await after.draft("pim", case) is None
