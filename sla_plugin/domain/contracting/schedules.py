"""The dates of a signed contract that follow from what is agreed in it: until when notice is in time for
which end, when the next term is decided, and when it ends without one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from itertools import count
from zoneinfo import ZoneInfo

from sla_plugin.domain.calendars import Calendar, CalendarHistory
from sla_plugin.domain.contracting.deadlines import NoticeDeadline, notice_deadline
from sla_plugin.domain.contracting.parties import PartyRole, those
from sla_plugin.domain.contracting.suspensions import Suspension
from sla_plugin.domain.contracting.terms import Term, current_end, plan_of, standing
from sla_plugin.domain.contracting.versions import Reign, SignedVersion, reigns
from sla_plugin.domain.dates import ONE_DAY
from sla_plugin.domain.ids import CalendarId, ServiceId
from sla_plugin.domain.local_hours import Hours
from sla_plugin.domain.microseconds import MICROSECOND
from sla_plugin.domain.notice.earliest import Circumstances
from sla_plugin.domain.notice.law import PROFILES
from sla_plugin.domain.notice.receipt import DeemedReceipt, end_instant
from sla_plugin.domain.notice.rules import Suspended
from sla_plugin.domain.notice.term_ends import TermPlan
from sla_plugin.domain.periods import midnight

_OFFICE = Hours(((9 * 3_600, 17 * 3_600),))

_EVER = datetime.min.replace(tzinfo=UTC)
_FURTHEST = timedelta(days=8_000)
"""A notice period of ten years, before the end of a term of as many."""


def weekdays(zone: str) -> Calendar:
    """Business days where a contract names no calendar: Monday to Friday, no holiday among them."""
    return Calendar(zone, dict.fromkeys(range(5), _OFFICE))


@dataclass(frozen=True)
class Schedule:
    """`versions` and `terms`: at least one of each. `tolling`: suspensions whose days are not counted in a
    notice period. `calendars`: those that the versions name, by which they count business days."""

    starts_at: datetime
    versions: tuple[SignedVersion, ...]
    terms: tuple[Term, ...]
    tolling: tuple[Suspension, ...] = ()
    calendars: Mapping[CalendarId, CalendarHistory] = field(default_factory=dict)

    @cached_property
    def _found(self) -> dict[tuple[int, date], NoticeDeadline | None]:
        """By the number of the version and the end: they are asked for more than once, and take a while."""
        return {}

    @cached_property
    def reigns(self) -> tuple[Reign, ...]:
        return reigns(self.versions)

    def reign(self, at: datetime) -> Reign:
        """Of the version that is in force; before the first begins, that one's."""
        return next((one for one in reversed(self.reigns) if one.since <= at), self.reigns[0])

    @property
    def current_end(self) -> date | None:
        return current_end(self.terms)

    def circumstances(
        self, version: SignedVersion, scope: frozenset[ServiceId] | None = None
    ) -> Circumstances:
        """`scope`: the services whose lines a notice ends; None: the whole contract."""
        content = version.content
        zone = ZoneInfo(content.zone)
        return Circumstances(
            calendar=self._calendar(content.clauses.calendar, content.zone),
            term=self._plan(version),
            suspended=tuple(_days(one, zone) for one in self.tolling if _tolls(one, version, scope)),
        )

    def deadline(self, version: SignedVersion, ends_on: date) -> NoticeDeadline | None:
        """Of one end, at the address that closes first. None where no notice leads there."""
        content, key = version.content, (version.number, ends_on)
        if content.clauses.notice is None:
            return None
        if key not in self._found:
            self._found[key] = notice_deadline(
                content.clauses.notice,
                ends_on,
                self.circumstances(version),
                content.zone,
                self._deemed(version),
            )
        return self._found[key]

    def deadlines(self, version: SignedVersion, on: date) -> Iterator[NoticeDeadline]:
        """Of the ends from a day on, and of the one before, as far as the contract would go on after them:
        where it ends anyway, nobody has to give notice."""
        plan = self._plan(version)
        first = None if plan is None else plan.number_from(on)
        if plan is None or first is None or version.content.clauses.notice is None:
            return
        for number in count(max(1, first - 1)):
            is_followed = number < len(standing(self.terms)) or plan.renewal_months is not None
            if not is_followed or (ends_on := plan.end(number)) > on + _FURTHEST:
                return
            if (deadline := self.deadline(version, ends_on)) is not None:
                yield deadline

    def watched(self, reign: Reign, on: date) -> Iterator[tuple[NoticeDeadline, datetime]]:
        """The same, each with the instant from which on it is the next one that counts, and known."""
        over = _EVER
        for deadline in self.deadlines(reign.version, on):
            yield deadline, max(over, self._known_since(deadline, reign))
            over = deadline.received_by + MICROSECOND

    def upcoming(self, now: datetime) -> Iterator[tuple[NoticeDeadline, datetime]]:
        """Those that are not over, by the version in force."""
        ahead = self.watched(self.reign(now), now.date() - ONE_DAY)
        return (one for one in ahead if one[0].received_by >= now)

    def end_after(self, version: SignedVersion, ends_on: date) -> date | None:
        """Until when it goes on if it does not end then; None: until somebody ends it."""
        plan = self._plan(version)
        return None if plan is None else plan.end_from(ends_on + ONE_DAY)

    def renewal(self) -> datetime | None:
        """When the next term is decided: as soon as the version in force has it so, and while the last one
        still runs. None: there is none."""
        last = self.current_end
        for reign in self.reigns:
            decided_on = None if last is None else self._decided_on(reign.version, last)
            if last is None or decided_on is None:
                continue
            zone = reign.version.content.zone
            ends_at = end_instant(last, zone)
            at = min(midnight(decided_on, zone), ends_at - MICROSECOND)
            at = max(at, self._begins(reign), self.starts_at)
            if at < min(reign.until or ends_at, ends_at):
                return at
        return None

    def end(self) -> datetime | None:
        """The end instant, where nothing but an amendment keeps the contract from ending with its term."""
        last = self.current_end
        if last is None or self.renewal() is not None:
            return None
        ends = (
            end_instant(last, one.version.content.zone)
            for one in reversed(self.reigns)
            if self._begins(one) < end_instant(last, one.version.content.zone)
        )
        return next(ends)

    def _known_since(self, deadline: NoticeDeadline, reign: Reign) -> datetime:
        """An amendment that leaves it as it was tells nobody anything new."""
        for earlier in reversed(self.reigns[: self.reigns.index(reign)]):
            if self.deadline(earlier.version, deadline.ends_on) != deadline:
                break
            reign = earlier
        return max(reign.version.recorded_at, self._begins(reign))

    def _decided_on(self, version: SignedVersion, last: date) -> date | None:
        """The day after the deadline for notice and its grace. Where no notice can end it with its term, the
        last day of that. None: this version does not renew it."""
        plan = self._plan(version)
        if plan is None or plan.renewal_months is None:
            return None
        decided_on = last
        if (deadline := self.deadline(version, last)) is not None:
            grace = timedelta(days=version.content.clauses.grace_days or 0)
            decided_on = deadline.received_on + ONE_DAY + grace
        return max(decided_on, standing(self.terms)[-1].starts_on)

    def _plan(self, version: SignedVersion) -> TermPlan | None:
        return plan_of(self.terms, version.content.clauses.renewal_months)

    def _begins(self, reign: Reign) -> datetime:
        """The first one is what counts also before."""
        return reign.since if reign is not self.reigns[0] else _EVER

    def deemed(self, version: SignedVersion, channel: str | None) -> DeemedReceipt | None:
        """The rule of the first address of a channel; that of the law where it has none, or the version no
        such address. None: it is received when it comes."""
        for party in those(version.content.parties, PartyRole.NOTICE_CONTACT):
            if party.notice is not None and party.notice.channel == channel and party.notice.calendar:
                calendar = self._calendar(party.notice.calendar, version.content.zone)
                return DeemedReceipt(calendar, party.notice.cut_off)
        return self._by_law(version)

    def _deemed(self, version: SignedVersion) -> list[DeemedReceipt | None]:
        """The rule of each address, or of the law for one that has none, or where none is named."""
        zone, by_law = version.content.zone, self._by_law(version)
        found = [
            DeemedReceipt(self._calendar(party.notice.calendar, zone), party.notice.cut_off)
            if party.notice is not None and party.notice.calendar is not None
            else by_law
            for party in those(version.content.parties, PartyRole.NOTICE_CONTACT)
        ]
        return found or [by_law]

    def _by_law(self, version: SignedVersion) -> DeemedReceipt | None:
        clauses = version.content.clauses
        if not PROFILES[clauses.law].waits_for_business:
            return None
        return DeemedReceipt(self._calendar(clauses.calendar, version.content.zone))

    def _calendar(self, which: CalendarId | None, zone: str) -> Calendar:
        return weekdays(zone) if which is None else self.calendars[which].last


def _tolls(one: Suspension, version: SignedVersion, scope: frozenset[ServiceId] | None) -> bool:
    """Of the contract: every notice. Of a line: only one by which that line ends and nothing else. Whatever
    more it ends went on all the time, and was used while the notice ran."""
    if one.line is None:
        return True
    ending = [line for line in version.content.lines if scope is not None and line.service in scope]
    return bool(ending) and all(one.line.is_of(line) for line in ending)


def _days(one: Suspension, zone: ZoneInfo) -> Suspended:
    """Those on which it held, if only for a while."""
    last = None if one.until is None else (one.until - MICROSECOND).astimezone(zone).date()
    return Suspended(one.since.astimezone(zone).date(), last)
