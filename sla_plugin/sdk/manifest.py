"""What an adapter says of itself before it is connected."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from sla_plugin.sdk.records import RecordKind
from sla_plugin.sdk.values import ValueRules

if TYPE_CHECKING:
    from sla_plugin.sdk.adapter import Adapter, Connection

PORT_VERSION = 1


class Ordering(StrEnum):
    """How the system lets us read what changed."""

    JOURNAL = "JOURNAL"
    TIMESTAMP = "TIMESTAMP"
    SCAN = "SCAN"


class Tombstones(StrEnum):
    """How we learn of deletions: the stream tells, a pass over all ids finds them, or never."""

    FEED = "FEED"
    RECONCILE = "RECONCILE"
    NONE = "NONE"


class Echo(StrEnum):
    """How our own writes are recognised when they come back."""

    FIELD = "FIELD"
    ACTOR = "ACTOR"
    VERSION = "VERSION"
    NONE = "NONE"


@dataclass(frozen=True, slots=True)
class Capabilities:
    """`writes_notes`: `write_note` works, whose key the system keeps."""

    ordering: Ordering
    tombstones: Tombstones
    max_page: int
    writes_status: bool = False
    writes_notes: bool = False
    precondition: bool = False
    merges: bool = False
    echo: Echo = Echo.NONE


class ConnectionConfig(BaseModel):
    """Base of every adapter's configuration: unknown names are refused, so that a typo cannot pass."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, slots=True)
class Manifest:
    """`kinds`: what it tells, in the order in which it is read. A system that tells customers is a CRM, and
    nothing else may ask to end a contract. `values` are the rules for the system's own words where a
    connection states none."""

    key: str
    title: str
    kinds: tuple[RecordKind, ...]
    capabilities: Capabilities
    config: type[ConnectionConfig]
    secrets: tuple[str, ...] = ()
    values: ValueRules = field(default_factory=ValueRules)
    port_version: int = PORT_VERSION

    @property
    def is_crm(self) -> bool:
        return RecordKind.CUSTOMER in self.kinds


@dataclass(frozen=True, slots=True)
class AdapterKind:
    """What an entry point of the group `sla_plugin.adapters` names: the manifest, and the way to connect."""

    manifest: Manifest
    connect: Callable[[Connection[Any]], AbstractAsyncContextManager[Adapter]]
