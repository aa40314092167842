"""Filter inputs: `{and, or, not, field: {eq, in, gt, lt, contains, isNull}}`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry

from sla_plugin.api.ids import id_of
from sla_plugin.api.types.enums import ClockState, CoverageStatus, Status, Verdict
from sla_plugin.errors import BadInput, Code
from sla_plugin.storage.conditions import All, Among, AnyOf, Compare, Condition, Not, Operator
from sla_plugin.storage.tickets import TicketRow

_OPERATORS: dict[str, Operator] = {
    "eq": "eq",
    "in_": "in",
    "gt": "gt",
    "lt": "lt",
    "contains": "contains",
    "starts_with": "startsWith",
    "is_null": "isNull",
}


@strawberry.input(description="Conditions on a text; all that are given must hold.")
class TextFilter:
    eq: str | None = strawberry.field(default=None, description="Exactly this.")
    in_: list[str] | None = strawberry.field(default=None, name="in", description="One of these.")
    contains: str | None = strawberry.field(default=None, description="Somewhere in it, upper case as given.")
    is_null: bool | None = strawberry.field(default=None, description="Whether there is none.")


@strawberry.input(description="Conditions on an instant; all that are given must hold.")
class InstantFilter:
    eq: datetime | None = strawberry.field(default=None, description="Exactly then.")
    gt: datetime | None = strawberry.field(default=None, description="Later.")
    lt: datetime | None = strawberry.field(default=None, description="Earlier.")
    is_null: bool | None = strawberry.field(default=None, description="Whether there is none.")


@strawberry.input(description="Conditions on a reference; all that are given must hold.")
class IdFilter:
    eq: strawberry.ID | None = strawberry.field(default=None, description="This object.")
    in_: list[strawberry.ID] | None = strawberry.field(default=None, name="in", description="One of these.")
    is_null: bool | None = strawberry.field(default=None, description="Whether there is none.")


@strawberry.input(description="Conditions on a ticket's status.")
class StatusFilter:
    eq: Status | None = strawberry.field(default=None, description="This one.")
    in_: list[Status] | None = strawberry.field(default=None, name="in", description="One of these.")


@strawberry.input(description="Conditions on a ticket's coverage.")
class CoverageFilter:
    eq: CoverageStatus | None = strawberry.field(default=None, description="This one.")
    in_: list[CoverageStatus] | None = strawberry.field(default=None, name="in", description="One of these.")


@strawberry.input(description="Conditions on a clock's verdict.")
class VerdictFilter:
    eq: Verdict | None = strawberry.field(default=None, description="This one.")
    in_: list[Verdict] | None = strawberry.field(default=None, name="in", description="One of these.")


@strawberry.input(description="Conditions on a clock's state.")
class ClockStateFilter:
    eq: ClockState | None = strawberry.field(default=None, description="This one.")
    in_: list[ClockState] | None = strawberry.field(default=None, name="in", description="One of these.")


@strawberry.input(description="Conditions on a metric.")
class MetricFilter:
    eq: str | None = strawberry.field(default=None, description="This one.")
    in_: list[str] | None = strawberry.field(default=None, name="in", description="One of these.")


@strawberry.input(description="Which tickets; everything that is given must hold.")
class TicketFilter:
    and_: list[TicketFilter] | None = strawberry.field(default=None, name="and", description="All of these.")
    or_: list[TicketFilter] | None = strawberry.field(default=None, name="or", description="Any of these.")
    not_: TicketFilter | None = strawberry.field(default=None, name="not", description="Not this.")
    key: TextFilter | None = strawberry.field(default=None, description="The desk's number.")
    subject: TextFilter | None = strawberry.field(default=None, description="The subject.")
    status: StatusFilter | None = strawberry.field(default=None, description="The normalised status.")
    priority: TextFilter | None = strawberry.field(default=None, description="The priority.")
    customer: IdFilter | None = strawberry.field(default=None, description="The customer.")
    service: IdFilter | None = strawberry.field(default=None, description="The service.")
    opened_at: InstantFilter | None = strawberry.field(default=None, description="When it was opened.")
    coverage: CoverageFilter | None = strawberry.field(default=None, description="Whether it is covered.")


@strawberry.input(description="Which clocks; everything that is given must hold.")
class ClockFilter:
    and_: list[ClockFilter] | None = strawberry.field(default=None, name="and", description="All of these.")
    or_: list[ClockFilter] | None = strawberry.field(default=None, name="or", description="Any of these.")
    not_: ClockFilter | None = strawberry.field(default=None, name="not", description="Not this.")
    metric: MetricFilter | None = strawberry.field(default=None, description="What it measures.")
    state: ClockStateFilter | None = strawberry.field(default=None, description="What it is doing.")
    verdict: VerdictFilter | None = strawberry.field(default=None, description="What it means.")
    due_at: InstantFilter | None = strawberry.field(default=None, description="When it is due.")
    stopped_at: InstantFilter | None = strawberry.field(
        default=None, description="When it ended; `{isNull: true}` for those that are open."
    )
    contract: IdFilter | None = strawberry.field(default=None, description="The contract it belongs to.")
    ticket: TicketFilter | None = strawberry.field(default=None, description="The ticket it runs on.")


_DEEPEST, _LONGEST = 10, 1_000

_REFERENCES = {
    "customer": ("customer_id", "Organisation"),
    "service": ("service_id", "Service"),
    "contract": ("contract_id", "Contract"),
}


def ticket_condition(given: TicketFilter | None) -> Condition:
    return condition_of(given, {})


def clock_condition(given: ClockFilter | None) -> Condition:
    return condition_of(given, {"ticket": lambda part: Among("ticket_id", TicketRow, ticket_condition(part))})


def condition_of(given: Any, special: Mapping[str, Callable[[Any], Condition]], depth: int = 0) -> Condition:
    """Walk the fields that are given; a nested filter of the same type is walked alike."""
    if depth > _DEEPEST:
        raise _too_much(f"Filters are nested more than {_DEEPEST} deep.", "Say it with fewer of them.")
    parts: list[Condition] = []
    for name, value in _given(given):
        if name == "and_":
            parts.append(All([condition_of(part, special, depth + 1) for part in _few(value)]))
        elif name == "or_":
            parts.append(AnyOf([condition_of(part, special, depth + 1) for part in _few(value)]))
        elif name == "not_":
            parts.append(Not(condition_of(value, special, depth + 1)))
        elif name in special:
            parts.append(special[name](value))
        else:
            column, kind = _REFERENCES.get(name, (name, None))
            parts.append(compared(column, value, kind, field=name))
    return All(parts)


def compared(column: str, given: Any, kind: str | None = None, *, field: str) -> Condition:
    """Every comparison that is given, of a column; of `kind`: that names an object of this type by its id."""
    return All(
        [
            Compare(
                column, _OPERATORS[name], _few(value) if kind is None else _keys(kind, _few(value), field)
            )
            for name, value in _given(given)
        ]
    )


def _keys(kind: str, value: Any, field: str) -> bool | UUID | list[UUID]:
    if isinstance(value, bool):
        return value
    if isinstance(value, list):
        return [id_of(kind, one, field=field) for one in value]
    return id_of(kind, value, field=field)


def _few(value: Any) -> Any:
    """The value, unless it is a list too long to be sent to the database with others of its kind."""
    if isinstance(value, list) and len(value) > _LONGEST:
        raise _too_much(f"A filter lists {len(value)}; {_LONGEST} are taken.", "Ask in several requests.")
    return value


def _too_much(message: str, hint: str) -> BadInput:
    return BadInput(Code.FILTER_LIMIT, message, hint=hint, field="filter")


def _given(value: Any) -> list[tuple[str, Any]]:
    if value is None:
        return []
    return [(f.name, v) for f in fields(value) if (v := getattr(value, f.name)) is not None]
