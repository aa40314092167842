"""The content of a fact as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from sla_plugin.domain.facts import (
    Assigned,
    Author,
    Deleted,
    FactKind,
    FieldChanged,
    InternalNote,
    Merged,
    Opened,
    Outcome,
    PublicReply,
    Reopened,
    Status,
    StatusChanged,
    TicketField,
    What,
)


def what_to_json(what: What) -> dict[str, Any]:
    if isinstance(what, Opened):
        return {
            "status": what.status.value,
            "desk_status": what.desk_status,
            "fields": {name.value: value for name, value in what.fields},
        }
    return {field.name: getattr(what, field.name) for field in fields(what)}


def what_from_json(kind: FactKind, data: Mapping[str, Any]) -> What:
    match kind:
        case FactKind.OPENED:
            named = tuple((TicketField(name), value) for name, value in data["fields"].items())
            return Opened(Status(data["status"]), data["desk_status"], named)
        case FactKind.FIELD_CHANGED:
            return FieldChanged(TicketField(data["field"]), data["value"])
        case FactKind.ASSIGNED:
            return Assigned(data["team"], data["supplier"])
        case FactKind.REOPENED:
            return Reopened()
        case FactKind.STATUS_CHANGED:
            return StatusChanged(Status(data["status"]), data["desk_status"])
        case FactKind.PUBLIC_REPLY:
            return PublicReply(Author(data["author"]))
        case FactKind.INTERNAL_NOTE:
            return InternalNote()
        case FactKind.OUTCOME:
            return Outcome(data["csat"], data["stated"])
        case FactKind.MERGED:
            return Merged(data["into"])
        case FactKind.DELETED:
            return Deleted()
