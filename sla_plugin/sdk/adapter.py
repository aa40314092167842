"""The port: what the engine asks of a system, and nothing more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar

from sla_plugin.sdk.changes import Batch, Change, Cursor
from sla_plugin.sdk.manifest import ConnectionConfig
from sla_plugin.sdk.records import RecordKind, Ref
from sla_plugin.sdk.values import ValueRules

Config = TypeVar("Config", bound=ConnectionConfig, covariant=True)


@dataclass(frozen=True, slots=True)
class Connection(Generic[Config]):
    """One configured system. `key` names it in ids (`system:external id`). Secrets never appear in a repr."""

    key: str
    config: Config
    secrets: Mapping[str, str] = field(repr=False, default_factory=dict)
    values: ValueRules = field(default_factory=ValueRules)


@dataclass(frozen=True, slots=True)
class Check:
    """Proof that the system knows us: who we are there, its version, and how far its clock is from ours."""

    principal: str
    server_version: str
    clock_skew: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Discovery:
    """The words the system uses, to check a value mapping against."""

    statuses: tuple[str, ...] = ()
    priorities: tuple[str, ...] = ()
    queues: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WriteStatus:
    """SLA status for one ticket. Writing the same `key` twice has the effect of writing it once.

    `state` None removes the fields: nothing is measured on this ticket any more.
    """

    key: str
    ref: Ref
    state: str | None
    due: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class WriteNote:
    """Something that agents read on one ticket, and its requester does not.

    The system keeps `key` with the note: writing the same one twice has the effect of writing it once, also
    where we do not remember the first time.
    """

    key: str
    ref: Ref
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Written:
    """`applied` is False where the system already said so and nothing was written."""

    version: int
    applied: bool


class Adapter(Protocol):
    """One open connection. Every method may raise an `AdapterError`, and nothing else on purpose."""

    async def check(self) -> Check:
        """Prove who we are; a wrong key must raise AuthFailed even where the system answers 200."""

    async def set_up(self) -> tuple[str, ...]:
        """Create what we need there, as far as we may; what an administrator must still create, a sentence
        each. Harmless when repeated."""

    async def discover(self) -> Discovery: ...

    async def pull(self, kind: RecordKind, cursor: Cursor | None, limit: int) -> Batch:
        """The next page of changes after `cursor`, oldest first; a stream of tickets carries their facts."""

    async def fetch(self, refs: Sequence[Ref]) -> Sequence[Change]:
        """These records as they are now; one that is gone comes as a deletion."""

    async def list_ids(self, kind: RecordKind, after: str | None, limit: int) -> Sequence[str]:
        """Ids that exist now, in a stable order, for finding deletions that the stream cannot tell."""

    async def write_status(self, status: WriteStatus) -> Written:
        """Write, guarded by the version just read; StaleVersion when somebody was faster."""

    async def write_note(self, note: WriteNote) -> Written:
        """Once, and tell whoever owns the ticket's queue, where the system tells anybody. Whatever else the
        ticket says stays as it is."""
