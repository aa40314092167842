"""The dates ahead of a contract: until when notice is in time, when it is renewed, and when it ends."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from sla_plugin.domain.calendars import Calendar
from sla_plugin.domain.contracting.content import VersionContent
from sla_plugin.domain.contracting.deadlines import NoticeDeadline, notice_deadline
from sla_plugin.domain.contracting.instants import (
    Coming,
    Instant,
    reminder_instants,
    renewal_instant,
    term_plan,
)
from sla_plugin.domain.contracting.life import EndCause
from sla_plugin.domain.contracting.parties import PartyRole, those
from sla_plugin.domain.contracting.states import ContractState
from sla_plugin.domain.contracting.terms import current_end
from sla_plugin.domain.contracting.versions import SignedVersion, reigns
from sla_plugin.domain.ids import CalendarId
from sla_plugin.domain.local_hours import Hours
from sla_plugin.domain.notice.earliest import Circumstances
from sla_plugin.domain.notice.receipt import DeemedReceipt
from sla_plugin.domain.notice.rules import Suspended
from sla_plugin.storage.calendars import calendar_histories
from sla_plugin.storage.contract_record import ContractRecord
from sla_plugin.storage.contract_versions import signed
from sla_plugin.storage.session import Session
from sla_plugin.usecases.contract_cases import governing, terms

_OFFICE = Hours(((9 * 3_600, 17 * 3_600),))


def weekdays(zone: str) -> Calendar:
    """Business days where a contract names no calendar: Monday to Friday, no holiday among them."""
    return Calendar(zone, dict.fromkeys(range(5), _OFFICE))


async def deadline_of(session: Session, record: ContractRecord, at: datetime) -> NoticeDeadline | None:
    """Until when notice ends the contract with its current term, at the address that hears of it last. None
    where it has no term, or no notice leads to its end."""
    version, agreed = governing(record, at), terms(record)
    last = current_end(agreed) if agreed else None
    rule = None if version is None else version.content.clauses.notice
    if version is None or last is None or rule is None:
        return None
    content = version.content
    under = await circumstances(session, record, content)
    deadlines = [
        notice_deadline(rule, last, under, content.zone, deemed) for deemed in await _deemed(session, content)
    ]
    known = [one for one in deadlines if one is not None]
    return min(known, key=lambda one: one.received_by) if known else None


async def circumstances(session: Session, record: ContractRecord, content: VersionContent) -> Circumstances:
    agreed = terms(record)
    zone = ZoneInfo(content.zone)
    return Circumstances(
        calendar=await _calendar(session, content.clauses.calendar, content.zone),
        term=term_plan(content.clauses, agreed) if agreed else None,
        suspended=tuple(
            Suspended(
                one.since.astimezone(zone).date(),
                None if one.until is None else one.until.astimezone(zone).date(),
            )
            for one in record.suspensions
            if one.tolls_notice
        ),
    )


async def _deemed(session: Session, content: VersionContent) -> list[DeemedReceipt | None]:
    """The rule of each address; None for one that hears of everything at once, or where none is named."""
    found: list[DeemedReceipt | None] = []
    for party in those(content.parties, PartyRole.NOTICE_CONTACT):
        if party.notice is None or party.notice.calendar is None:
            found.append(None)
            continue
        calendar = await _calendar(session, party.notice.calendar, content.zone)
        found.append(DeemedReceipt(calendar, party.notice.cut_off))
    return found or [None]


async def _calendar(session: Session, which: CalendarId | None, zone: str) -> Calendar:
    if which is None:
        return weekdays(zone)
    return (await calendar_histories(session))[which].last


async def pending(session: Session, record: ContractRecord, now: datetime) -> list[Instant]:
    """What time will bring about, or has and is not written down yet; the first one first."""
    found = [*_of_signatures(record), *_of_life(record)]
    version = governing(record, now)
    if version is not None and record.terms and record.contract.ends_as != EndCause.TERMINATED.value:
        deadline = await deadline_of(session, record, now)
        zone = version.content.zone
        found += reminder_instants(deadline, zone)
        renewal = renewal_instant(version.content.clauses, terms(record), zone, deadline)
        if renewal is not None:
            found.append(Instant(renewal, Coming.RENEW))
    return sorted((one for one in found if _is_pending(one, record)), key=lambda one: one.order)


def _is_pending(one: Instant, record: ContractRecord) -> bool:
    """Signatures expire and terms are renewed for as long as the record says that they are open; of the
    others, time has to have come that far."""
    if one.what in (Coming.SIGNATURES_EXPIRE, Coming.RENEW):
        return True
    return record.contract.passed_at is None or one.at > record.contract.passed_at


def _of_signatures(record: ContractRecord) -> Iterator[Instant]:
    version = record.open_version
    if version is not None and version.at is ContractState.AWAITING_SIGNATURE and version.sign_by is not None:
        yield Instant(version.sign_by, Coming.SIGNATURES_EXPIRE)


def _of_life(record: ContractRecord) -> Iterator[Instant]:
    contract = record.contract
    if contract.monitored_from is None:
        return
    yield Instant(contract.monitored_from, Coming.START)
    versions: tuple[SignedVersion, ...] = signed(record.versions)
    yield from (Instant(reign.since, Coming.TAKE_OVER) for reign in reigns(versions)[1:])
    if contract.monitored_until is not None:
        yield Instant(contract.monitored_until, Coming.END)
