"""Clocks in the database are what the last evaluation said, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from sla_plugin.domain.clock import Clock
from sla_plugin.domain.clocks import evaluate
from sla_plugin.domain.facts import Author as By
from sla_plugin.domain.facts import PublicReply, Status, StatusChanged
from sla_plugin.domain.ids import TenantId, TicketId
from sla_plugin.storage.agreements import AgreementRow, AgreementVersionRow
from sla_plugin.storage.calendars import CalendarRow
from sla_plugin.storage.clocks import ClockRow, save_clocks
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.organisations import OrganisationRow
from sla_plugin.storage.session import Database, Session
from tests.support.desks import MONDAY, connect_desk, open_tickets
from tests.support.stories import HOSPITAL, OFFICE, at, hours, opened, promise, told

PROMISE = promise(resolution=hours(8), response=hours(1))
STORY = told(
    ("2026-03-02 09:00", opened()),
    ("2026-03-02 09:30", PublicReply(By.AGENT)),
    ("2026-03-02 10:00", StatusChanged(Status.PENDING_CUSTOMER)),
)
SECOND = timedelta(seconds=1)


@pytest.fixture
async def tickets(database: Database, tenant: TenantId) -> list[TicketId]:
    """Two tickets, and the rows of everything that their clocks refer to."""
    (version,) = PROMISE.agreements
    (contract,) = PROMISE.contracts
    async with database.session(tenant) as session:
        await session.add(OrganisationRow(id=HOSPITAL, name="Doi Kham Hospital"))
        await session.add(CalendarRow(id=OFFICE, code="office", name="Office hours"))
        await session.add(
            ContractRow(
                id=contract.id,
                number=contract.number,
                customer_id=contract.customer,
                zone=contract.zone,
                monitored_from=contract.monitored_from,
                recorded_at=contract.monitored_from,
            )
        )
        of = version.agreement
        await session.add(AgreementRow(id=of.id, code=of.code, name=of.name, kind=of.kind, level=of.level))
        await session.add(
            AgreementVersionRow(
                id=version.id,
                agreement_id=of.id,
                number=1,
                contract_id=contract.id,
                effective_from=version.effective_from,
                terms={},
                content_hash="",
                recorded_at=MONDAY,
            )
        )
        return await open_tickets(session, await connect_desk(session), ["1", "2"])


def _clocks(as_of: str) -> list[Clock]:
    return list(evaluate(STORY, PROMISE, at(as_of)))


def _shown(clock: Clock) -> dict[str, Any]:
    microsecond = timedelta(microseconds=1)
    return {
        "metric": clock.metric,
        "cycle": clock.cycle,
        "agreement_version_id": clock.commitment.winner.id,
        "contract_id": clock.contract.id,
        "calendar_id": OFFICE,
        "state": clock.state,
        "verdict": clock.verdict,
        "target_us": clock.target // microsecond,
        "elapsed_us": clock.elapsed // microsecond,
        "counted_us": clock.counted // microsecond,
        "allowance_us": clock.allowance // microsecond,
        "started_at": clock.started_at,
        "stopped_at": clock.stopped_at,
        "due_at": clock.due_at,
        "breached_at": clock.breached_at,
        "next_instant": clock.next_instant,
    }


async def _kept(session: Session, ticket: TicketId) -> list[dict[str, Any]]:
    rows = await session.query(ClockRow).filter(ticket_id=ticket).order_by("metric", "cycle")
    return [{name: getattr(row, name) for name in _shown(_clocks("2026-03-02 12:00")[0])} for row in rows]


def _expected(clocks: list[Clock]) -> list[dict[str, Any]]:
    return [_shown(clock) for clock in sorted(clocks, key=lambda c: (c.metric, c.cycle))]


async def test_what_a_clock_shows_is_kept(
    database: Database, tenant: TenantId, tickets: list[TicketId]
) -> None:
    ticket, other = tickets
    clocks = _clocks("2026-03-02 12:00")
    async with database.session(tenant) as session:
        await save_clocks(session, {ticket: clocks, other: []}, MONDAY)
        assert await _kept(session, ticket) == _expected(clocks)
        assert await _kept(session, other) == []
    assert len(clocks) == 2


async def test_the_next_evaluation_replaces_what_the_last_one_said(
    database: Database, tenant: TenantId, tickets: list[TicketId]
) -> None:
    ticket, other = tickets
    before, after = _clocks("2026-03-02 09:15"), _clocks("2026-03-02 12:00")
    assert _expected(before) != _expected(after)
    async with database.session(tenant) as session:
        await save_clocks(session, {ticket: before, other: before}, MONDAY)
        ids = {row.id for row in await session.query(ClockRow)}
        await save_clocks(session, {ticket: after}, MONDAY + SECOND)
        assert await _kept(session, ticket) == _expected(after)
        assert await _kept(session, other) == _expected(before)
        rows = await session.query(ClockRow).filter(ticket_id=ticket)
    assert {row.evaluated_at for row in rows} == {MONDAY + SECOND}
    assert {row.id for row in rows} < ids


async def test_a_clock_that_is_no_longer_said_is_forgotten_on_its_ticket_only(
    database: Database, tenant: TenantId, tickets: list[TicketId]
) -> None:
    ticket, other = tickets
    clocks = _clocks("2026-03-02 12:00")
    again = [*clocks, replace(clocks[0], cycle=2)]
    async with database.session(tenant) as session:
        await save_clocks(session, {ticket: again, other: again}, MONDAY)
        await save_clocks(session, {ticket: clocks[1:]}, MONDAY)
        assert await _kept(session, ticket) == _expected(clocks[1:])
        assert await _kept(session, other) == _expected(again)
        await save_clocks(session, {other: []}, MONDAY)
        assert await _kept(session, other) == []


async def test_another_tenants_clocks_are_left_alone(
    database: Database, tenant: TenantId, other_tenant: TenantId, tickets: list[TicketId]
) -> None:
    clocks = _clocks("2026-03-02 12:00")
    async with database.session(tenant) as session:
        await save_clocks(session, {tickets[0]: clocks}, MONDAY)
    async with database.session(other_tenant) as session:
        await save_clocks(session, {tickets[0]: []}, MONDAY)
    async with database.session(tenant) as session:
        assert await _kept(session, tickets[0]) == _expected(clocks)
