"""Time that was agreed not to count: maintenance, force majeure (20-time, "exclusion window")."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from sla_plugin.domain.agreements import Scope
from sla_plugin.domain.calendars import Calendar, CalendarHistory
from sla_plugin.domain.exclusion_reasons import ExclusionReason
from sla_plugin.domain.intervals import union
from sla_plugin.domain.microseconds import to_instant, to_us
from sla_plugin.domain.periods import Period

if TYPE_CHECKING:  # A tenant's commitments may hold its windows.
    from sla_plugin.domain.commitments import Commitments, Subject

Node = TypeVar("Node", bound=Hashable)


@dataclass(frozen=True, slots=True)
class ExclusionWindow:
    """`approver` and `approved_at` are needed only where the window was not announced before it began."""

    period: Period
    because: str
    announced_at: datetime
    scope: Scope = field(default_factory=Scope)
    reason: ExclusionReason = ExclusionReason.EXCLUSION_WINDOW
    approver: str | None = None
    approved_at: datetime | None = None

    @property
    def closes_calendars(self) -> bool:
        """Announced before it began. One announced as it begins comes too late."""
        return self.announced_at < self.period.start

    @property
    def is_agreed(self) -> bool:
        """It takes time out of a period: announced in time, or approved afterwards."""
        return self.closes_calendars or (bool((self.approver or "").strip()) and self.approved_at is not None)

    def concerns(self, subject: Subject, commitments: Commitments) -> bool:
        """Each dimension of the scope is left open, or holds the ticket at its node or below it."""
        scope = self.scope
        return all(
            [
                _below(subject.service, scope.service, commitments.services.distance),
                _below(subject.customer, scope.customer, commitments.customers.distance),
                _below(subject.site, scope.site, commitments.sites.distance),
                scope.department in (None, subject.department),
                scope.ticket_type in (None, subject.ticket_type),
                scope.priority in (None, subject.priority),
            ]
        )


def _below(found: Node | None, wanted: Node | None, distance: Callable[[Node, Node], int | None]) -> bool:
    return wanted is None or (found is not None and distance(found, wanted) is not None)


def closed(calendar: CalendarHistory, windows: Iterable[ExclusionWindow]) -> CalendarHistory:
    """The calendar with these windows shut, each as a version of its own.

    Which of them may shut it is the caller's to choose: for a clock those that close calendars, concern its
    ticket, and had been announced by the instant at which one looks.
    """
    history = calendar
    for start, end in union((to_us(w.period.start), to_us(w.period.end)) for w in windows):
        history = _shut(history, to_instant(start), to_instant(end))
    return history


def _shut(history: CalendarHistory, start: datetime, end: datetime) -> CalendarHistory:
    return CalendarHistory(
        (
            *((since, version) for since, version in history.versions if since is None or since < start),
            (start, Calendar(history.in_force(start).time_zone, {})),
            (end, history.in_force(end)),
            *((since, version) for since, version in history.versions if since is not None and since > end),
        )
    )
