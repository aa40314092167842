"""Where reading a system stopped, what could not be understood, and what was written back."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from tortoise.exceptions import IntegrityError

from sla_plugin.domain.commitments import Subject
from sla_plugin.domain.coverage import Coverage, CoverageStatus
from sla_plugin.domain.ids import ConnectionId, TenantId, TicketId
from sla_plugin.sdk.records import RecordKind
from sla_plugin.storage.connections import (
    DeadLetterRow,
    StreamRow,
    StreamState,
    bury,
    stream_for_update,
    stream_states,
)
from sla_plugin.storage.contacts import ContactRow
from sla_plugin.storage.held import held_versions
from sla_plugin.storage.organisations import CustomerIdentityRow, OrganisationRow
from sla_plugin.storage.session import Database, Session
from sla_plugin.storage.sites import SiteRow
from sla_plugin.storage.tickets import Evaluated, close_deleted, close_merged, save_evaluated
from sla_plugin.storage.write_backs import Outdated, outdated_tickets, remember_written
from tests.support.desks import MONDAY, connect_desk, open_tickets

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def desk(database: Database, tenant: TenantId) -> ConnectionId:
    async with database.session(tenant) as session:
        return await connect_desk(session)


async def test_a_stream_is_there_when_it_is_asked_for_and_keeps_its_place(
    database: Database, tenant: TenantId, desk: ConnectionId
) -> None:
    cursor = {"page": 7, "since": "2026-03-02", "words": ["ไทย", None]}
    async with database.session(tenant) as session:
        stream = await stream_for_update(session, desk, "TICKET")
        assert (stream.cursor, stream.changes_taken) == (None, 0)
        await session.change(StreamRow, {"id": stream.id}, cursor=cursor)
    async with database.session(tenant) as session:
        again = await stream_for_update(session, desk, "TICKET")
        assert (again.id, again.cursor) == (stream.id, cursor)
        assert (await stream_for_update(session, desk, "CUSTOMER")).id != stream.id


async def test_one_run_at_a_time_moves_a_stream(
    database: Database, tenant: TenantId, desk: ConnectionId
) -> None:
    async def run() -> None:
        async with database.session(tenant) as session:
            stream = await stream_for_update(session, desk, "TICKET")
            taken = stream.changes_taken
            await asyncio.sleep(0)
            await session.change(StreamRow, {"id": stream.id}, changes_taken=taken + 1)

    await asyncio.gather(*(run() for _ in range(20)))
    async with database.session(tenant) as session:
        assert (await stream_for_update(session, desk, "TICKET")).changes_taken == 20


async def test_another_tenants_connection_has_no_stream_here(
    database: Database, other_tenant: TenantId, desk: ConnectionId
) -> None:
    with pytest.raises(IntegrityError):
        async with database.session(other_tenant) as session:
            await stream_for_update(session, desk, "TICKET")


async def test_a_record_that_fails_again_is_kept_once_with_the_latest_reason(
    database: Database, tenant: TenantId, desk: ConnectionId
) -> None:
    async with database.session(tenant) as session:
        await bury(session, desk, "TICKET", "1", "first", {"a": 1}, MONDAY)
        await bury(session, desk, "TICKET", "2", "other", {"b": 2}, MONDAY)
        await bury(session, desk, "TICKET", "1", "second", {"a": [None, "ไทย"]}, MONDAY + MINUTE)
        rows = await session.query(DeadLetterRow).order_by("external_id")
    assert [(row.external_id, row.reason, row.payload, row.recorded_at) for row in rows] == [
        ("1", "second", {"a": [None, "ไทย"]}, MONDAY + MINUTE),
        ("2", "other", {"b": 2}, MONDAY),
    ]


async def test_the_state_of_the_streams_counts_what_was_set_aside(
    database: Database, tenant: TenantId, other_tenant: TenantId, desk: ConnectionId
) -> None:
    async with database.session(tenant) as session:
        stream = await stream_for_update(session, desk, "TICKET")
        await session.change(StreamRow, {"id": stream.id}, changes_taken=3, last_run_at=MONDAY)
        await stream_for_update(session, desk, "CUSTOMER")
        await bury(session, desk, "TICKET", "1", "why", {}, MONDAY)
        assert await stream_states(session) == [
            StreamState("desk", "CUSTOMER", 0, 0, None, None),
            StreamState("desk", "TICKET", 3, 1, MONDAY, None),
        ]
    async with database.session(other_tenant) as session:
        assert await stream_states(session) == []


async def test_held_are_those_of_one_system_that_are_not_gone(
    database: Database, tenant: TenantId, other_tenant: TenantId
) -> None:
    async with database.session(tenant) as session:
        hospital = OrganisationRow(name="Doi Kham Hospital")
        await session.add(hospital)
        of = {"organisation_id": hospital.id}
        for system, number, gone in (("crm", "1", False), ("crm", "2", True), ("erp", "3", False)):
            of_system = {"system": system, "external_id": number, "version": int(number), **of}
            await session.add(CustomerIdentityRow(gone=gone, **of_system))
            await session.add(SiteRow(name="Ward", active=not gone, **of_system))
            await session.add(ContactRow(name="Nok", active=not gone, **of_system))
        for kind in (RecordKind.CUSTOMER, RecordKind.SITE, RecordKind.CONTACT):
            assert await held_versions(session, "crm", kind) == {"1": 1}
            assert await held_versions(session, "erp", kind) == {"3": 3}
    async with database.session(other_tenant) as session:
        assert await held_versions(session, "crm", RecordKind.CUSTOMER) == {}


async def _evaluate(session: Session, tickets: list[TicketId], minutes: int) -> None:
    nothing = Coverage(CoverageStatus.NO_CUSTOMER)
    found = [Evaluated(ticket, Subject(), nothing, None) for ticket in tickets]
    await save_evaluated(session, found, MONDAY + minutes * MINUTE)


async def test_to_be_written_is_what_was_evaluated_since_it_was_written(
    database: Database, tenant: TenantId, desk: ConnectionId
) -> None:
    async with database.session(tenant) as session:
        a, b, merged, deleted, _ = await open_tickets(session, desk, list("abcde"))
        await _evaluate(session, [a, b, merged, deleted], 1)
        await close_merged(session, merged, "T-a")
        await close_deleted(session, deleted, MONDAY)
        elsewhere = await connect_desk(session, "elsewhere")
        await _evaluate(session, await open_tickets(session, elsewhere, ["x"]), 1)
        first = [Outdated(a, "a", 1, None), Outdated(b, "b", 1, None)]
        assert await outdated_tickets(session, desk) == first
        await remember_written(session, a, "first", 1, MONDAY + 2 * MINUTE)
        assert await outdated_tickets(session, desk) == first[1:]
        await _evaluate(session, [a], 3)
        assert await outdated_tickets(session, desk) == [Outdated(a, "a", 1, "first"), first[1]]
        await remember_written(session, a, "second", 1, MONDAY + 3 * MINUTE)
        assert await outdated_tickets(session, desk) == first[1:]
