"""What has to be done in a termination by when: what is late is told, and nothing is done by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sla_plugin.domain.notice.receipt import end_instant
from sla_plugin.domain.termination.cases import Case
from sla_plugin.domain.termination.instants import next_of
from sla_plugin.domain.termination.states import CaseState

REVIEW_WITHIN = timedelta(days=5)
"""Since it was received, and known to us."""
SETTLE_WITHIN = timedelta(days=30)
"""Since the end instant, and the approval of an end that is dated back."""


class Deadline(StrEnum):
    """OBJECTION: the other party may not object any more. REVIEW: nobody has decided on a notice. SETTLEMENT:
    it is not sealed. EXIT: a duty of the exit is open."""

    OBJECTION = "OBJECTION"
    REVIEW = "REVIEW"
    SETTLEMENT = "SETTLEMENT"
    EXIT = "EXIT"


@dataclass(frozen=True, slots=True)
class ExitDutyDue:
    """One that is open yet, of a case."""

    obligation: UUID
    case: UUID
    due_on: date


@dataclass(frozen=True, slots=True)
class Passing:
    """`key` tells it from the others of its case: each is told once."""

    at: datetime
    case: UUID
    what: Deadline
    obligation: UUID | None = None

    @property
    def key(self) -> str:
        return self.what.value if self.obligation is None else f"{self.what.value} {self.obligation}"

    @property
    def is_escalated(self) -> bool:
        """Somebody is late."""
        return self.what is not Deadline.OBJECTION


def passing(case: Case, duties: Iterable[ExitDutyDue], zone: str, *, is_sealed: bool) -> Iterator[Passing]:
    """Those of a case as it stands, that are over or will be, and were not told. `duties`: of all cases of
    the contract; `zone`: of the contract."""
    upcoming = next_of(case)
    for one in _passing(case, duties, zone, is_sealed=is_sealed):
        # What time does to the case before leaves nothing to be late with.
        if one.key not in case.told and (upcoming is None or one.at < upcoming[0]):
            yield one


_OPEN = frozenset({CaseState.RECEIVED, CaseState.REVIEW})


def _passing(case: Case, duties: Iterable[ExitDutyDue], zone: str, *, is_sealed: bool) -> Iterator[Passing]:
    may_be_objected_to = case.state in _OPEN | {CaseState.SCHEDULED} and not case.is_disputed
    if may_be_objected_to and case.object_until is not None:
        yield Passing(case.object_until, case.id, Deadline.OBJECTION)
    if case.state in _OPEN and case.notice is not None:
        since = max(case.notice.received_at, case.opened_at)
        yield Passing(since + REVIEW_WITHIN, case.id, Deadline.REVIEW)
    if case.state is not CaseState.SETTLING or case.end is None:
        return
    since = max([case.end.ends_at, *(one.at for one in case.counting)])
    if not is_sealed:
        yield Passing(since + SETTLE_WITHIN, case.id, Deadline.SETTLEMENT)
    for duty in duties:
        if duty.case == case.id:
            at = max(end_instant(duty.due_on, zone), since)
            yield Passing(at, case.id, Deadline.EXIT, duty.obligation)
