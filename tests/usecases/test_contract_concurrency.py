"""Sixteen people do something to one contract at the same moment, over and over: nothing that was accepted is
lost, nothing counts that was agreed to something else, and one version is in force at every instant.

In the full profile these are 1,000 rounds.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import settings

from sla_plugin.domain.contracting.states import ContractState
from sla_plugin.domain.ids import TenantId
from sla_plugin.errors import SlaError
from sla_plugin.storage import roles
from sla_plugin.storage.bundled import BundledServer
from sla_plugin.storage.contract_record import take_up
from sla_plugin.storage.session import open_database
from sla_plugin.usecases.suspend_contract import suspend_contract
from sla_plugin.usecases.verify_contract import verify_contract
from tests.support.contract_bench import Rows, rows_of, wider_world
from tests.support.contract_crowds import PEOPLE, Crowd, Tried
from tests.support.contract_laws import (
    one_is_in_force,
    one_is_open_at_most,
    signatures_are_complete,
    terms_are_contiguous,
    two_persons_judged,
)
from tests.support.contracting import KEY, PIM, START, deed, tell
from tests.support.desks import connect_desk, open_tickets
from tests.support.specifications import specification_of

S = ContractState
ROUNDS = 1_000 if settings.get_current_profile_name() == "full" else 12

LAWS = (
    one_is_open_at_most,
    one_is_in_force,
    terms_are_contiguous,
    signatures_are_complete,
    two_persons_judged,
)
EVERYTHING = {"SIGN", "EDIT", "APPROVE", "AMEND", "SUSPEND", "RESUME", "RENEW", "PASS_TIME"}
REFUSALS = {
    "object.version_conflict", "state.wrong", "right.role", "right.four_eyes", "contract.hash",
    "contract.consent_twice", "contract.not_open", "contract.amendment_open", "contract.not_suspended",
    "contract.not_renewable", "contract.overlap", "contract.requirement_judged", "contract.signature_late",
}  # fmt: skip
"""By which somebody who comes too late may be refused. None of them is the database's."""


@pytest.fixture
async def crowd(
    database_template: BundledServer, database_name: str, tenant: TenantId
) -> AsyncIterator[Crowd]:
    access = database_template.credentials(roles.APP, database_name)
    async with open_database(access, pool_size=PEOPLE + 1) as database:
        async with database.session(tenant) as session:
            wider = await wider_world(session)
        yield Crowd(database, tenant, wider, Random(16))


async def test_sixteen_people_at_once_lose_nothing_and_break_nothing(crowd: Crowd) -> None:
    await crowd.begins_anew()
    for _ in range(ROUNDS):
        before = await crowd.rows()
        tried = await crowd.round(before)
        after = await crowd.rows()
        assert {one.code for one in tried} - {None} <= REFUSALS
        every_accepted_deed_is_in_the_trail_once(tried, before, after)
        who_said_what_they_had_read_was_alone(tried, after)
        every_revision_is_there(after)
        every_consent_is_to_what_was_said(after)
        for holds in (
            one_is_open_at_most,
            one_is_in_force,
            terms_are_contiguous,
            signatures_are_complete,
            two_persons_judged,
        ):
            holds(after)
        async with crowd.database.session(crowd.tenant) as session:
            assert await verify_contract(session, crowd.contract, KEY.holds) == ()
        if is_over(after):
            await crowd.begins_anew()
    if ROUNDS == 1_000:
        assert crowd.accepted.keys() >= {
            "SIGN",
            "EDIT",
            "APPROVE",
            "AMEND",
            "SUSPEND",
            "RESUME",
            "RENEW",
            "PASS_TIME",
        }


async def test_two_processes_write_down_once_what_time_has_brought_about(
    crowd: Crowd, database_template: BundledServer, database_name: str
) -> None:
    """Each with connections of its own, several at a time, past a start and renewals."""
    await crowd.begins_anew()
    async with crowd.database.session(crowd.tenant) as session:
        await tell(session, crowd.wider.world, crowd.contract)
    access = database_template.credentials(roles.APP, database_name)
    for now in (START, START + timedelta(days=200), START + timedelta(days=2_000)):
        async with open_database(access) as one, open_database(access) as other:
            await asyncio.gather(*(crowd.pass_time(database, now) for database in (one, other) * 4))
    events = [row["type"] for row in (await crowd.rows())["contract_audit"] if row["actor"] == "SYSTEM"]
    assert events == ["contract.started", *["contract.renewed"] * 5]
    every_revision_is_there(await crowd.rows())
    one_is_in_force(await crowd.rows())


async def test_contracts_that_touch_the_same_tickets_do_not_block_each_other(crowd: Crowd) -> None:
    """Every suspension lets each ticket be looked at again, whichever contract it is of."""
    both = []
    for _ in range(2):
        await crowd.begins_anew()
        async with crowd.database.session(crowd.tenant) as session:
            await tell(session, crowd.wider.world, crowd.contract)
        both.append(crowd.contract)
    async with crowd.database.session(crowd.tenant) as session:
        desk = await connect_desk(session)
        await open_tickets(session, desk, [str(number) for number in range(40)])

    async def suspended(place: int) -> None:
        at = START + timedelta(days=1) - place * timedelta(seconds=1)
        async with crowd.database.session(crowd.tenant) as session:
            await suspend_contract(session, deed(PIM, at), both[place % 2], None, reason="unpaid")

    await asyncio.gather(*(suspended(place) for place in range(PEOPLE)))
    for contract in both:
        async with crowd.database.session(crowd.tenant) as session:
            assert len((await rows_of(session, contract))["contract_suspension"]) == PEOPLE // 2
            assert await verify_contract(session, contract, KEY.holds) == ()


async def test_a_contract_is_verified_while_people_work_on_it(crowd: Crowd) -> None:
    """All of it is looked at in one moment, or what is written meanwhile would seem to be tampered with."""
    await crowd.begins_anew()
    async with crowd.database.session(crowd.tenant) as session:
        await tell(session, crowd.wider.world, crowd.contract)

    async def works(place: int) -> None:
        for number in range(8):
            at = START + timedelta(days=number, minutes=place)
            async with crowd.database.session(crowd.tenant) as session:
                await suspend_contract(session, deed(PIM, at), crowd.contract, None, reason="unpaid")

    async def verifies() -> None:
        for _ in range(24):
            async with crowd.database.session(crowd.tenant) as session:
                assert await verify_contract(session, crowd.contract, KEY.holds) == ()

    await asyncio.gather(*(works(place) for place in range(4)), verifies(), verifies())


async def test_a_contract_is_drafted_below_one_that_somebody_works_on(crowd: Crowd) -> None:
    await crowd.begins_anew()
    framework = crowd.contract
    async with crowd.database.session(crowd.tenant) as session:
        await take_up(session, framework)
        async with asyncio.timeout(20):
            await crowd.begins_anew(parent=framework)
    assert (await crowd.rows())["contract"][0]["parent_id"] == str(framework)


async def test_a_number_is_taken_by_one_of_those_who_want_it(crowd: Crowd) -> None:
    async def drafted() -> str | None:
        try:
            await crowd.begins_anew(number="C-7")
        except SlaError as refusal:
            return refusal.code.value
        return None

    codes = await asyncio.gather(*(drafted() for _ in range(4)))
    assert sorted(codes, key=str) == [None, *["object.duplicate"] * 3]


def every_accepted_deed_is_in_the_trail_once(tried: list[Tried], before: Rows, after: Rows) -> None:
    """Each was done at an instant of its own. What time brings about has instants of its own, and whoever
    finds nothing to write down leaves no event."""
    known = {row["id"] for row in before["contract_audit"]}
    written = [(row["actor"], row["at"]) for row in after["contract_audit"] if row["id"] not in known]
    done = [(one.actor, pg(one.at)) for one in tried if one.code is None and one.what != "PASS_TIME"]
    assert sorted(one for one in written if one[0] != "SYSTEM") == sorted(done)


def who_said_what_they_had_read_was_alone(tried: list[Tried], after: Rows) -> None:
    """Of all who expected the same revision one was accepted at most, and nobody was there before."""
    accepted = [one for one in tried if one.code is None and one.expected is not None]
    assert len(accepted) <= 1
    for one in accepted:
        assert one.expected is not None
        [event] = [row for row in after["contract_audit"] if row["at"] == pg(one.at)]
        assert revision_in(event) == one.expected + 1


def every_revision_is_there(after: Rows) -> None:
    """From 1 on, each once, in the order of the trail, up to the one that stands there now."""
    numbers = [row["number"] for row in after["contract_audit"]]
    assert numbers == list(range(1, len(numbers) + 1))
    revisions = [revision for row in after["contract_audit"] if (revision := revision_in(row)) is not None]
    assert revisions == list(range(1, after["contract"][0]["revision"] + 1))


def every_consent_is_to_what_was_said(after: Rows) -> None:
    """Told once more from the trail: at the moment of each consent the version said just that."""
    said: defaultdict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    for event in after["contract_audit"]:
        wrote = event["payload"].get("wrote", ())
        for consent in (one["values"] for one in wrote if one["table"] == "contract_consent"):
            version = said["contract_version"][consent["version_id"]]
            assert (consent["content_hash"], consent["round"]) == (_hash_for(consent, said), version["round"])
        for one in wrote:
            said[one["table"]].setdefault(one["id"], {"id": one["id"]}).update(one["values"])


def _hash_for(consent: dict[str, Any], said: Mapping[str, dict[str, dict[str, Any]]]) -> str:
    version = said["contract_version"][consent["version_id"]]
    if consent["consent"] != "SPECIFICATION":
        return str(version["content_hash"])
    needs, judgements = said["contract_requirement"], said["contract_judgement"]
    return specification_of(version, needs.values(), judgements.values())


def revision_in(event: dict[str, Any]) -> int | None:
    found = [
        one["values"]["revision"]
        for one in event["payload"].get("wrote", ())
        if one["table"] == "contract" and "revision" in one["values"]
    ]
    return found[0] if found else None


def pg(at: Any) -> str:
    """As PostgreSQL writes it."""
    text = at.isoformat()
    whole, _, fraction = text.removesuffix("+00:00").partition(".")
    return f"{whole}.{fraction.rstrip('0')}+00:00" if fraction else text


def is_over(rows: Rows) -> bool:
    [contract] = rows["contract"]
    return contract["state"] == S.ABANDONED or len(rows["contract_version"]) > 6
