"""A notice that the other party objects to, and how that is decided, over GraphQL alone."""

from __future__ import annotations

from tests.support.ending_cast import EndingCast

END = "2026-05-31T22:00:00Z"
"""1 June begins in Berlin."""


async def _disputed(ending: EndingCast) -> str:
    """The clinic's notice was approved, and Lanna objects through Lek."""
    case = await ending.scheduled()
    refusal = await ending.refused("malee", "ObjectToTermination", case, reason="We changed our mind.")
    assert (refusal["__typename"], refusal["code"]) == ("NotAllowed", "right.role")
    done = await ending.does("lek", "ObjectToTermination", case, reason="Nobody signed it.")
    found = done["terminationCase"]
    assert (found["state"], found["isDisputed"], found["holdsEffect"]) == ("DISPUTED", True, False)
    return case


async def test_a_notice_that_is_confirmed_is_approved_anew(ending: EndingCast) -> None:
    case = await _disputed(ending)
    letter = await ending.paper("The court's letter", "lek")
    refusal = await ending.refused("anan", "ConfirmNotice", case, document=letter)
    assert refusal["code"] == "right.role"
    confirmed = await ending.does("lek", "ConfirmNotice", case, document=letter)
    found = confirmed["terminationCase"]
    assert (found["state"], found["isDisputed"], found["end"]["endsAt"]) == ("REVIEW", False, END)
    approved = await ending.approves("anan", case)
    assert (approved["terminationCase"]["state"], approved["contract"]["monitoredUntil"]) == (
        "SCHEDULED", END,
    )  # fmt: skip


async def test_a_notice_that_is_void_lets_the_contract_go_on(ending: EndingCast) -> None:
    case = await _disputed(ending)
    letter = await ending.paper("The court's letter", "lek")
    refusal = await ending.refused("pim", "AnnulNotice", case, document=letter)
    assert refusal["code"] == "right.role"
    annulled = await ending.does("lek", "AnnulNotice", case, document=letter)
    found = annulled["terminationCase"]
    assert (found["state"], found["isDisputed"]) == ("REJECTED", False)
    assert (annulled["contract"]["monitoredUntil"], annulled["contract"]["isTerminating"]) == (None, False)
    later = await ending.at("2026-06-02 09:00")
    await later.time_passes()
    assert (await later.sees("anan", case))["contract"]["state"] == "ACTIVE"


async def test_what_both_sides_settle_on_ends_it_by_agreement(ending: EndingCast) -> None:
    case = await _disputed(ending)
    deal = await ending.paper("What was agreed", "lek")
    refusal = await ending.refused("anan", "SettleDispute", case, document=deal, requestedOn="2026-08-31")
    assert refusal["code"] == "right.role"
    # An agreement names its day.
    refusal = await ending.refused("lek", "SettleDispute", case, document=deal)
    assert (refusal["code"], refusal["field"]) == ("termination.date", "requestedOn")
    settled = await ending.does("lek", "SettleDispute", case, document=deal, requestedOn="2026-08-31")
    found = settled["terminationCase"]
    assert (found["state"], found["ground"], found["isDisputed"]) == ("SCHEDULED", "MUTUAL", False)
    assert (found["end"]["effectiveOn"], found["end"]["endsAt"]) == ("2026-08-31", "2026-08-31T22:00:00Z")
    assert settled["contract"]["monitoredUntil"] == "2026-08-31T22:00:00Z"
    later = await ending.at("2026-09-02 09:00")
    await later.time_passes()
    found = await later.sees("anan", case)
    assert (found["state"], found["contract"]["state"]) == ("SETTLING", "ENDED")
    # What is cut over is what follows from the day that was agreed on.
    assert (found["plan"]["effectiveOn"], found["plan"]["endsAt"]) == ("2026-08-31", "2026-08-31T22:00:00Z")


async def _ended_in_dispute(ending: EndingCast) -> tuple[EndingCast, str, str]:
    """Nobody held the end, and so it came; what was decided later is on a paper."""
    case = await _disputed(ending)
    after = await ending.at("2026-06-02 09:00")
    await after.time_passes()
    found = await after.sees("anan", case)
    assert (found["state"], found["isDisputed"], found["contract"]["state"]) == ("SETTLING", True, "ENDED")
    return after, case, await after.paper("The court's letter", "lek")


async def test_an_end_that_came_before_the_decision_is_confirmed_by_it(ending: EndingCast) -> None:
    after, case, letter = await _ended_in_dispute(ending)
    refusal = await after.refused("pim", "ConfirmNotice", case, document=letter)
    assert refusal["code"] == "right.role"
    confirmed = await after.does("lek", "ConfirmNotice", case, document=letter)
    found = confirmed["terminationCase"]
    assert (found["state"], found["isDisputed"], confirmed["contract"]["state"]) == (
        "SETTLING", False, "ENDED",
    )  # fmt: skip
    assert (await after.draft("pim", case))["isDisputed"] is False
    # There is nothing left to decide.
    refusal = await after.refused("lek", "AnnulNotice", case, document=letter)
    assert refusal["code"] == "termination.unfinished"


async def test_an_end_that_came_before_the_decision_is_rescinded_by_it(ending: EndingCast) -> None:
    after, case, letter = await _ended_in_dispute(ending)
    annulled = await after.does("lek", "AnnulNotice", case, document=letter)
    found = annulled["terminationCase"]
    assert (found["state"], found["isDisputed"]) == ("RESCINDED", False)
    assert (annulled["contract"]["state"], annulled["contract"]["monitoredUntil"]) == ("ENDED", END)
