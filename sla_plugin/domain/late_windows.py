"""What a window of exclusion excuses that was announced too late to close any calendar."""

from __future__ import annotations

from collections.abc import Iterable

from sla_plugin.domain.counted import ClockKey, Counted, Result
from sla_plugin.domain.exclusion_windows import ExclusionWindow
from sla_plugin.domain.exclusions import Exclusion, check_approval


def exclusions_by(
    window: ExclusionWindow, as_it_is: Iterable[Counted], as_if_announced: Iterable[Counted]
) -> tuple[Exclusion, ...]:
    """Exactly the breaches that would not have happened had it closed the calendar. `as_if_announced`: the
    same clocks, evaluated with calendars that the window has `closed`.

    BadInput `exclusion.unreasoned` while nobody has approved it.
    """
    check_approval(window.reason, window.because, window.approver)
    late = {one.clock for one in as_if_announced if one.result is Result.BREACHED}
    return tuple(
        _excused(one.clock, window)
        for one in as_it_is
        if one.result is Result.BREACHED and one.clock not in late
    )


def _excused(clock: ClockKey, window: ExclusionWindow) -> Exclusion:
    return Exclusion(
        clock=clock,
        reason=window.reason,
        because=window.because,
        approver=window.approver or "",
        approved_at=window.approved_at or window.announced_at,
    )
