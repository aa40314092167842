"""Clocks behind a number."""

from __future__ import annotations

from collections.abc import Sequence

from sla_plugin.api.connections import Connection, connection
from sla_plugin.api.context import Info
from sla_plugin.api.loaders import Seen
from sla_plugin.api.types.clock import Clock
from sla_plugin.api.value_pages import paged
from sla_plugin.domain.counted import ClockKey


async def clocks_of(info: Info, keys: Sequence[ClockKey]) -> list[Clock | None]:
    """As they are now; None where one is no more, and the pump has not noticed yet."""
    now = info.context.now
    evaluations = await info.context.loaders.evaluations.load_many([Seen(key.ticket, now) for key in keys])
    found = []
    for key, evaluation in zip(keys, evaluations, strict=True):
        which = (key.side, key.metric, key.cycle)
        clock = next((c for c in evaluation.clocks if (c.side, c.metric, c.cycle) == which), None)
        found.append(None if clock is None else Clock.of(key.ticket, clock))
    return found


async def clock_connection(
    info: Info, keys: Sequence[ClockKey], first: int, after: str | None
) -> Connection[Clock]:
    page, cursors, more = paged(keys, _sorted, first, after)
    shown = [
        (clock, cursor)
        for clock, cursor in zip(await clocks_of(info, page), cursors, strict=True)
        if clock is not None
    ]

    async def count() -> int:
        return len(keys)

    return connection(
        [clock for clock, _ in shown],
        [cursor for _, cursor in shown],
        more=more,
        after=after,
        count=count,
        end=cursors[-1] if cursors else None,
    )


def _sorted(key: ClockKey) -> str:
    return f"{key.ticket}/{key.side}/{key.metric}/{key.cycle:09}"
