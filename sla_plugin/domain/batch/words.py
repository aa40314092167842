"""What the distinct happenings of many histories say, as arrays by their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sla_plugin.domain.batch.columns import Codes
from sla_plugin.domain.batch.field_sets import FieldSets
from sla_plugin.domain.facts import (
    Assigned,
    Author,
    Deleted,
    FieldChanged,
    Merged,
    Opened,
    PublicReply,
    Reopened,
    Status,
    StatusChanged,
    What,
)
from sla_plugin.domain.tickets import Ending

STATUSES = tuple(Status)
ENDINGS = (None, *Ending)
"""By their numbers; a ticket without an ending, 0, is open."""

AUTHORS = (Author.AGENT, Author.REQUESTER)

ELSE = -1
"""Where a happening says nothing of the kind."""


@dataclass(frozen=True, slots=True)
class Word:
    """`status` and `ending` are what the ticket gets; a status alone keeps an ending that is there already.
    `holder` 0 is nobody. `fields` is what it is opened with, `change` the place of what changes in them."""

    status: int = ELSE
    ending: int = ELSE
    holder: int = ELSE
    author: int = ELSE
    fields: int = ELSE
    change: int = ELSE


class Words:
    """The columns of `Word`, one for each of the `whats`."""

    def __init__(self, whats: Sequence[What], fields: FieldSets) -> None:
        self._holders: dict[object, int] = {}
        self._fields = fields
        self.changes: list[FieldChanged] = []
        words = [self._word(what) for what in whats]
        self.status = _column([word.status for word in words])
        self.ending = _column([word.ending for word in words])
        self.holder = _column([word.holder for word in words])
        self.author = _column([word.author for word in words])
        self.fields = _column([word.fields for word in words])
        self.change = _column([word.change for word in words])

    def _word(self, what: What) -> Word:
        match what:
            case Opened(status, _, fields):
                return Word(*_status(status), fields=self._fields.number(dict(fields)))
            case StatusChanged(status):
                return Word(*_status(status))
            case Reopened():
                return Word(*_status(Status.OPEN))
            case Merged():
                return Word(ending=ENDINGS.index(Ending.MERGED))
            case Deleted():
                return Word(ending=ENDINGS.index(Ending.DELETED))
            case Assigned(team, supplier):
                return Word(holder=0 if team is None else self._holder((team, supplier)))
            case PublicReply(author) if author in AUTHORS:
                return Word(author=AUTHORS.index(author))
            case FieldChanged():
                self.changes.append(what)
                return Word(change=len(self.changes) - 1)
            case _:
                return Word()

    def _holder(self, holder: object) -> int:
        return self._holders.setdefault(holder, len(self._holders) + 1)


def _status(status: Status) -> tuple[int, int]:
    ending = None
    if status.is_done:
        ending = Ending.RESOLVED
    elif status is Status.CANCELLED:
        ending = Ending.CANCELLED
    return STATUSES.index(status), ENDINGS.index(ending)


def _column(values: Sequence[int]) -> Codes:
    return np.array(values, np.int32)
