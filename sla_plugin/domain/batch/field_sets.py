"""Every combination of field values that any ticket has had, by number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from sla_plugin.domain.batch.columns import Codes, Column, Microseconds
from sla_plugin.domain.batch.eras import Eras
from sla_plugin.domain.commitments import Commitments
from sla_plugin.domain.facts import FieldChanged, TicketField

Fields = Mapping[TicketField, str]


class FieldSets:
    """`customer` of each as `eras` numbers them. Its slots are one for each of their eras: what is promised
    is the same throughout a slot."""

    def __init__(self, commitments: Commitments, eras: Eras) -> None:
        self._commitments, self._eras = commitments, eras
        self._numbers: dict[frozenset[tuple[TicketField, str]], int] = {}
        self._after: dict[tuple[int, int], int] = {}
        self._first_slot = Column(np.int32)
        self.customer = Column(np.int32)
        self.values: list[Fields] = []
        self.slots = 0

    def number(self, fields: Fields) -> int:
        key = frozenset(fields.items())
        if key not in self._numbers:
            self._numbers[key] = len(self.values)
            self.values.append(dict(fields))
            customer = self._eras.customer(self._commitments.subject(fields).customer)
            self.customer.append(customer)
            self._first_slot.append(self.slots)
            self.slots += self._eras.count(customer)
        return self._numbers[key]

    def slot(self, fields: Codes, at: Microseconds) -> Codes:
        found: Codes = self._first_slot.of(fields) + self._eras.of(self.customer.of(fields), at)
        return found

    def after(self, fields: Codes, changes: Codes, whats: Sequence[FieldChanged]) -> Codes:
        """The combinations after these changes, which are places in `whats`."""
        pairs = fields.astype(np.int64) * len(whats) + changes
        distinct, where = np.unique(pairs, return_inverse=True)
        found = [self._changed(*divmod(int(pair), len(whats)), whats) for pair in distinct]
        return np.array(found, np.int32)[where]

    def _changed(self, fields: int, change: int, whats: Sequence[FieldChanged]) -> int:
        if (fields, change) not in self._after:
            what = whats[change]
            others = {name: value for name, value in self.values[fields].items() if name is not what.field}
            new = others if what.value is None else {**others, what.field: what.value}
            self._after[fields, change] = self.number(new)
        return self._after[fields, change]
