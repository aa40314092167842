"""From a condition and an order to a connection."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from sla_plugin.api.connections import Connection, connection
from sla_plugin.api.context import Info
from sla_plugin.storage.conditions import All, Condition, matching
from sla_plugin.storage.pages import Order, Page, page
from sla_plugin.storage.rows import Row

R = TypeVar("R", bound=Row)
T = TypeVar("T")


async def rows(
    info: Info, model: type[R], condition: Condition, order: Order, first: int, after: str | None
) -> Page[R]:
    return await page(matching(info.context.session, model, condition), order, first=first, after=after)


def counting(info: Info, model: type[R], condition: Condition) -> Callable[[], Awaitable[int]]:
    async def count() -> int:
        return await matching(info.context.session, model, condition).count()

    return count


async def listed(
    info: Info,
    model: type[R],
    order: Order,
    first: int,
    after: str | None,
    shown: Callable[[R], T],
    condition: Condition = All(),  # noqa: B008  # frozen
) -> Connection[T]:
    found = await rows(info, model, condition, order, first, after)
    return connection(
        [shown(row) for row in found.rows],
        found.cursors,
        more=found.more,
        after=after,
        count=counting(info, model, condition),
    )
