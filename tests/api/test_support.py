"""Support chains over GraphQL: linked, checked, refused at publication, and waived by name."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.cast import Provider

IN_JUNE, IN_JULY = "2026-06-01T00:00:00Z", "2026-07-01T00:00:00Z"


def version(provider: Provider, hours: int, since: str = IN_JUNE) -> dict[str, Any]:
    """So many hours for P1, by the customer's own calendar, Monday to Friday from eight to five."""
    return {
        "effectiveFrom": since,
        "contract": provider.ids["Contract"],
        "scope": {"customer": provider.ids["Organisation"], "service": provider.ids["Service"]},
        "terms": {
            "targets": [{"metric": "RESOLUTION", "priority": "P1", "value": {"duration": f"PT{hours}H"}}],
            "calendars": [{"calendar": provider.ids["Calendar"]}],
        },
    }


def supporting(provider: Provider, hours: int, since: str = IN_JUNE) -> dict[str, Any]:
    terms = version(provider, hours)["terms"]
    return {"effectiveFrom": since, "terms": terms, "supporter": "network"}


@pytest.fixture
async def chain(lanna: Provider) -> dict[str, str]:
    """An SLA of four hours, which a team supports that needs three, after half an hour of our own."""
    done = lanna.caller.done
    of = {"kind": "CUSTOMER_SLA", "level": "SERVICE", "code": "ours", "name": "Ours"}
    sla = (await done("CreateAgreement", **of, version=version(lanna, 4)))["agreement"]["id"]
    by = {"kind": "OLA", "level": "CORPORATE", "code": "network", "name": "The network team"}
    ola = (await done("CreateAgreement", **by, version=supporting(lanna, 3)))["agreement"]["id"]
    link = {"agreement": sla, "metric": "RESOLUTION"}
    await done("LinkSupport", **link, stage=1, ownShare="PT30M")
    await done("LinkSupport", **link, stage=2, supporter=ola, supporterMetric="RESOLUTION")
    return {"sla": sla, "ola": ola}


async def check(provider: Provider, of: str) -> dict[str, Any]:
    found: dict[str, Any] = (await provider.caller.run("SupportCheck", agreement=of)).data["supportCheck"]
    return found


async def test_a_chain_that_can_deliver_has_no_gap(lanna: Provider, chain: dict[str, str]) -> None:
    found = await check(lanna, chain["sla"])
    assert (found["supported"], found["gaps"]) == (True, [])
    assert [(link["stage"], link["ownShare"], link["supporter"]) for link in found["links"]] == [
        (1, "PT30M", None),
        (2, None, {"id": chain["ola"], "code": "network"}),
    ]


async def test_a_promise_that_its_chain_cannot_keep_is_not_published_unless_somebody_waives_it(
    lanna: Provider, chain: dict[str, str]
) -> None:
    tighter = {"agreement": chain["sla"], "version": version(lanna, 3, IN_JULY)}
    answer = await lanna.caller.run("PublishAgreementVersion", input=tighter)
    [refusal] = answer.data["publishAgreementVersion"]["userErrors"]
    assert (refusal["__typename"], refusal["code"]) == ("Conflicting", "support.gap")
    assert refusal["message"] == (
        "Those who support ours cannot keep what it promises: RESOLUTION P1 that starts at "
        "2026-07-01T01:00:00+00:00 is due at 2026-07-01T04:00:00+00:00 and supported by "
        "2026-07-01T04:30:00+00:00, 30 min of working time too late."
    )
    gap = {"agreement": chain["sla"], "kind": "BUDGET", "metric": "RESOLUTION", "priority": "P1"}
    await lanna.caller.done("WaiveSupportGap", **gap, because="A second team starts in July.")
    await lanna.caller.done("PublishAgreementVersion", **tighter)


async def test_a_team_s_agreement_that_would_break_a_chain_is_not_published(
    lanna: Provider, chain: dict[str, str]
) -> None:
    slower = {"agreement": chain["ola"], "version": supporting(lanna, 5, IN_JULY)}
    assert await lanna.caller.refused("PublishAgreementVersion", **slower) == ("Conflicting", "support.gap")
    assert (await check(lanna, chain["sla"]))["gaps"] == []
    quicker = {"agreement": chain["ola"], "version": supporting(lanna, 2, IN_JULY)}
    await lanna.caller.done("PublishAgreementVersion", **quicker)


async def test_a_gap_is_shown_with_its_example_and_with_who_accepted_it(
    lanna: Provider, chain: dict[str, str]
) -> None:
    await lanna.caller.done(
        "LinkSupport", agreement=chain["sla"], metric="RESOLUTION", stage=3, ownShare="PT1H"
    )
    [gap] = (await check(lanna, chain["sla"]))["gaps"]
    assert (gap["kind"], gap["metric"], gap["priority"], gap["supporter"]) == (
        "BUDGET", "RESOLUTION", "P1", None
    )  # fmt: skip
    assert gap["example"] == {
        "startsAt": "2026-06-01T01:00:00Z",
        "dueAt": "2026-06-01T05:00:00Z",
        "supportedAt": "2026-06-01T05:30:00Z",
        "excess": "PT30M",
    }
    named = {"agreement": chain["sla"], "kind": "BUDGET", "metric": "RESOLUTION", "priority": "P1"}
    await lanna.caller.done("WaiveSupportGap", **named, because="It is rare.", until="2026-12-31")
    found = await check(lanna, chain["sla"])
    assert found["supported"] is True
    assert found["gaps"][0]["waiver"] == {
        "waivedBy": "somchai", "because": "It is rare.", "until": "2026-12-31"
    }  # fmt: skip


async def test_a_withdrawn_part_counts_no_more(lanna: Provider, chain: dict[str, str]) -> None:
    [ours, network] = (await check(lanna, chain["sla"]))["links"]
    await lanna.caller.done("WithdrawSupportLink", link=ours["id"])
    assert (await check(lanna, chain["sla"]))["links"] == [network]
    again = await lanna.caller.refused("WithdrawSupportLink", link=ours["id"])
    assert again == ("Conflicting", "object.duplicate")


async def test_what_is_no_part_of_a_chain_is_refused_and_not_kept(
    lanna: Provider, chain: dict[str, str]
) -> None:
    before, refused = await check(lanna, chain["sla"]), lanna.caller.refused
    link = {"agreement": chain["sla"], "metric": "RESOLUTION", "stage": 1}
    wrong = ("InputRefused", "support.link")
    assert await refused("LinkSupport", **link) == wrong
    assert await refused("LinkSupport", **{**link, "stage": 0}, ownShare="PT1H") == wrong
    assert await refused("LinkSupport", **{**link, "agreement": chain["ola"]}, ownShare="PT1H") == wrong
    itself = {"supporter": chain["sla"], "supporterMetric": "RESOLUTION"}
    assert await refused("LinkSupport", **link, **itself) == wrong
    unknown = {"supporter": chain["ola"], "supporterMetric": "CALL_BACK"}
    assert await refused("LinkSupport", **link, **unknown) == ("InputRefused", "metric.unknown")
    gap = {"agreement": chain["sla"], "kind": "BUDGET", "metric": "RESOLUTION", "priority": "P1"}
    waived = ("InputRefused", "support.waiver")
    assert await refused("WaiveSupportGap", **gap, because=" ") == waived
    assert await refused("WaiveSupportGap", **gap, because="It is rare.", until="2026-01-01") == waived
    assert await check(lanna, chain["sla"]) == before
