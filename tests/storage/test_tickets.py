"""Tickets follow the desk's own versions, and what is due is found and claimed once."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from sla_plugin.domain.commitments import Subject
from sla_plugin.domain.coverage import Coverage, CoverageStatus
from sla_plugin.domain.facts import TicketField
from sla_plugin.domain.ids import ConnectionId, TenantId, TicketId
from sla_plugin.errors import NotFound
from sla_plugin.storage.session import Database, Session
from sla_plugin.storage.tickets import (
    Due,
    Evaluated,
    TicketRow,
    TicketVersion,
    claim,
    close_deleted,
    close_merged,
    due_tickets,
    mark_all_due,
    mark_due_for_customers,
    never_evaluated,
    save_evaluated,
    ticket_by_external,
    ticket_ids,
    tickets_by_keys,
    upsert_tickets,
)
from tests.support.database import until_somebody_waits
from tests.support.desks import MONDAY, connect_desk, open_tickets, shown

LONG_BEFORE = MONDAY - timedelta(days=365)


@pytest.fixture
async def desk(database: Database, tenant: TenantId) -> ConnectionId:
    async with database.session(tenant) as session:
        return await connect_desk(session)


def _minute(number: int) -> datetime:
    return MONDAY + timedelta(minutes=number)


async def _row(session: Session, ticket: TicketId) -> TicketRow:
    return await session.get(TicketRow, id=ticket)


async def _look_again(session: Session, instants: dict[TicketId, datetime | None]) -> None:
    found = [
        Evaluated(ticket, Subject(), Coverage(CoverageStatus.NO_CUSTOMER), instant)
        for ticket, instant in instants.items()
    ]
    await save_evaluated(session, found, MONDAY)


async def test_a_newer_version_overwrites_and_an_older_one_never_does(
    database: Database, tenant: TenantId, desk: ConnectionId
) -> None:
    async with database.session(tenant) as session:
        first = await upsert_tickets(session, desk, [shown("1", 5, "Fifth")])
        for version, subject, kept in ((4, "Fourth", "Fifth"), (5, "Fifth again", "Fifth"), (6, "S", "S")):
            assert await upsert_tickets(session, desk, [shown("1", version, subject)]) == first
            assert (await _row(session, first["1"])).subject == kept


async def test_of_several_versions_in_one_read_the_newest_stays(
    database: Database, tenant: TenantId, desk: ConnectionId
) -> None:
    read = [shown("1", version, f"Version {version}") for version in (2, 3, 1)]
    async with database.session(tenant) as session:
        ids = await upsert_tickets(session, desk, read)
        assert [(row.subject, row.version) for row in await session.query(TicketRow)] == [("Version 3", 3)]
        assert await ticket_ids(session, desk, ["1", "2"]) == ids
        assert await upsert_tickets(session, desk, []) == {}


async def test_the_customer_is_kept_as_the_desk_names_it(
    database: Database, tenant: TenantId, desk: ConnectionId
) -> None:
    seen = shown("1")
    record = replace(seen.record, fields=((TicketField.CUSTOMER, "crm:7"), (TicketField.PRIORITY, "P1")))
    async with database.session(tenant) as session:
        ids = await upsert_tickets(session, desk, [TicketVersion("1", 1, record)])
        row = await _row(session, ids["1"])
    assert row.customer_key == "crm:7"
    assert row.priority is None


async def test_unsorted_reads_at_once_never_deadlock_and_the_newest_stays(
    database: Database, tenant: TenantId, desk: ConnectionId
) -> None:
    shuffled = random.Random(7)
    versions = [shown(f"{n:03}", version) for n in range(100) for version in range(1, 6)]

    async def read(part: list[TicketVersion]) -> None:
        for start in range(0, len(part), 50):
            async with database.session(tenant) as session:
                await upsert_tickets(session, desk, part[start : start + 50])

    await asyncio.gather(*(read(shuffled.sample(versions, len(versions))) for _ in range(4)))
    async with database.session(tenant) as session:
        assert [row.version for row in await session.query(TicketRow)] == [5] * 100


async def test_who_reads_what_another_read_holds_holds_nothing_that_it_needs(
    database: Database, tenant: TenantId, desk: ConnectionId, administrator: Any
) -> None:
    async def read(*external_ids: str) -> None:
        async with database.session(tenant) as session:
            await open_tickets(session, desk, external_ids)

    async with database.session(tenant) as session:
        await open_tickets(session, desk, ["1"])
        other = asyncio.create_task(read("2", "1"))
        await until_somebody_waits(administrator)
        await open_tickets(session, desk, ["2"])
    await other
    async with database.session(tenant) as session:
        assert list(await ticket_ids(session, desk, ["1", "2", "3"])) == ["1", "2"]


async def _mark_all(session: Session) -> None:
    await mark_all_due(session, MONDAY)


async def _mark_customer(session: Session) -> None:
    await mark_due_for_customers(session, ["crm:7"], MONDAY)


@pytest.mark.parametrize("mark", [_mark_all, _mark_customer])
async def test_marking_as_due_waits_for_a_read_and_never_deadlocks_with_it(
    database: Database,
    tenant: TenantId,
    desk: ConnectionId,
    administrator: Any,
    mark: Callable[[Session], Awaitable[None]],
) -> None:
    """The rows lie on the disk in the reverse of the order in which a read locks them."""
    fields = ((TicketField.CUSTOMER, "crm:7"),)

    def versions(number: int) -> dict[str, TicketVersion]:
        record = replace(shown("").record, fields=fields)
        return {one: TicketVersion(one, number, record) for one in ("a", "B")}

    async def marking() -> None:
        async with database.session(tenant) as session:
            await mark(session)

    async with database.session(tenant) as session:
        for version in versions(1).values():
            await upsert_tickets(session, desk, [version])
    async with database.session(tenant) as session:
        await upsert_tickets(session, desk, [versions(2)["B"]])
        marks = asyncio.create_task(marking())
        await until_somebody_waits(administrator)
        await upsert_tickets(session, desk, [versions(2)["a"]])
    await marks
    async with database.session(tenant) as session:
        assert [(row.version, row.next_instant) for row in await session.query(TicketRow)] == [
            (2, MONDAY),
            (2, MONDAY),
        ]


async def test_marking_as_due_moves_nothing_to_later(
    database: Database, tenant: TenantId, desk: ConnectionId
) -> None:
    async with database.session(tenant) as session:
        never, later, sooner = await open_tickets(session, desk, ["never", "later", "sooner"])
        await _look_again(session, {later: _minute(5), sooner: _minute(-5)})
        await mark_due_for_customers(session, ["crm:7"], MONDAY)
        assert (await _row(session, later)).next_instant == _minute(5)
        await mark_all_due(session, MONDAY)
        found = [(await _row(session, ticket)).next_instant for ticket in (never, later, sooner)]
    assert found == [MONDAY, MONDAY, _minute(-5)]


async def test_what_evaluation_found_out_is_kept(
    database: Database, tenant: TenantId, desk: ConnectionId
) -> None:
    coverage = Coverage(CoverageStatus.SCOPE_MISMATCH, since=_minute(1), because="priority is P3, not P1")
    async with database.session(tenant) as session:
        one, other = await open_tickets(session, desk, ["1", "2"])
        assert await never_evaluated(session, [one, other]) == [one, other]
        subject = Subject(department="Ward 3", ticket_type="INCIDENT", priority="P3")
        await save_evaluated(session, [Evaluated(one, subject, coverage, _minute(2))], _minute(3))
        row = await _row(session, one)
        assert await never_evaluated(session, [one, other]) == [other]
        assert (await _row(session, other)).coverage == "NO_CUSTOMER"
    assert (row.department, row.ticket_type, row.priority, row.customer_id) == (
        "Ward 3",
        "INCIDENT",
        "P3",
        None,
    )
    assert (row.coverage, row.coverage_since, row.coverage_because) == (
        "SCOPE_MISMATCH",
        _minute(1),
        "priority is P3, not P1",
    )
    assert (row.next_instant, row.evaluated_at) == (_minute(2), _minute(3))


async def test_what_is_due_comes_longest_due_first_up_to_a_limit(
    database: Database, tenant: TenantId, other_tenant: TenantId, desk: ConnectionId
) -> None:
    async with database.session(tenant) as session:
        a, b, c, d, _ = await open_tickets(session, desk, list("abcde"))
        await _look_again(session, {a: _minute(3), b: _minute(1), c: _minute(4), d: None})
    async with database.session(other_tenant) as session:
        theirs = (await open_tickets(session, await connect_desk(session), ["x"]))[0]
        await _look_again(session, {theirs: _minute(2)})
    everything = [
        Due(tenant, b, _minute(1)),
        Due(other_tenant, theirs, _minute(2)),
        Due(tenant, a, _minute(3)),
        Due(tenant, c, _minute(4)),
    ]
    assert await due_tickets(database, _minute(9), LONG_BEFORE, 10) == everything
    assert await due_tickets(database, _minute(9), LONG_BEFORE, 2) == everything[:2]
    assert await due_tickets(database, _minute(3), LONG_BEFORE, 10) == everything[:3]
    assert await due_tickets(database, _minute(9), _minute(3), 10) == everything[2:]
    assert await due_tickets(database, _minute(0), LONG_BEFORE, 10) == []


async def test_two_claimers_get_disjoint_tickets(
    database: Database, tenant: TenantId, desk: ConnectionId
) -> None:
    async with database.session(tenant) as session:
        tickets = await open_tickets(session, desk, [f"{n}" for n in range(10)])
        await _look_again(session, dict.fromkeys(tickets, MONDAY))
    due = [Due(tenant, ticket, MONDAY) for ticket in tickets]
    # Who would wait here for the other waits for ever.
    async with asyncio.timeout(20), database.session(tenant) as first, database.session(tenant) as second:
        assert await claim(first, due[:6]) == tickets[:6]
        assert await claim(second, due) == tickets[6:]
        assert await claim(first, due) == tickets[:6]


async def test_only_what_is_still_due_as_it_was_seen_is_claimed(
    database: Database, tenant: TenantId, desk: ConnectionId
) -> None:
    async with database.session(tenant) as session:
        tickets = await open_tickets(session, desk, ["1", "2"])
        await _look_again(session, dict.fromkeys(tickets, MONDAY))
    due = await due_tickets(database, MONDAY, LONG_BEFORE, 10)
    async with database.session(tenant) as session:
        await _look_again(session, {tickets[0]: _minute(30)})
    async with database.session(tenant) as session:
        assert await claim(session, due) == [tickets[1]]


async def test_nobody_claims_another_tenants_tickets(
    database: Database, tenant: TenantId, other_tenant: TenantId, desk: ConnectionId
) -> None:
    async with database.session(tenant) as session:
        tickets = await open_tickets(session, desk, ["1"])
        await _look_again(session, dict.fromkeys(tickets, MONDAY))
    async with database.session(other_tenant) as session:
        assert await claim(session, await due_tickets(database, MONDAY, LONG_BEFORE, 10)) == []


async def test_a_deleted_ticket_that_the_desk_shows_again_is_back(
    database: Database, tenant: TenantId, desk: ConnectionId
) -> None:
    async with database.session(tenant) as session:
        (ticket,) = await open_tickets(session, desk, ["1"])
        await close_deleted(session, ticket, _minute(1))
        await upsert_tickets(session, desk, [shown("1", 1)])
        assert (await _row(session, ticket)).deleted_at == _minute(1)
        await upsert_tickets(session, desk, [shown("1", 2)])
        assert (await _row(session, ticket)).deleted_at is None


async def test_another_tenants_ticket_can_be_neither_merged_nor_deleted(
    database: Database, tenant: TenantId, other_tenant: TenantId, desk: ConnectionId
) -> None:
    async with database.session(tenant) as session:
        (ticket,) = await open_tickets(session, desk, ["1"])
    async with database.session(other_tenant) as session:
        with pytest.raises(NotFound):
            await close_deleted(session, ticket, MONDAY)
        with pytest.raises(NotFound):
            await close_merged(session, ticket, "T-2")
    async with database.session(tenant) as session:
        row = await _row(session, ticket)
    assert row.deleted_at is None
    assert row.merged_into is None


async def test_a_ticket_is_found_by_its_desk_and_number(
    database: Database, tenant: TenantId, other_tenant: TenantId, desk: ConnectionId
) -> None:
    async with database.session(tenant) as session:
        (one,) = await open_tickets(session, desk, ["1"])
        (elsewhere,) = await open_tickets(session, await connect_desk(session, "second"), ["1"])
        found = [await ticket_by_external(session, key, "T-1") for key in ("desk", "second", "third")]
        assert [row and row.id for row in found] == [one, elsewhere, None]
        assert {row.id for row in await tickets_by_keys(session, ["T-1", "T-2"])} == {one, elsewhere}
    async with database.session(other_tenant) as session:
        assert await ticket_by_external(session, "desk", "T-1") is None
        assert await tickets_by_keys(session, ["T-1"]) == []
