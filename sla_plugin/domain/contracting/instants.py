"""What time brings about in the life of a contract, and when: nobody has to be awake for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sla_plugin.domain.contracting.content import Clauses
from sla_plugin.domain.contracting.deadlines import NoticeDeadline
from sla_plugin.domain.contracting.terms import Term, current_end
from sla_plugin.domain.notice.receipt import end_instant
from sla_plugin.domain.notice.term_ends import TermPlan
from sla_plugin.domain.periods import midnight


class Coming(StrEnum):
    """In the order in which they are taken where they come at the same instant."""

    SIGNATURES_EXPIRE = "SIGNATURES_EXPIRE"
    START = "START"
    TAKE_OVER = "TAKE_OVER"
    REMIND = "REMIND"
    RENEW = "RENEW"
    END = "END"


@dataclass(frozen=True, slots=True)
class Instant:
    """`deadline` and `days`: of a reminder, how many days before which deadline it comes."""

    at: datetime
    what: Coming
    deadline: NoticeDeadline | None = None
    days: int | None = None

    @property
    def order(self) -> tuple[datetime, int, int]:
        return self.at, list(Coming).index(self.what), -(self.days or 0)


def term_plan(clauses: Clauses, terms: Sequence[Term]) -> TermPlan | None:
    """As the clauses have it, counted from the first start; None: it runs until somebody ends it."""
    if clauses.initial_months is None:
        return None
    return TermPlan(terms[0].starts_on, clauses.initial_months, clauses.renewal_months)


def certain_end(clauses: Clauses, terms: Sequence[Term], zone: str) -> datetime | None:
    """The end instant of a contract of one version, where nothing but an amendment keeps it from ending with
    its term. None: it is renewed, or runs until somebody ends it."""
    last = current_end(terms)
    if last is None or (clauses.renewal_months is not None and not terms[-1].is_voided):
        return None
    return end_instant(last, zone)


def reminder_instants(deadline: NoticeDeadline, zone: str, since: datetime) -> Iterator[Instant]:
    """`since`: from when on this deadline is the next one that counts, and known. Who comes to know of it
    when all of its reminders would have been sent is told at once, and once."""
    days = [(on, (deadline.received_on - on).days) for on in deadline.reminders()]
    all_of_them = [Instant(midnight(on, zone), Coming.REMIND, deadline, before) for on, before in days]
    in_time = [one for one in all_of_them if one.at >= since]
    yield from in_time
    if not in_time and since <= deadline.received_by:
        left = (deadline.received_on - since.astimezone(ZoneInfo(zone)).date()).days
        yield Instant(since, Coming.REMIND, deadline, left)
