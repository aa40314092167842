"""A clock among many columns, beside the scalar evaluator's."""

from __future__ import annotations

from collections.abc import Mapping

from sla_plugin.domain.batch.clock_columns import ClockColumns
from sla_plugin.domain.clock import Clock
from sla_plugin.domain.explanations import ChangeKind


def differences(found: ClockColumns, row: int, clock: Clock) -> Mapping[str, tuple[object, object]]:
    """What the batch found and what was to be found, of every field in which they differ."""
    figures = found.figures(row)
    pairs = {name: (value, getattr(clock, name)) for name, value in figures.items()}
    winners = found.commitments[found.commitment[row]].choices
    pairs["choices"] = (winners, clock.explanation.choices)
    # A hand-over may be noted that turned out to change nothing, but none may be missed.
    handed_over = any(c.kind is not ChangeKind.CALENDAR_CHANGED for c in clock.explanation.changes)
    pairs["handed_over"] = (bool(found.handed_over[row]) or not handed_over, True)
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
