"""Calendars that a file brings along, so that it means the same wherever it is taken.

`calendars: {office: {time_zone: Asia/Bangkok, hours: {mon: [["08:30", "17:30"]]}}}`
"""

from __future__ import annotations

from typing import Any

from sla_plugin.agreement_files.cursors import Cursor, Told, check_storable
from sla_plugin.agreement_files.forms import Form
from sla_plugin.agreement_files.trees import Entries, Items, Node, Text
from sla_plugin.domain.calendar_text import parse_calendar
from sla_plugin.domain.calendars import Calendar, HolidayMasks
from sla_plugin.errors import BadInput


def read_calendar(at: Cursor) -> Calendar:
    """Told where it is no calendar, at the part that is wrong."""
    try:
        return parse_calendar(_value(at.node))
    except BadInput as error:
        path = tuple((error.field or "").replace("[", ".").split(".")) if error.field else ()
        at.log.tell(error, (*at.path, *path), _place(at.node, path))
        raise Told from None


def calendar_form(calendar: Calendar) -> Form:
    """Without what it has none of, and without the usual reading of holidays."""
    stated = calendar.as_mapping()
    if calendar.holiday_masks is HolidayMasks.DAY:
        del stated["holiday_masks"]
    return {key: form for key, form in stated.items() if form}


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
            check_storable(node.value)
            return node.value
        case Items():
            return [_value(one) for one in node.nodes]
        case Entries():
            return {_value(key): _value(of) for key, of in node.pairs if isinstance(key, Text)}
