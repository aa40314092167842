"""What changes in a sealed period afterwards: rows beside it, never edits of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sla_plugin.domain.counted import ClockKey, Counted
from sla_plugin.domain.periods import Period


@dataclass(frozen=True, slots=True)
class Adjustment:
    """One clock of a sealed period. `before` None: it was not in it; `after` None: it no longer is."""

    clock: ClockKey
    before: Counted | None
    after: Counted | None


def adjustments(
    period: Period, sealed: Iterable[Counted], recomputed: Iterable[Counted]
) -> tuple[Adjustment, ...]:
    """What brings the sealed period to what is known now, by clock. `sealed`: with earlier adjustments."""
    then = {one.clock: one for one in sealed if one.at in period}
    now = {one.clock: one for one in recomputed if one.at in period}
    changed = [clock for clock in then.keys() | now.keys() if then.get(clock) != now.get(clock)]
    return tuple(Adjustment(clock, then.get(clock), now.get(clock)) for clock in sorted(changed))


def adjusted(sealed: Iterable[Counted], rows: Iterable[Adjustment]) -> tuple[Counted, ...]:
    """The sealed period after these adjustments, given in the order in which they were made."""
    books = {one.clock: one for one in sealed}
    for row in rows:
        books.pop(row.clock, None)
        if row.after is not None:
            books[row.clock] = row.after
    return tuple(books.values())
