"""The lives of a block of tickets, read side by side: what `tickets.fold` does to one, fact by fact."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sla_plugin.domain.batch.columns import Codes, Flags, Indices, Microseconds
from sla_plugin.domain.batch.eras import NOBODY
from sla_plugin.domain.batch.field_sets import FieldSets
from sla_plugin.domain.batch.words import AUTHORS, ELSE, ENDINGS, Words
from sla_plugin.domain.facts import Author
from sla_plugin.domain.tickets import Ending

RESOLVED = ENDINGS.index(Ending.RESOLVED)
_AGENT, _REQUESTER = AUTHORS.index(Author.AGENT), AUTHORS.index(Author.REQUESTER)


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """The n-th fact of each ticket that has so many, of which there are fewer from one to the next: `at` and
    `is_open` have an item for each of them, the rest are the tickets to which that happened by it.

    `told`: the requester wrote. `moved`: a ticket that was open and is has another status or holder.
    `refiled`: the fields of an open ticket are others.
    """

    at: Microseconds
    is_opening: bool
    is_open: Flags
    replied: Indices
    told: Indices
    owned: Indices
    ended: Indices
    reopened: Indices
    moved: Indices
    refiled: Indices


class Lives:
    """The tickets as they are now; `status`, `ending`, `holder` and `fields` by their numbers.

    `ended_at`: when the latest ending came. `was_held`: somebody has owned it. `was_moved`: from one customer
    to another.
    """

    def __init__(self, size: int, words: Words, fields: FieldSets) -> None:
        self._words, self._fields = words, fields
        self.status = np.zeros(size, np.int32)
        self.ending = np.zeros(size, np.int32)
        self.holder = np.zeros(size, np.int32)
        self.fields = np.zeros(size, np.int32)
        self.opened_at = np.zeros(size, np.int64)
        self.ended_at = np.zeros(size, np.int64)
        self.unanswered = np.zeros(size, np.bool_)
        self.was_held = np.zeros(size, np.bool_)
        self.was_moved = np.zeros(size, np.bool_)

    def open(self, at: Microseconds, what: Codes) -> Moments:
        """Of all of them."""
        words, none = self._words, np.zeros(0, np.intp)
        self.status[:], self.ending[:] = words.status[what], words.ending[what]
        self.fields[:] = words.fields[what]
        self.opened_at[:] = self.ended_at[:] = at
        ended = np.flatnonzero(self.ending)
        return Moments(at, True, self.ending == 0, none, none, none, ended, none, none, none)

    def take(self, at: Microseconds, what: Codes) -> Moments:
        """Of the first so many."""
        words = self._words
        author, holder = words.author[what], words.holder[what]
        moved, ended, reopened = self._move(what)
        self.ended_at[ended] = at[ended]
        held = np.flatnonzero(holder != ELSE)
        handed = held[self.holder[held] != holder[held]]
        self.holder[handed] = holder[handed]
        self.was_held[handed] = True
        replied, told = np.flatnonzero(author == _AGENT), np.flatnonzero(author == _REQUESTER)
        self.unanswered[replied], self.unanswered[told] = False, True
        is_open = self.ending[: len(at)] == 0
        handed, refiled = handed[is_open[handed]], self._refile(what)
        return Moments(
            at=at,
            is_opening=False,
            is_open=is_open,
            replied=replied,
            told=told,
            owned=held[holder[held] > 0],
            ended=ended,
            reopened=reopened,
            moved=np.concatenate((moved, handed)),
            refiled=refiled[is_open[refiled]],
        )

    def _move(self, what: Codes) -> tuple[Indices, Indices, Indices]:
        """Those that moved while they were open, those that ended, and those that came back."""
        ending = self._words.ending[what]
        told = np.flatnonzero(ending != ELSE)
        status, ending = self._words.status[what[told]], ending[told]
        old_status, old_ending = self.status[told], self.ending[told]
        status = np.where(status == ELSE, old_status, status)
        ending = np.where((ending == 0) | (old_ending == 0), ending, old_ending)
        self.status[told], self.ending[told] = status, ending
        ended = told[(ending != 0) & (old_ending == 0)]
        self.unanswered[ended] = False
        was_open, is_open = old_ending == 0, ending == 0
        return told[was_open & is_open & (status != old_status)], ended, told[is_open & ~was_open]

    def _refile(self, what: Codes) -> Indices:
        change = self._words.change[what]
        told = np.flatnonzero(change != ELSE)
        if not told.size:
            return told
        old = self.fields[told]
        new = self._fields.after(old, change[told], self._words.changes)
        self.fields[told] = new
        before, after = self._fields.customer.of(old), self._fields.customer.of(new)
        self.was_moved[told] |= (before != NOBODY) & (before != after)
        refiled: Indices = told[new != old]
        return refiled
