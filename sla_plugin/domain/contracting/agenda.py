"""What a calendar holds of contracts: the days that somebody must not miss, as far as is known now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from itertools import islice
from uuid import UUID
from zoneinfo import ZoneInfo

from sla_plugin.domain.contracting.deadlines import NoticeDeadline
from sla_plugin.domain.contracting.instants import reminder_instants
from sla_plugin.domain.contracting.life import EndCause
from sla_plugin.domain.contracting.schedules import Schedule
from sla_plugin.domain.contracting.terms import TermKind, standing
from sla_plugin.domain.contracting.versions import Reign
from sla_plugin.domain.dates import ONE_DAY
from sla_plugin.domain.microseconds import MICROSECOND

_NEXT = 2
"""Deadlines that are not over: the next one, and the one that follows when it is."""


class EntryKind(StrEnum):
    NOTICE_DEADLINE = "NOTICE_DEADLINE"
    TERM_END = "TERM_END"
    RENEWAL = "RENEWAL"
    CONTRACT_END = "CONTRACT_END"
    OBLIGATION = "OBLIGATION"
    REVIEW = "REVIEW"


@dataclass(frozen=True, slots=True)
class Revision:
    """How often something was recorded that a date follows from, and when that was last."""

    at: datetime
    number: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """A day. `of` and `which` tell what it is about, and stay the same when its date moves. `is_certain`: no
    notice changes it any more.

    `deadline` and `alarms`, days before it, of one for notice. `term`: its number. `until`: the last day of
    the term that follows where nobody gives notice, or of the one that begins; None: it is open.
    `decided_at`: when that is decided. `cause`: why a contract ends.
    """

    kind: EntryKind
    of: UUID
    which: str
    on: date
    revision: Revision
    is_certain: bool = True
    zone: str = "UTC"
    deadline: NoticeDeadline | None = None
    alarms: tuple[int, ...] = ()
    term: int | None = None
    until: date | None = None
    decided_at: datetime | None = None
    cause: EndCause | None = None


@dataclass(frozen=True, slots=True)
class Ending:
    """The end instant, and why; of a contract of which that is certain."""

    at: datetime
    cause: EndCause


def schedule_entries(
    contract: UUID,
    schedule: Schedule,
    ending: Ending | None,
    revision: Revision,
    now: datetime,
    since: date,
) -> Iterator[Entry]:
    """Of a contract of which the terms are on record: what is ahead, and what was since a day."""
    reign = schedule.reign(now)
    zone = reign.version.content.zone
    entries = _Entries(Entry(EntryKind.TERM_END, contract, "", since, revision, zone=zone), schedule, reign)
    found = [*entries.terms()]
    if ending is None or ending.cause is not EndCause.TERMINATED:
        found += [*entries.deadlines(now, since), *entries.renewal()]
    last = None if ending is None else _last_day(ending, zone)
    yield from (one for one in found if one.on >= since and (last is None or one.on < last))
    if ending is not None:
        yield from end_entries(contract, zone, ending, revision, since)


def end_entries(
    contract: UUID, zone: str, ending: Ending, revision: Revision, since: date
) -> Iterator[Entry]:
    """All that there is of a contract that is kept elsewhere."""
    last = _last_day(ending, zone)
    if last >= since:
        yield Entry(EntryKind.CONTRACT_END, contract, "end", last, revision, zone=zone, cause=ending.cause)


@dataclass(frozen=True, slots=True)
class _Entries:
    """`one`: of the contract, to begin with."""

    one: Entry
    schedule: Schedule
    reign: Reign

    def deadlines(self, now: datetime, since: date) -> Iterator[Entry]:
        """Of those ahead, the next ones; those that are over, as they would count now."""
        agreed = {term.ends_on for term in standing(self.schedule.terms)}
        for deadline, known_since in self._up_to_the_next(now, since):
            if deadline.received_by < known_since:
                continue
            told = reminder_instants(deadline, self.one.zone, known_since)
            yield replace(
                self._entry(EntryKind.NOTICE_DEADLINE, str(deadline.ends_on), deadline.received_on),
                is_certain=deadline.ends_on in agreed,
                deadline=deadline,
                alarms=tuple(one.days for one in told if one.days is not None),
                until=self.schedule.end_after(self.reign.version, deadline.ends_on),
            )

    def _up_to_the_next(self, now: datetime, since: date) -> Iterator[tuple[NoticeDeadline, datetime]]:
        ahead = islice(self.schedule.upcoming(now), _NEXT)
        last = max((deadline.ends_on for deadline, _ in ahead), default=None)
        for deadline, known_since in self.schedule.watched(self.reign, since):
            if last is None or deadline.ends_on > last:
                return
            yield deadline, known_since

    def terms(self) -> Iterator[Entry]:
        """The last day of each, and the first of what was renewed."""
        agreed = standing(self.schedule.terms)
        for term in agreed:
            which = str(term.number)
            if term.kind is TermKind.RENEWAL:
                begins = self._entry(EntryKind.RENEWAL, which, term.starts_on)
                yield replace(begins, term=term.number, until=term.ends_on)
            if term.ends_on is not None:
                ends = self._entry(EntryKind.TERM_END, which, term.ends_on)
                yield replace(ends, term=term.number, is_certain=term is not agreed[-1])

    def renewal(self) -> Iterator[Entry]:
        """The one that is not decided yet."""
        decided_at, last = self.schedule.renewal(), self.schedule.current_end
        if decided_at is None or last is None:
            return
        number = self.schedule.terms[-1].number + 1
        yield replace(
            self._entry(EntryKind.RENEWAL, str(number), last + ONE_DAY),
            is_certain=False,
            term=number,
            until=self.schedule.end_after(self.schedule.reign(decided_at).version, last),
            decided_at=decided_at,
        )

    def _entry(self, kind: EntryKind, which: str, on: date) -> Entry:
        return replace(self.one, kind=kind, which=which, on=on)


def _last_day(ending: Ending, zone: str) -> date:
    return (ending.at - MICROSECOND).astimezone(ZoneInfo(zone)).date()
