"""Keyset pages: stable while rows are inserted, and as fast on the last page as on the first."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

import orjson
from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from sla_plugin.errors import BadInput, Code
from sla_plugin.storage.rows import Row

R = TypeVar("R", bound=Row)

LARGEST = 100


@dataclass(frozen=True, slots=True)
class Order:
    """By one column, ties broken by id. A column that may be empty is sorted upwards only: its empty rows
    come last then, as PostgreSQL has it."""

    column: str
    descending: bool = False
    instant: bool = False


@dataclass(frozen=True, slots=True)
class Page(Generic[R]):
    rows: tuple[R, ...]
    cursors: tuple[str, ...]
    more: bool


async def page(query: QuerySet[R], order: Order, *, first: int, after: str | None) -> Page[R]:
    """BadInput `page.size` and `page.cursor`."""
    if not 0 <= first <= LARGEST:
        raise BadInput(
            Code.PAGE_SIZE,
            f"A page of {first} was asked for.",
            hint=f"Ask for 0 to {LARGEST}, and for the next page with `after`.",
            field="first",
        )
    if after is not None:
        query = query.filter(_after(order, *_read_cursor(after, order)))
    direction = "-" if order.descending else ""
    found = await query.order_by(f"{direction}{order.column}", "id").limit(first + 1)
    rows = tuple(found[:first])
    return Page(rows, tuple(_cursor(row, order) for row in rows), len(found) > first)


def _cursor(row: Row, order: Order) -> str:
    value = getattr(row, order.column)
    return base64.urlsafe_b64encode(orjson.dumps([value, str(row.id)])).decode()


def _read_cursor(cursor: str, order: Order) -> tuple[Any, UUID]:
    try:
        value, last = orjson.loads(base64.urlsafe_b64decode(cursor))
        return datetime.fromisoformat(value) if order.instant and value else value, UUID(last)
    except (binascii.Error, ValueError, TypeError):
        raise BadInput(
            Code.PAGE_CURSOR,
            "This cursor was not made by this list.",
            hint="Pass an `endCursor` or `cursor` on as it came.",
            field="after",
        ) from None


def _after(order: Order, value: Any, last: UUID) -> Q:
    column = order.column
    missing: dict[str, Any] = {f"{column}__isnull": True}
    no_value = Q(**missing)
    if value is None:
        return no_value & Q(id__gt=last)
    beyond = Q(**{f"{column}__{'lt' if order.descending else 'gt'}": value})
    return beyond | (Q(**{column: value}) & Q(id__gt=last)) | no_value
