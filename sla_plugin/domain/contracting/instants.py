"""What time brings about in the life of a contract, and when: nobody has to be awake for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sla_plugin.domain.contracting.content import Clauses
from sla_plugin.domain.contracting.deadlines import NoticeDeadline
from sla_plugin.domain.contracting.terms import Term, current_end
from sla_plugin.domain.dates import ONE_DAY
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
    """`days`: of a reminder, before the deadline."""

    at: datetime
    what: Coming
    days: int | None = None

    @property
    def order(self) -> tuple[datetime, int, int]:
        return self.at, list(Coming).index(self.what), -(self.days or 0)


def term_plan(clauses: Clauses, terms: Sequence[Term]) -> TermPlan | None:
    """Counted from the first start; None: it runs until somebody ends it."""
    if clauses.initial_months is None:
        return None
    return TermPlan(terms[0].starts_on, clauses.initial_months, clauses.renewal_months)


def certain_end(clauses: Clauses, terms: Sequence[Term], zone: str) -> datetime | None:
    """The end instant, where nothing but an amendment keeps the contract from ending with its term."""
    last = current_end(terms)
    if last is None or is_renewed(clauses, terms):
        return None
    return end_instant(last, zone)


def is_renewed(clauses: Clauses, terms: Sequence[Term]) -> bool:
    """Unless notice is given; what was voided by one is not renewed again."""
    return clauses.renewal_months is not None and not terms[-1].is_voided


def renewal_instant(
    clauses: Clauses, terms: Sequence[Term], zone: str, deadline: NoticeDeadline | None
) -> datetime | None:
    """When it is decided: the day after the deadline for notice and its grace, but while the term still
    runs. Where no notice can end it with its term, on the last day of that. None: it is not renewed."""
    last = current_end(terms)
    if last is None or not is_renewed(clauses, terms):
        return None
    decided_on = last
    if deadline is not None:
        decided_on = min(last, deadline.received_on + ONE_DAY + timedelta(days=clauses.grace_days or 0))
    return midnight(max(decided_on, terms[-1].starts_on), zone)


def reminder_instants(deadline: NoticeDeadline | None, zone: str) -> Iterator[Instant]:
    if deadline is None:
        return
    for on in deadline.reminders():
        yield Instant(midnight(on, zone), Coming.REMIND, (deadline.received_on - on).days)
