"""What the provider pays its supplier for nothing after an end: it sees that, and its customer does not."""

from __future__ import annotations

from typing import Any

import httpx

from sla_plugin.api.ids import id_of
from sla_plugin.domain.ids import AgreementId, OrganisationId, ServiceId
from sla_plugin.domain.roles import Role
from sla_plugin.domain.transitions import Actor
from tests.support.contract_cast import NIGHT
from tests.support.contracting import World
from tests.support.ending_cast import EndingCast
from tests.support.operations import Caller
from tests.support.underpinning import an_underpinning

NOTICED = {
    "earliestEnd": "2026-09-30", "gapDays": 122, "stranded": {"amount": "400.00", "currency": "THB"},
    "number": "U-1",
}  # fmt: skip
"""Three months' notice to a month's end, given when the other ended: from June to September for nothing."""


async def _supported(ending: EndingCast) -> None:
    """A carrier prints, by a contract of its own with Lanna."""
    provider, ids = ending.cast.provider, ending.cast.ids
    clinic = OrganisationId(id_of("Organisation", ids["clinic"]))
    await provider.caller.done("CreateCalendar", code="always", name="Around the clock", content=NIGHT)
    world = World(
        clinic,
        OrganisationId(id_of("Organisation", ids["lanna"])),
        ServiceId(id_of("Service", ids["printing"])),
        AgreementId(id_of("Agreement", ids["gold"])),
        Actor("malee", frozenset({Role.CUSTOMER_SIGNATORY}), clinic),
    )
    async with provider.installation.database.session(provider.tenant) as session:
        await an_underpinning(session, world)


async def _ended(ending: EndingCast) -> tuple[EndingCast, str]:
    await _supported(ending)
    case = await ending.scheduled()
    after = await ending.at("2026-06-02 09:00")
    await after.time_passes()
    return after, case


def _shown(unwinding: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            **{name: one[name] for name in ("earliestEnd", "gapDays", "stranded")},
            "number": one["contract"]["number"],
        }
        for one in unwinding
    ]


async def _owed(caller: Caller, contract: str) -> list[list[str]]:
    """The kinds of what is owed, by each way in which that is asked."""
    cases = (await caller.run("TerminationCases")).data["terminationCases"]["nodes"]
    listed = (await caller.run("Obligations")).data["obligations"]["nodes"]
    own = (await caller.run("Contract", by={"id": contract})).data["contract"]["obligations"]
    return [sorted(one["kind"] for one in found) for found in (cases[0]["obligations"], listed, own)]


async def test_a_plan_tells_the_provider_alone_what_is_stranded(ending: EndingCast) -> None:
    await _supported(ending)
    case = await ending.scheduled()
    plan = (await ending.sees("anan", case))["plan"]
    assert [one["contract"]["number"] for one in plan["unwinding"]] == ["U-1"]
    shown = (await ending.sees("malee", case))["plan"]
    assert shown == {**plan, "unwinding": []}


async def test_a_settlement_does_and_both_read_one_hash(ending: EndingCast) -> None:
    after, case = await _ended(ending)
    draft = await after.draft("pim", case)
    assert _shown(draft["unwinding"]) == [NOTICED]
    assert await after.draft("malee", case) == {**draft, "unwinding": []}
    await after.people["pim"].done("SealSettlement", case=case, hash=draft["hash"])
    for who, expected in (("anan", [NOTICED]), ("malee", [])):
        [sealed] = (await after.people[who].run("Settlements")).data["settlements"]["nodes"]
        assert (sealed["hash"], _shown(sealed["statement"]["unwinding"])) == (draft["hash"], expected)


async def test_what_has_to_be_unwound_is_owed_where_the_customer_does_not_see_it(ending: EndingCast) -> None:
    after, case = await _ended(ending)
    assert await _owed(after.people["anan"], after.contract) == [["DATA_EXPORT", "UNWIND"]] * 3
    assert await _owed(after.people["malee"], after.contract) == [["DATA_EXPORT"]] * 3
    [unwind] = [one for one in (await after.sees("anan", case))["obligations"] if one["kind"] == "UNWIND"]
    assert unwind["what"] == (
        "Give notice of U-1, which nobody needs any more; it ends on 2026-09-30 at the earliest, "
        "400.00 THB for nothing."
    )
    assert (await after.people["malee"].run("Node", id=unwind["id"])).data == {"node": None}


async def test_no_paper_of_a_settlement_says_it(ending: EndingCast) -> None:
    after, case = await _ended(ending)
    draft = await after.draft("pim", case)
    await after.people["pim"].done("SealSettlement", case=case, hash=draft["hash"])
    papers = (await after.cast.sees("malee", after.contract))["documents"]
    pages = [one for one in papers if (one["kind"], one["mediaType"]) == ("SETTLEMENT", "text/html")]
    assert sorted(one["language"] for one in pages) == ["en", "th"]
    for page in pages:
        said = await _read(after.people["malee"], page["url"])
        assert page["contentHash"] == draft["hash"]
        assert draft["hash"] in said
        for secret in ("U-1", "400.00", "122"):
            assert secret not in said


async def _read(caller: Caller, url: str) -> str:
    headers = {"Authorization": f"Bearer {caller.token}"}
    transport = httpx.ASGITransport(caller.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", headers=headers) as http:
        answer = await http.get(url)
    assert answer.status_code == 200
    return answer.text
