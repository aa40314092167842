"""The dates ahead of a contract: until when notice is in time, when it is renewed, and when it ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice

from sla_plugin.domain.calendars import CalendarHistory
from sla_plugin.domain.contracting.content import VersionContent
from sla_plugin.domain.contracting.deadlines import NoticeDeadline
from sla_plugin.domain.contracting.instants import Coming, Instant, reminder_instants
from sla_plugin.domain.contracting.life import EndCause
from sla_plugin.domain.contracting.schedules import Schedule
from sla_plugin.domain.contracting.states import ContractState
from sla_plugin.domain.ids import CalendarId
from sla_plugin.storage.calendars import calendar_histories
from sla_plugin.storage.contract_record import ContractRecord
from sla_plugin.storage.contract_versions import signed
from sla_plugin.storage.session import Session
from sla_plugin.usecases.contract_cases import terms

Calendars = Mapping[CalendarId, CalendarHistory]


async def business_days(session: Session, records: Sequence[ContractRecord]) -> Calendars:
    """The calendars by which these contracts count business days. Not even asked for where they name none."""
    is_named = any(_calendars(row.says) for record in records for row in record.versions)
    return await calendar_histories(session) if is_named else {}


def _calendars(content: VersionContent) -> set[CalendarId]:
    named = {content.clauses.calendar}
    named |= {party.notice.calendar for party in content.parties if party.notice is not None}
    return {one for one in named if one is not None}


def schedule_of(record: ContractRecord, calendars: Calendars) -> Schedule | None:
    """None until it is signed, and of a contract that is kept elsewhere."""
    versions = signed(record.versions)
    if record.contract.monitored_from is None or not versions or not record.terms:
        return None
    tolling = tuple(row.value() for row in record.suspensions if row.tolls_notice)
    return Schedule(record.contract.monitored_from, versions, terms(record), tolling, calendars)


async def deadline_of(session: Session, record: ContractRecord, at: datetime) -> NoticeDeadline | None:
    """The next one, until when notice keeps the contract from going on after a term, at the address that
    closes first. None where it ends anyway, where it has no term, or no notice leads to the end of one."""
    return deadline_by(record, at, await business_days(session, [record]))


def deadline_by(record: ContractRecord, at: datetime, calendars: Calendars) -> NoticeDeadline | None:
    """The same, by calendars that were read already."""
    schedule = schedule_of(record, calendars)
    if schedule is None or _is_terminated(record):
        return None
    return next((deadline for deadline, _ in schedule.upcoming(at)), None)


async def pending(session: Session, record: ContractRecord, now: datetime) -> list[Instant]:
    """What time will bring about, or has and is not written down yet; the first one first."""
    return coming(record, now, await business_days(session, [record]))


def coming(record: ContractRecord, now: datetime, calendars: Calendars) -> list[Instant]:
    """The same, by calendars that were read already."""
    ends_at, schedule = record.contract.monitored_until, schedule_of(record, calendars)
    found = [*_of_life(record, schedule)]
    if schedule is not None and not _is_terminated(record):
        found += _of_terms(record, schedule, now)
    found = [one for one in found if ends_at is None or one.at < ends_at]
    if ends_at is not None and _is_ahead(record, ends_at):
        found.append(Instant(ends_at, Coming.END))
    return sorted((*_of_signatures(record), *found), key=lambda one: one.order)


def _of_signatures(record: ContractRecord) -> Iterator[Instant]:
    version = record.open_version
    if version is not None and version.at is ContractState.AWAITING_SIGNATURE and version.sign_by is not None:
        yield Instant(version.sign_by, Coming.SIGNATURES_EXPIRE)


def _of_life(record: ContractRecord, schedule: Schedule | None) -> Iterator[Instant]:
    """Who signs a version after its first day, has it take over by that: time has no part in it."""
    starts_at = record.contract.monitored_from
    if starts_at is not None and _is_ahead(record, starts_at):
        yield Instant(starts_at, Coming.START)
    for reign in () if schedule is None else schedule.reigns[1:]:
        if reign.version.recorded_at < reign.since and _is_ahead(record, reign.since):
            yield Instant(reign.since, Coming.TAKE_OVER)


def _of_terms(record: ContractRecord, schedule: Schedule, now: datetime) -> Iterator[Instant]:
    renewal = schedule.renewal()
    if renewal is not None:
        yield Instant(renewal, Coming.RENEW)
    told = {(row.ends_on, row.days) for row in record.reminders}
    reign = schedule.reign(now)
    # Of the one after the next, so that there is always one ahead.
    for deadline, since in islice(schedule.upcoming(now), 2):
        for one in reminder_instants(deadline, reign.version.content.zone, since):
            is_due_by_then = reign.until is None or one.at < reign.until
            if is_due_by_then and (deadline.ends_on, one.days) not in told:
                yield one


def _is_ahead(record: ContractRecord, at: datetime) -> bool:
    """Time was not followed that far yet. What it brings about otherwise leaves a row that tells."""
    return record.contract.passed_at is None or record.contract.passed_at < at


def _is_terminated(record: ContractRecord) -> bool:
    return record.contract.ends_as == EndCause.TERMINATED.value
