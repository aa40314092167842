"""Write SLA status back into the desk: only where it changed, guarded by the version just read.

Where measuring a ticket stopped, the status is taken away and one note says why. The ticket itself is left
alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sla_plugin.domain.clocks import Evaluation, evaluate_ticket
from sla_plugin.domain.ids import TicketId
from sla_plugin.domain.status_line import StatusLine, status_line
from sla_plugin.domain.stops import Stop, stop_of
from sla_plugin.sdk.adapter import Adapter, WriteNote, WriteStatus
from sla_plugin.sdk.errors import AdapterError, NoSuchRecord, StaleVersion
from sla_plugin.sdk.records import RecordKind, Ref
from sla_plugin.storage.commitments import load_commitments
from sla_plugin.storage.facts import facts_of
from sla_plugin.storage.session import Session
from sla_plugin.storage.write_backs import Outdated, outdated_tickets, remember_written
from sla_plugin.sync.home import Home
from sla_plugin.sync.links import Link
from sla_plugin.sync.patience import patiently


@dataclass(frozen=True, slots=True)
class WriteBackReport:
    written: int = 0
    noted: int = 0
    unchanged: int = 0
    later: int = 0
    """Somebody changed the ticket meanwhile; the next run reads it and writes then."""
    error: str | None = None


@dataclass(frozen=True, slots=True)
class _Planned:
    """`status` None: nothing of ours stands on the ticket, and nothing is to."""

    ticket: TicketId
    version: int
    fingerprint: str
    status: WriteStatus | None
    note: WriteNote | None


async def write_back(home: Home, link: Link, adapter: Adapter) -> WriteBackReport:
    """A fault of the desk ends the run and is reported; what was written until then stays remembered."""
    if not link.manifest.capabilities.writes_status:
        return WriteBackReport()
    now = home.now()
    async with home.database.session(home.tenant) as session:
        planned, unchanged = await _plan(session, link, now)
    report = WriteBackReport(unchanged=unchanged)
    for plan in planned:
        try:
            done = await _write(adapter, plan)
        except (StaleVersion, NoSuchRecord):
            report = replace(report, later=report.later + 1)
            continue
        except AdapterError as error:
            return replace(report, error=str(error))
        report = replace(report, written=report.written + done.written, noted=report.noted + done.noted)
        async with home.database.session(home.tenant) as session:
            await remember_written(session, plan.ticket, plan.fingerprint, done.version, now)
    return report


@dataclass(frozen=True, slots=True)
class _Done:
    written: bool
    noted: bool
    version: int


async def _write(adapter: Adapter, plan: _Planned) -> _Done:
    """The status before the note that says that it is gone. Killed in between, both are written again, which
    has the effect of writing them once."""
    written, noted, version = False, False, plan.version
    if (status := plan.status) is not None:
        answer = await patiently(lambda: adapter.write_status(status))
        written, version = answer.applied, answer.version
    if (note := plan.note) is not None:
        answer = await patiently(lambda: adapter.write_note(note))
        noted, version = answer.applied, answer.version
    return _Done(written, noted, version)


async def _plan(session: Session, link: Link, now: datetime) -> tuple[list[_Planned], int]:
    outdated = await outdated_tickets(session, link.id)
    found = await _evaluations(session, [entry.ticket for entry in outdated], now)
    planned, unchanged = [], 0
    for entry in outdated:
        plan = _plan_one(entry, found[entry.ticket], notes=link.manifest.capabilities.writes_notes)
        if plan.fingerprint == entry.fingerprint or (plan.status is None and plan.note is None):
            unchanged += 1
            await remember_written(session, entry.ticket, plan.fingerprint, entry.version, now)
        else:
            planned.append(plan)
    # A desk that refuses notes, for want of a right, keeps nobody else's status back.
    return sorted(planned, key=lambda plan: plan.note is not None), unchanged


def _plan_one(entry: Outdated, found: Evaluation, *, notes: bool) -> _Planned:
    """What was never written and says nothing need not be written. Nobody needs a note on a ticket that was
    done before we wrote anything on it."""
    line, stop = status_line(found.clocks, found.coverage), stop_of(found.clocks, found.coverage)
    fingerprint = _fingerprint(line)
    was_written = entry.fingerprint is not None
    says_something = was_written or line.state is not None
    is_worth_a_note = notes and (was_written or found.ticket.ended_at is None)
    return _Planned(
        entry.ticket,
        entry.version,
        fingerprint,
        _status(entry, line, fingerprint) if says_something else None,
        _note(entry, stop) if stop is not None and is_worth_a_note else None,
    )


async def _evaluations(
    session: Session, tickets: Sequence[TicketId], now: datetime
) -> dict[TicketId, Evaluation]:
    commitments = await load_commitments(session)
    histories = await facts_of(session, tickets)
    return {ticket: evaluate_ticket(histories[ticket], commitments, now, ticket) for ticket in tickets}


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


def _note(entry: Outdated, stop: Stop) -> WriteNote:
    """Its key is of the stop, so that what is found out about the ticket afterwards adds no other."""
    return WriteNote(
        key=f"{entry.ticket}/stopped/{stop.since.isoformat()}",
        ref=Ref(RecordKind.TICKET, entry.external_id),
        subject="Service level management stopped",
        text=(
            f"Service level management of this ticket {stop.reason}. Nothing is measured on it any more,"
            " and its SLA fields are empty. The ticket itself goes on."
        ),
    )
