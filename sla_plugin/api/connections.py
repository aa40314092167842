"""Relay connections over keyset pages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

import strawberry

T = TypeVar("T")


@strawberry.type(description="Where a page stands in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="There is more after this page.")
    has_previous_page: bool = strawberry.field(description="This page was asked for with `after`.")
    start_cursor: str | None = strawberry.field(description="The place of the first node here.")
    end_cursor: str | None = strawberry.field(description="Pass it as `after` for the next page.")


@strawberry.type(description="One node of a list, and its place in it.")
class Edge(Generic[T]):
    node: T = strawberry.field(description="What the list holds.")
    cursor: str = strawberry.field(description="The place; pass it as `after` to go on behind it.")


@strawberry.type(description="A list, page by page.")
class Connection(Generic[T]):
    edges: list[Edge[T]] = strawberry.field(description="The page, with each node's place.")
    page_info: PageInfo = strawberry.field(description="How to go on.")
    count: strawberry.Private[Callable[[], Awaitable[int]]]

    @strawberry.field(description="The page's nodes, without their places.")
    def nodes(self) -> list[T]:
        return [edge.node for edge in self.edges]

    @strawberry.field(description="How many the whole list holds. Counted only when asked for.")
    async def total_count(self) -> int:
        return await self.count()


def connection(
    nodes: Sequence[T],
    cursors: Sequence[str],
    *,
    more: bool,
    after: str | None,
    count: Callable[[], Awaitable[int]],
    end: str | None = None,
) -> Connection[T]:
    """`end`: where the page ends, if something at its end is not shown."""
    return Connection(
        edges=[Edge(node=node, cursor=cursor) for node, cursor in zip(nodes, cursors, strict=True)],
        page_info=PageInfo(
            has_next_page=more,
            has_previous_page=after is not None,
            start_cursor=cursors[0] if cursors else None,
            end_cursor=end or (cursors[-1] if cursors else None),
        ),
        count=count,
    )
