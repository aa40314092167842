"""What happens to a ticket, in the words of the golden pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from sla_plugin.domain.facts import (
    Assigned,
    Author,
    Deleted,
    Fact,
    FieldChanged,
    InternalNote,
    Merged,
    Opened,
    PublicReply,
    Reopened,
    Status,
    StatusChanged,
    TicketField,
    What,
)
from tests.support.golden_pages import instant

_FIELDS = {
    "P1": TicketField.PRIORITY,
    "P2": TicketField.PRIORITY,
    "P3": TicketField.PRIORITY,
    "clinical": TicketField.SERVICE,
    "workplace": TicketField.SERVICE,
    "hospital": TicketField.CUSTOMER,
    "dairy": TicketField.CUSTOMER,
    "ward": TicketField.SITE,
    "city": TicketField.SITE,
}
_KEYED = {TicketField.CUSTOMER, TicketField.SITE}

_SAID: Mapping[str, What] = {
    "answered": PublicReply(Author.AGENT),
    "requester writes": PublicReply(Author.REQUESTER),
    "answered by a machine": PublicReply(Author.AUTOMATIC),
    "noted": InternalNote(),
    "worked on": StatusChanged(Status.OPEN),
    "waits for the customer": StatusChanged(Status.PENDING_CUSTOMER),
    "waits for the supplier": StatusChanged(Status.PENDING_SUPPLIER),
    "on hold": StatusChanged(Status.ON_HOLD),
    "resolved": StatusChanged(Status.RESOLVED),
    "closed": StatusChanged(Status.CLOSED),
    "cancelled": StatusChanged(Status.CANCELLED),
    "reopened": Reopened(),
    "merged": Merged("another"),
    "deleted": Deleted(),
    "given to nobody": Assigned(None),
}


def what(text: str) -> What:
    """`opened as P1`, `becomes the dairy's`, `given to the network team`, `given to supplier Acme`, …"""
    for pattern, make in _FORMS.items():
        if match := re.fullmatch(pattern, text):
            return make(match)
    return _SAID[text]


def _opened(match: re.Match[str]) -> What:
    words = (match[1] or "").split()
    fields = {TicketField.CUSTOMER: "crm:hospital", **{_FIELDS[word]: _value(word) for word in words}}
    return Opened(Status.NEW, fields=tuple(fields.items()))


def _value(word: str) -> str:
    return f"crm:{word}" if _FIELDS[word] in _KEYED else word


_FORMS: Mapping[str, Callable[[re.Match[str]], What]] = {
    r"opened(?: as (.+))?": _opened,
    r"becomes (\w+)": lambda match: FieldChanged(_FIELDS[match[1]], _value(match[1])),
    r"given to supplier (.+)": lambda match: Assigned(match[1], supplier=True),
    r"given to the (.+) team": lambda match: Assigned(match[1]),
}


def facts(rows: Sequence[Mapping[str, str]]) -> list[Fact]:
    """In the order of the rows, which is the order in which we hear of them. A row may say how many times."""
    return [
        Fact(instant(row["When"]), "desk", n, str(n), what(row["What happens"])) for n, row in enumerate(rows)
    ]
