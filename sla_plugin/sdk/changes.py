"""Changes as they stream in, page by page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sla_plugin.sdk.records import Record, Ref

Cursor = Mapping[str, Any]
"""Where a stream stopped: JSON that only the adapter reads, with its format's version under `v`."""


class Operation(StrEnum):
    UPSERT = "UPSERT"
    DELETE = "DELETE"
    MERGE = "MERGE"


@dataclass(frozen=True, slots=True)
class Change:
    """One record changed in its system.

    `version` orders the versions of one record as the system itself orders them (greater is newer); an older
    one never overwrites a newer one, whatever order they arrive in. `changed_at` is UTC. `data` is None for a
    deletion and for a merge, which names the survivor in `merged_into` (same kind, the system's id).
    """

    ref: Ref
    operation: Operation
    version: int
    changed_at: datetime
    data: Record | None = None
    merged_into: str | None = None
    actor: str | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """A record that could not be understood: kept with its reason, so that nothing is lost."""

    ref: Ref
    reason: str
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Batch:
    """One page. `cursor` covers exactly its changes; `more` says whether to ask again at once.

    Everything that happened in the system before `confirmed_until` has been handed over by now; None where
    the system cannot promise that.
    """

    changes: tuple[Change, ...]
    cursor: Cursor
    more: bool
    rejected: tuple[Rejected, ...] = ()
    confirmed_until: datetime | None = None
