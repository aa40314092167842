"""Pages of lists that are computed, not read: each value has a key, and a cursor is the key behind it."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from typing import TypeVar

from sla_plugin.api.connections import Connection, connection
from sla_plugin.api.ids import encoded
from sla_plugin.errors import BadInput, Code
from sla_plugin.storage.pages import LARGEST

V = TypeVar("V")


def paged(
    values: Sequence[V], key: Callable[[V], str], first: int, after: str | None
) -> tuple[list[V], list[str], bool]:
    """By key: the page, its cursors, and whether there is more. BadInput `page.size` and `page.cursor`."""
    if not 0 <= first <= LARGEST:
        raise BadInput(
            Code.PAGE_SIZE,
            f"A page of {first} was asked for.",
            hint=f"Ask for 0 to {LARGEST}, and for the next page with `after`.",
            field="first",
        )
    behind = None if after is None else _decoded(after)
    keyed = sorted(((key(value), value) for value in values), key=lambda pair: pair[0])
    rest = [(at, value) for at, value in keyed if behind is None or at > behind]
    page = rest[:first]
    return [value for _, value in page], [encoded(at) for at, _ in page], len(rest) > first


def value_connection(
    values: Sequence[V], key: Callable[[V], str], first: int, after: str | None
) -> Connection[V]:
    page, cursors, more = paged(values, key, first, after)

    async def count() -> int:
        return len(values)

    return connection(page, cursors, more=more, after=after, count=count)


def _decoded(cursor: str) -> str:
    try:
        return base64.urlsafe_b64decode(cursor).decode()
    except ValueError:
        raise BadInput(
            Code.PAGE_CURSOR,
            "This cursor was not made by this list.",
            hint="Pass on the cursor as it came, or leave it out to begin anew.",
            field="after",
        ) from None
