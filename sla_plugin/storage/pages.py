"""Keyset pages: stable while rows are inserted, and as fast on the last page as on the first where an index
has the tenant, the column of the order and the id."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

import orjson
from tortoise.expressions import Q
from tortoise.fields import DateField, DatetimeField, IntField
from tortoise.queryset import QuerySet

from sla_plugin.errors import BadInput, Code
from sla_plugin.storage.conditions import where
from sla_plugin.storage.rows import Row

R = TypeVar("R", bound=Row)

LARGEST = 100


@dataclass(frozen=True, slots=True)
class Order:
    """By one column of texts, numbers, days or instants, ties broken by id. A column that may be empty is
    sorted upwards only: its empty rows come last then, as PostgreSQL has it."""

    column: str
    descending: bool = False


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
    may_be_empty = query.model._meta.fields_map[order.column].null
    assert not (order.descending and may_be_empty)
    if after is not None:
        value, last = _read_cursor(after, query.model, order)
        rest = _after(order, value, last)
        if may_be_empty and value is not None:
            rest |= where(order.column, "isnull", True)
        query = query.filter(rest)
    direction = "-" if order.descending else ""
    found = await query.order_by(f"{direction}{order.column}", f"{direction}id").limit(first + 1)
    rows = tuple(found[:first])
    return Page(rows, tuple(_cursor(row, order) for row in rows), len(found) > first)


def _list(model: type[Row], order: Order) -> str:
    return f"{model._meta.db_table}.{order.column}"


def _cursor(row: Row, order: Order) -> str:
    place = [_list(type(row), order), getattr(row, order.column), str(row.id)]
    return base64.urlsafe_b64encode(orjson.dumps(place)).decode()


def _read_cursor(cursor: str, model: type[Row], order: Order) -> tuple[Any, UUID]:
    try:
        of, value, last = orjson.loads(base64.urlsafe_b64decode(cursor))
        if of == _list(model, order):
            return _read_value(value, model, order), UUID(last)
    except (ValueError, TypeError, AttributeError, OverflowError):
        pass
    raise BadInput(
        Code.PAGE_CURSOR,
        "This cursor was not made by this list.",
        hint="Pass an `endCursor` or `cursor` on as it came.",
        field="after",
    )


def _read_value(value: Any, model: type[Row], order: Order) -> datetime | date | int | str | None:
    """An error for what no row has."""
    field = model._meta.fields_map[order.column]
    if value is None and field.null:
        return None
    if isinstance(field, DatetimeField):
        at = datetime.fromisoformat(value)
        if at.tzinfo is None:
            raise ValueError(value)
        return at.astimezone(UTC)
    if isinstance(field, DateField):
        return date.fromisoformat(value)
    if isinstance(field, IntField):
        return _read_number(value)
    if not isinstance(value, str) or "\0" in value:
        raise ValueError(value)
    return value


def _read_number(value: Any) -> int:
    """As the database's `integer` holds it."""
    if type(value) is not int or not -(2**31) <= value < 2**31:
        raise ValueError(value)
    return value


def _after(order: Order, value: Any, last: UUID) -> Q:
    """The bound on the column alone follows from the rest, but it is what an index can start from."""
    beyond = "lt" if order.descending else "gt"
    later_id = where("id", beyond, last)
    if value is None:
        return where(order.column, "isnull", True) & later_id
    return where(order.column, f"{beyond}e", value) & (where(order.column, beyond, value) | later_id)
