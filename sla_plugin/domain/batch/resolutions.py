"""Which commitment holds for which ticket, asked once for all that are about the same."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from sla_plugin.domain.batch.columns import Codes, Microseconds
from sla_plugin.domain.batch.field_sets import Fields, FieldSets
from sla_plugin.domain.batch.promises import Promises
from sla_plugin.domain.levels import Commitment, resolve
from sla_plugin.domain.metrics import MetricName
from sla_plugin.domain.microseconds import to_instant

NOTHING = -1
_UNKNOWN = -2


class Resolutions:
    """Of one metric; `pinned`: as a clock asks that holds on to the versions in force when it began."""

    def __init__(self, metric: MetricName, promises: Promises, fields: FieldSets, *, pinned: bool) -> None:
        self._metric, self._promises, self._fields = metric, promises, fields
        self._pinned = pinned
        self._found = np.full(0, _UNKNOWN, np.int32)

    def of(self, fields: Codes, at: Microseconds) -> Codes:
        """The numbers of the commitments, or NOTHING."""
        slots = self._fields.slot(fields, at)
        if self._fields.slots > len(self._found):
            more = np.full(2 * self._fields.slots - len(self._found), _UNKNOWN, np.int32)
            self._found = np.concatenate((self._found, more))
        unknown = np.flatnonzero(self._found[slots] == _UNKNOWN)
        if unknown.size:
            for i in unknown[np.unique(slots[unknown], return_index=True)[1]]:
                self._found[slots[i]] = self._number(int(fields[i]), to_instant(int(at[i])))
        found: Codes = self._found[slots]
        return found

    def _number(self, fields: int, at: datetime) -> int:
        values = self._fields.values[fields]
        found = self._ask(values, at, at) if self._pinned else None
        found = found or self._ask(values, at, None)
        return NOTHING if found is None else self._promises.number(found)

    def _ask(self, values: Fields, at: datetime, pinned: datetime | None) -> Commitment | None:
        commitments = self._promises.commitments
        found = resolve(commitments, self._metric, commitments.subject(values), at, pinned, at)
        return found if isinstance(found, Commitment) else None
