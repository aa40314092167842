"""Calendars that a file brings along, for a tenant who has none of that code yet.

`calendars: {office: {time_zone: Asia/Bangkok, hours: {mon: [["08:30", "17:30"]]}}}`
"""

from __future__ import annotations

from typing import Any

from sla_plugin.agreement_files.cursors import Cursor, Told
from sla_plugin.agreement_files.trees import Entries, Items, Node, Text
from sla_plugin.domain.calendar_text import parse_calendar
from sla_plugin.domain.calendars import Calendar
from sla_plugin.errors import BadInput


def read_calendar(at: Cursor) -> Calendar:
    """Told where it is no calendar, at the part that is wrong."""
    try:
        return parse_calendar(_value(at.node))
    except BadInput as error:
        path = tuple((error.field or "").replace("[", ".").split(".")) if error.field else ()
        at.log.tell(error, (*at.path, *path), _place(at.node, path))
        raise Told from None


def _place(node: Node, path: tuple[str, ...]) -> Any:
    """Of the deepest part that stands there."""
    for key in path:
        below = _below(node, key)
        if below is None:
            break
        node = below
    return node.place


def _below(node: Node, key: str) -> Node | None:
    pairs = node.pairs if isinstance(node, Entries) else ()
    return next((value for name, value in pairs if isinstance(name, Text) and name.value == key), None)


def _value(node: Node) -> Any:
    match node:
        case Text():
            return node.value
        case Items():
            return [_value(one) for one in node.nodes]
        case Entries():
            return {_value(key): _value(of) for key, of in node.pairs if isinstance(key, Text)}
