"""Facts come back as they were told, once each, whoever else is writing."""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tortoise.exceptions import IntegrityError

from sla_plugin.domain.facts import (
    Assigned,
    Author,
    Deleted,
    Fact,
    FactKind,
    FieldChanged,
    InternalNote,
    Merged,
    Opened,
    Outcome,
    PublicReply,
    Reopened,
    Status,
    StatusChanged,
    TicketField,
    What,
)
from sla_plugin.domain.ids import TenantId, TicketId
from sla_plugin.storage.facts import append_facts, facts_of
from sla_plugin.storage.ids import new_id
from sla_plugin.storage.session import Database
from sla_plugin.storage.what import what_from_json, what_to_json
from tests.support.database import until_somebody_waits
from tests.support.desks import MONDAY, connect_desk, open_tickets

# PostgreSQL's texts hold everything but this one.
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
statuses = st.sampled_from(Status)
named = st.dictionaries(st.sampled_from(TicketField), texts).map(lambda fields: tuple(fields.items()))

WHATS: dict[FactKind, st.SearchStrategy[What]] = {
    FactKind.OPENED: st.builds(Opened, statuses, texts, named),
    FactKind.FIELD_CHANGED: st.builds(FieldChanged, st.sampled_from(TicketField), st.none() | texts),
    FactKind.ASSIGNED: st.builds(Assigned, st.none() | texts, st.booleans()),
    FactKind.REOPENED: st.builds(Reopened),
    FactKind.STATUS_CHANGED: st.builds(StatusChanged, statuses, texts),
    FactKind.PUBLIC_REPLY: st.builds(PublicReply, st.sampled_from(Author)),
    FactKind.INTERNAL_NOTE: st.builds(InternalNote),
    FactKind.OUTCOME: st.builds(Outcome, st.none() | st.integers(1, 5), st.none() | texts),
    FactKind.MERGED: st.builds(Merged, texts),
    FactKind.DELETED: st.builds(Deleted),
}
whats = st.one_of(list(WHATS.values()))
facts = st.builds(
    Fact,
    occurred_at=st.datetimes(timezones=st.just(UTC)),
    source=texts,
    sequence=st.integers(-(2**63), 2**63 - 1),
    external_id=texts,
    what=whats,
    actor=st.none() | texts,
    derived=st.booleans(),
)


def _fact(number: int, ticket_part: str = "") -> Fact:
    return Fact(
        MONDAY + timedelta(minutes=number), "desk", number, f"{ticket_part}{number:04}", InternalNote()
    )


@pytest.fixture
async def tickets(database: Database, tenant: TenantId) -> list[TicketId]:
    async with database.session(tenant) as session:
        return await open_tickets(session, await connect_desk(session), ["1", "2"])


def test_every_kind_of_fact_is_tried() -> None:
    assert list(WHATS) == list(FactKind)


@given(whats)
def test_what_happened_survives_json(what: What) -> None:
    read = what_from_json(what.kind, orjson.loads(orjson.dumps(what_to_json(what))))
    if isinstance(what, Opened) and isinstance(read, Opened):
        # JSON keeps a set of fields, not their order.
        assert dict(read.fields) == dict(what.fields)
        what, read = replace(what, fields=()), replace(read, fields=())
    assert read == what


@given(st.lists(facts, min_size=1, max_size=30))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # ids are new each time
async def test_facts_survive_the_database(
    database: Database, tenant: TenantId, tickets: list[TicketId], told: list[Fact]
) -> None:
    ticket, other = tickets
    told = [replace(fact, external_id=str(new_id()), what=_in_stored_order(fact.what)) for fact in told]
    async with database.session(tenant) as session:
        before = (await facts_of(session, [ticket]))[ticket]
        assert await append_facts(session, [(ticket, fact) for fact in told], MONDAY) == {ticket: len(told)}
        found = await facts_of(session, [ticket, other])
    assert _by_id(found[ticket]) == _by_id([*before, *told])
    assert found[other] == []


def _in_stored_order(what: What) -> What:
    """jsonb sorts names by length, then by letter."""
    if not isinstance(what, Opened):
        return what
    return replace(what, fields=tuple(sorted(what.fields, key=lambda field: (len(field[0]), field[0]))))


def _by_id(of: list[Fact]) -> list[Fact]:
    return sorted(of, key=lambda fact: fact.external_id)


async def test_a_second_delivery_changes_nothing(
    database: Database, tenant: TenantId, tickets: list[TicketId], administrator: Any
) -> None:
    ticket, other = tickets
    first = [(ticket, _fact(n)) for n in range(3)]
    async with database.session(tenant) as session:
        assert await append_facts(session, first, MONDAY) == {ticket: 3}
    told_again = [(ticket, replace(fact, what=Deleted(), actor="somebody")) for _, fact in first]
    async with database.session(tenant) as session:
        later = MONDAY + timedelta(days=1)
        assert await append_facts(session, [*told_again, (other, _fact(3))], later) == {other: 1}
        assert _by_id((await facts_of(session, [ticket]))[ticket]) == [fact for _, fact in first]
    assert await administrator.fetchval("select count(*) from fact where recorded_at = $1", MONDAY) == 3


async def test_a_fact_twice_in_one_delivery_is_one(
    database: Database, tenant: TenantId, tickets: list[TicketId]
) -> None:
    async with database.session(tenant) as session:
        assert await append_facts(session, [(tickets[0], _fact(1))] * 3, MONDAY) == {tickets[0]: 1}
        assert await append_facts(session, [], MONDAY) == {}


async def test_another_source_may_use_the_same_ids(
    database: Database, tenant: TenantId, tickets: list[TicketId]
) -> None:
    told = [(tickets[0], replace(_fact(1), source=source)) for source in ("desk", "phone")]
    async with database.session(tenant) as session:
        assert await append_facts(session, told, MONDAY) == {tickets[0]: 2}


async def test_facts_of_a_foreign_ticket_are_refused_as_those_of_a_missing_one(
    database: Database, other_tenant: TenantId, tickets: list[TicketId], administrator: Any
) -> None:
    details = []
    for ticket in (tickets[0], TicketId(new_id())):
        with pytest.raises(IntegrityError) as refusal:
            async with database.session(other_tenant) as session:
                await append_facts(session, [(ticket, _fact(1))], MONDAY)
        cause: Any = refusal.value.args[0]
        details.append(cause.detail.replace(str(ticket), "…"))
    assert details[0] == details[1]
    assert await administrator.fetchval("select count(*) from fact") == 0


@pytest.mark.parametrize("statement", ["update fact set kind = 'OPENED'", "delete from fact"])
async def test_a_fact_is_never_edited(
    database: Database, tenant: TenantId, tickets: list[TicketId], statement: str
) -> None:
    async with database.session(tenant) as session:
        await append_facts(session, [(tickets[0], _fact(1))], MONDAY)
    with pytest.raises(Exception, match="permission denied for table fact"):
        async with database.session(tenant) as session:
            await session.sql(f"{statement} where tenant_id = $1")
    async with database.session(tenant) as session:
        assert (await facts_of(session, [tickets[0]]))[tickets[0]] == [_fact(1)]


async def test_unsorted_deliveries_at_once_never_deadlock(
    database: Database, tenant: TenantId, tickets: list[TicketId]
) -> None:
    everything = [(ticket, _fact(n, f"{ticket}-")) for ticket in tickets for n in range(200)]
    shuffled = random.Random(7)

    async def deliver() -> int:
        appended = 0
        for _ in range(5):
            batch = shuffled.sample(everything, 300)
            async with database.session(tenant) as session:
                appended += sum((await append_facts(session, batch, MONDAY)).values())
        return appended

    delivered = await asyncio.gather(*(deliver() for _ in range(4)))
    async with database.session(tenant) as session:
        found = await facts_of(session, tickets)
    stored = [fact.external_id for of in found.values() for fact in of]
    assert len(stored) == len(set(stored)) == sum(delivered) > 300


async def test_who_delivers_what_another_delivery_holds_holds_nothing_that_it_needs(
    database: Database, tenant: TenantId, tickets: list[TicketId], administrator: Any
) -> None:
    async def deliver(*numbers: int) -> dict[TicketId, int]:
        async with database.session(tenant) as session:
            return await append_facts(session, [(tickets[0], _fact(n)) for n in numbers], MONDAY)

    async with database.session(tenant) as session:
        await append_facts(session, [(tickets[0], _fact(1))], MONDAY)
        other = asyncio.create_task(deliver(2, 1, 3))
        await until_somebody_waits(administrator)
        await append_facts(session, [(tickets[0], _fact(2))], MONDAY)
    assert await other == {tickets[0]: 1}
