"""Conditions over the rows of one table, as values; turned into a query only here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from tortoise.expressions import Q, Subquery
from tortoise.queryset import QuerySet

from sla_plugin.storage.rows import Row
from sla_plugin.storage.session import Session

R = TypeVar("R", bound=Row)

Operator = Literal["eq", "in", "gt", "ge", "lt", "le", "contains", "startsWith", "isNull"]

_LOOKUPS: dict[Operator, str] = {
    "eq": "",
    "in": "in",
    "gt": "gt",
    "ge": "gte",
    "lt": "lt",
    "le": "lte",
    "contains": "contains",
    "isNull": "isnull",
}


@dataclass(frozen=True, slots=True)
class Compare:
    """Does not hold where the column is empty, unless that is what is asked for. `startsWith` is for columns
    that are sorted by code point (`collate "C"`): it is a range there, which an index finds."""

    column: str
    operator: Operator
    value: Any


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds; an empty one always does."""

    parts: Sequence[Condition] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds; an empty one never does."""

    parts: Sequence[Condition]


@dataclass(frozen=True, slots=True)
class Not:
    """Holds for exactly those rows for which the part does not, empty columns or not."""

    part: Condition


@dataclass(frozen=True, slots=True)
class Among:
    """The column names a row of another table for which the part holds, by what stands there in `named`."""

    column: str
    of: type[Row]
    part: Condition
    named: str = "id"


Condition = Compare | All | AnyOf | Not | Among


def matching(session: Session, model: type[R], condition: Condition) -> QuerySet[R]:
    """The tenant's rows for which it holds."""
    return session.query(model).filter(_to_q(session, condition))


def where(column: str, lookup: str, value: Any) -> Q:
    """`lookup` as Tortoise has it; empty for equality."""
    return Q(**{f"{column}__{lookup}" if lookup else column: value})


def _to_q(session: Session, condition: Condition) -> Q:
    match condition:
        case Compare(column, "startsWith", value):
            return _decided(column, _beginning_with(column, value))
        case Compare(column, operator, value):
            found = where(column, _LOOKUPS[operator], value)
            return found if operator == "isNull" else _decided(column, found)
        # An empty Q would vanish from whatever it is a part of, also from a negation and from an "or".
        case All(()):
            return ~_NOTHING
        case All(parts):
            return Q(*(_to_q(session, part) for part in parts))
        case AnyOf(()):
            return _NOTHING
        case AnyOf(parts):
            return Q(*(_to_q(session, part) for part in parts), join_type=Q.OR)
        case Not(part):
            return ~Q(_to_q(session, part))
        case Among(column, model, part, named):
            among = Subquery(matching(session, model, part).values(named))
            return _decided(column, where(column, "in", among))


_NOTHING = Q(id__in=[])


def _decided(column: str, compared: Q) -> Q:
    """SQL's third truth value, of comparisons with an empty column, would survive a negation. (And pypika
    negates a bare `in` only once, however often it is told to.)"""
    return compared & where(column, "isnull", False)


_LAST = "\U0010ffff"
_SURROGATES = range(0xD800, 0xE000)


def _beginning_with(column: str, value: str) -> Q:
    """Row-level security lets nothing but plain comparisons reach an index: a `like` would be tried on every
    row of the tenant."""
    begun = where(column, "gte", value)
    shorter = value.rstrip(_LAST)
    return begun & where(column, "lt", shorter[:-1] + _next(shorter[-1])) if shorter else begun


def _next(character: str) -> str:
    """By code point; surrogates are no characters."""
    following = ord(character) + 1
    return chr(_SURROGATES.stop if following in _SURROGATES else following)
