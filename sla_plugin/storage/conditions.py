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

Operator = Literal["eq", "in", "gt", "lt", "contains", "isNull"]

_LOOKUPS = {
    "eq": "",
    "in": "__in",
    "gt": "__gt",
    "lt": "__lt",
    "contains": "__contains",
    "isNull": "__isnull",
}


@dataclass(frozen=True, slots=True)
class Compare:
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
    part: Condition


@dataclass(frozen=True, slots=True)
class Among:
    """The column names a row of another table for which the part holds."""

    column: str
    of: type[Row]
    part: Condition


Condition = Compare | All | AnyOf | Not | Among

NEVER = AnyOf(())


def matching(session: Session, model: type[R], condition: Condition) -> QuerySet[R]:
    """The tenant's rows for which it holds."""
    return session.query(model).filter(_to_q(session, condition))


def _to_q(session: Session, condition: Condition) -> Q:
    match condition:
        case Compare(column, operator, value):
            return Q(**{f"{column}{_LOOKUPS[operator]}": value})
        case All(parts):
            return Q(*(_to_q(session, part) for part in parts))
        case AnyOf(()):
            return Q(id__in=[])
        case AnyOf(parts):
            return Q(*(_to_q(session, part) for part in parts), join_type=Q.OR)
        case Not(part):
            return ~_to_q(session, part)
        case Among(column, model, part):
            among: dict[str, Any] = {f"{column}__in": Subquery(matching(session, model, part).values("id"))}
            return Q(**among)
