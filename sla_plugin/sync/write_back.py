"""Write SLA status back into the desk: only where it changed, guarded by the version just read."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sla_plugin.domain.clocks import evaluate_ticket
from sla_plugin.domain.ids import TenantId, TicketId
from sla_plugin.domain.status_line import StatusLine, status_line
from sla_plugin.sdk.adapter import Adapter, WriteStatus
from sla_plugin.sdk.errors import AdapterError, NoSuchRecord, StaleVersion
from sla_plugin.sdk.records import RecordKind, Ref
from sla_plugin.storage.commitments import load_commitments
from sla_plugin.storage.facts import facts_of
from sla_plugin.storage.session import Database, Session
from sla_plugin.storage.write_backs import Outdated, outdated_tickets, remember_written
from sla_plugin.sync.links import Link
from sla_plugin.sync.patience import patiently


@dataclass(frozen=True, slots=True)
class WriteBackReport:
    written: int = 0
    unchanged: int = 0
    later: int = 0
    """Somebody changed the ticket meanwhile; the next run reads it and writes then."""
    error: str | None = None


@dataclass(frozen=True, slots=True)
class _Planned:
    ticket: TicketId
    fingerprint: str
    status: WriteStatus


async def write_back(
    database: Database, tenant: TenantId, link: Link, adapter: Adapter, now: datetime
) -> WriteBackReport:
    """A fault of the desk ends the run and is reported; what was written until then stays remembered."""
    if not link.manifest.capabilities.writes_status:
        return WriteBackReport()
    async with database.session(tenant) as session:
        planned, unchanged = await _plan(session, link, now)
    written = later = 0
    for plan in planned:
        try:
            answer = await patiently(lambda status=plan.status: adapter.write_status(status))  # type: ignore[misc]  # mypy cannot infer a lambda with a default
        except (StaleVersion, NoSuchRecord):
            later += 1
            continue
        except AdapterError as error:
            return WriteBackReport(written, unchanged, later, str(error))
        written += answer.applied
        async with database.session(tenant) as session:
            await remember_written(session, plan.ticket, plan.fingerprint, answer.version, now)
    return WriteBackReport(written, unchanged, later)


async def _plan(session: Session, link: Link, now: datetime) -> tuple[list[_Planned], int]:
    outdated = await outdated_tickets(session, link.id)
    lines = await _lines(session, [entry.ticket for entry in outdated], now)
    planned, unchanged = [], 0
    for entry in outdated:
        line = lines[entry.ticket]
        fingerprint = _fingerprint(line)
        # What was never written and says nothing need not be written.
        if fingerprint == entry.fingerprint or (entry.fingerprint is None and line.state is None):
            unchanged += 1
            await remember_written(session, entry.ticket, fingerprint, entry.version, now)
        else:
            planned.append(_Planned(entry.ticket, fingerprint, _status(entry, line, fingerprint)))
    return planned, unchanged


async def _lines(session: Session, tickets: Sequence[TicketId], now: datetime) -> dict[TicketId, StatusLine]:
    commitments = await load_commitments(session)
    histories = await facts_of(session, tickets)
    evaluations = {ticket: evaluate_ticket(histories[ticket], commitments, now, ticket) for ticket in tickets}
    return {ticket: status_line(e.clocks, e.coverage) for ticket, e in evaluations.items()}


def _fingerprint(line: StatusLine) -> str:
    due = line.due.isoformat() if line.due else ""
    return hashlib.sha256(f"{line.state}|{due}|{line.reason}".encode()).hexdigest()


def _status(entry: Outdated, line: StatusLine, fingerprint: str) -> WriteStatus:
    return WriteStatus(
        key=f"{entry.ticket}/{entry.version}/{fingerprint}",
        ref=Ref(RecordKind.TICKET, entry.external_id),
        state=line.state,
        due=line.due,
        reason=line.reason,
    )
