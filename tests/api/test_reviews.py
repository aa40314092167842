"""Agreements that are to be looked at again: asked for, raised by what happened, and recorded."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from sla_plugin.api.ids import parse_global_id
from sla_plugin.demo.happenings import Happenings
from sla_plugin.domain.agreements import AgreementKind, Level, Scope
from sla_plugin.domain.calendar_spans import parse_span
from sla_plugin.domain.facts import Status
from sla_plugin.domain.goals import Goal, OutcomeGoals
from sla_plugin.domain.ids import ContractId, OrganisationId, ServiceId
from sla_plugin.domain.metrics import Metric
from sla_plugin.domain.targets import WorkingDuration
from sla_plugin.domain.terms import ANY_PRIORITY, Terms
from sla_plugin.usecases.publish_agreement import NewVersion, create_agreement
from tests.support.cast import Provider, bangkok, ticket
from tests.support.customers import SINCE

TODAY = "2026-03-03"


@pytest.fixture
async def goals(lanna: Provider) -> Provider:
    """Their agreement has a goal of 90 %, at most 5 % of tickets may come back, and it is reviewed twice a
    year. It is for the service of the catalogue."""
    terms = Terms(
        targets={Metric.RESOLUTION: {ANY_PRIORITY: WorkingDuration(timedelta(hours=8))}},
        goal=Goal(Decimal("0.9")),
        outcome=OutcomeGoals(reopen_rate=Decimal("0.05")),
        review_every=parse_span("P6M"),
    )
    of = {name: parse_global_id(key)[1] for name, key in lanna.ids.items()}
    scope = Scope(customer=OrganisationId(of["Organisation"]), service=ServiceId(of["Service"]))
    async with lanna.installation.database.session(lanna.tenant) as session:
        await create_agreement(
            session, code="goals", name="Goals", kind=AgreementKind.CUSTOMER_SLA, level=Level.SERVICE,
            first=NewVersion(SINCE, ContractId(of["Contract"]), scope, terms), now=SINCE,
        )  # fmt: skip
    return lanna


async def agreement(provider: Provider) -> dict[str, Any]:
    """The one with the goals."""
    answer = await provider.caller.run("DueReviews", by="2030-01-01")
    [found] = [one for one in answer.data["dueReviews"] if one["code"] == "goals"]
    return dict(found)


async def due_now(provider: Provider) -> list[str]:
    return [one["code"] for one in (await provider.caller.run("DueReviews")).data["dueReviews"]]


def solved(key: str, month: str, *, came_back: bool = False, late: bool = False) -> Happenings:
    told = ticket(key, "The printer jams", "P3")
    told.opened(bangkok(f"{month}-09 09:00"))
    told.turned(bangkok(f"{month}-{12 if late else '09'} 11:00"), Status.RESOLVED)
    if came_back:
        told.came_back(bangkok(f"{month}-10 10:00"))
        told.turned(bangkok(f"{month}-10 11:00"), Status.RESOLVED)
    return told


async def seal(provider: Provider, month: str) -> None:
    await provider.caller.done("SealPeriod", period={"month": {"month": month, "zone": "Asia/Bangkok"}})


async def test_a_review_comes_with_time_and_the_one_that_waits_longest_is_first(goals: Provider) -> None:
    assert (await agreement(goals))["nextReview"] == {
        "dueOn": "2025-07-01", "cause": "SCHEDULED", "triggers": []
    }  # fmt: skip
    # The two others say nothing about reviews, and began on the same day.
    assert await due_now(goals) == ["goals", "corporate", "customer-8841"]
    assert (await goals.caller.run("DueReviews", by="2025-06-30")).data["dueReviews"] == []


async def test_a_held_review_answers_what_had_happened_and_the_next_counts_from_it(
    goals: Provider,
) -> None:
    which = (await agreement(goals))["id"]
    asked = await goals.caller.done("RequestReview", agreement=which, because="They want nights.")
    wanted = {"on": TODAY, "cause": "CHANGE_REQUESTED", "detail": "They want nights."}
    assert asked["agreement"]["nextReview"]["triggers"] == [wanted]
    held = await goals.caller.done("HoldReview", agreement=which, conclusion="Nights from May on.")
    assert held["agreement"]["nextReview"] == {"dueOn": "2026-09-03", "cause": "SCHEDULED"}
    assert held["agreement"]["heldReviews"] == [
        {"on": TODAY, "conclusion": "Nights from May on.", "heldBy": "somchai"}
    ]
    assert "goals" not in await due_now(goals)


async def test_what_happens_after_a_review_raises_the_next_at_once(goals: Provider) -> None:
    which = (await agreement(goals))["id"]
    await goals.caller.done("HoldReview", agreement=which, on="2026-03-02", conclusion="Fine.")
    asked = await goals.caller.done("RequestReview", agreement=which, because="They want nights.")
    assert asked["agreement"]["nextReview"]["dueOn"] == TODAY
    assert asked["agreement"]["nextReview"]["cause"] == "CHANGE_REQUESTED"


async def test_a_change_of_a_service_concerns_the_agreements_that_name_it(goals: Provider) -> None:
    which = (await agreement(goals))["id"]
    await goals.caller.done("HoldReview", agreement=which, on="2026-03-02", conclusion="Fine.")
    service = goals.ids["Service"]
    await goals.caller.done("AnnounceServiceChange", service=service, what="It moves to the cloud.")
    raised = (await agreement(goals))["nextReview"]
    assert (raised["dueOn"], raised["cause"]) == (TODAY, "SERVICE_CHANGED")
    assert raised["triggers"][0]["detail"].endswith(": It moves to the cloud.")
    others = (await goals.caller.run("DueReviews")).data["dueReviews"]
    assert {one["code"]: one["nextReview"]["cause"] for one in others if one["code"] != "goals"} == {
        "corporate": "SCHEDULED", "customer-8841": "SCHEDULED"
    }  # fmt: skip


async def test_a_goal_missed_in_two_periods_running_raises_a_review(goals: Provider) -> None:
    which = (await agreement(goals))["id"]
    await goals.caller.done("HoldReview", agreement=which, on="2026-01-02", conclusion="Fine.")
    await goals.is_told(solved("J-1", "2026-01", late=True), solved("F-1", "2026-02", late=True))
    await seal(goals, "2026-01")
    assert (await agreement(goals))["nextReview"]["cause"] == "SCHEDULED"
    await seal(goals, "2026-02")
    missed = {
        "on": TODAY, "cause": "GOAL_MISSED", "detail": "RESOLUTION attained 0.00%, the goal is 90.00%"
    }  # fmt: skip
    assert (await agreement(goals))["nextReview"] == {
        "dueOn": TODAY, "cause": "GOAL_MISSED", "triggers": [missed]
    }  # fmt: skip


async def test_a_goal_that_is_met_by_tickets_that_come_back_raises_a_review(goals: Provider) -> None:
    which = (await agreement(goals))["id"]
    await goals.caller.done("HoldReview", agreement=which, on="2026-01-02", conclusion="Fine.")
    await goals.is_told(solved("F-1", "2026-02", came_back=True))
    await seal(goals, "2026-02")
    [trigger] = (await agreement(goals))["nextReview"]["triggers"]
    assert trigger["cause"] == "WATERMELON"
    assert trigger["detail"] == "RESOLUTION attained 100.00%, but REOPEN_RATE 1 against 0.05"


async def test_a_review_that_makes_no_sense_is_refused_and_nothing_is_kept(goals: Provider) -> None:
    which = (await agreement(goals))["id"]
    await goals.caller.done("HoldReview", agreement=which, on="2026-03-02", conclusion="Fine.")
    before = await agreement(goals)
    refused = goals.caller.refused
    again = await refused("HoldReview", agreement=which, on="2026-03-02", conclusion="Fine, really.")
    assert again == ("Conflicting", "review.held")
    tomorrow = await refused("HoldReview", agreement=which, on="2026-03-04", conclusion="It will be fine.")
    assert tomorrow == ("InputRefused", "review.in_future")
    unreasoned = ("InputRefused", "review.unreasoned")
    assert await refused("HoldReview", agreement=which, conclusion=" ") == unreasoned
    assert await refused("RequestReview", agreement=which, because="") == unreasoned
    service = goals.ids["Service"]
    assert await refused("AnnounceServiceChange", service=service, what=" ") == unreasoned
    assert await agreement(goals) == before
