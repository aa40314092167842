"""What one ticket adds to the books: its clocks that count, less what was agreed afterwards not to count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from sla_plugin.domain.clocks import Evaluation, evaluate_ticket
from sla_plugin.domain.commitments import Commitments
from sla_plugin.domain.counted import Counted, Result, count
from sla_plugin.domain.exclusion_windows import ExclusionWindow
from sla_plugin.domain.exclusions import exclude
from sla_plugin.domain.facts import Fact
from sla_plugin.domain.ids import TicketId
from sla_plugin.domain.late_windows import exclusions_by
from sla_plugin.domain.microseconds import MICROSECOND


def booked(
    key: TicketId,
    history: Sequence[Fact],
    evaluation: Evaluation,
    commitments: Commitments,
    as_of: datetime,
) -> tuple[Counted, ...]:
    """`evaluation`: of this history at `as_of`. A breach that an exclusion window would have prevented, had
    it been announced in time, is excluded where somebody approved of that; decisions on single clocks are
    not in it."""
    counted = tuple(_counted(key, evaluation, commitments))
    for window in late_windows(commitments, as_of):
        if any(one.result is Result.BREACHED and one.at >= window.period.start for one in counted):
            in_time = _announced_in_time(commitments, window)
            prevented = evaluate_ticket(history, in_time, as_of, key)
            counted = exclude(counted, exclusions_by(window, counted, _counted(key, prevented, in_time)))
    return counted


def _counted(key: TicketId, evaluation: Evaluation, commitments: Commitments) -> Iterator[Counted]:
    for clock in evaluation.clocks:
        one = count(key, clock, evaluation.ticket, commitments)
        if one is not None:
            yield one


def late_windows(commitments: Commitments, as_of: datetime) -> list[ExclusionWindow]:
    """Those that came too late to close a calendar, and excuse what they would have prevented."""
    return [
        window
        for window in commitments.windows
        if window.is_agreed and not window.closes_calendars and window.announced_at <= as_of
    ]


def _announced_in_time(commitments: Commitments, late: ExclusionWindow) -> Commitments:
    early = replace(late, announced_at=late.period.start - MICROSECOND)
    return replace(commitments, windows=tuple(early if w == late else w for w in commitments.windows))
