"""Where a run keeps what it reads, and in whose name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sla_plugin.documents.store import DocumentStore
from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.ids import TenantId
from sla_plugin.domain.roles import Role
from sla_plugin.domain.transitions import Actor
from sla_plugin.storage.session import Database
from sla_plugin.sync.links import Link

Now = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Home:
    """Of one tenant. `documents` takes what CRMs ask for as evidence, and `seal` closes the trails of the
    contracts that it concerns."""

    database: Database
    tenant: TenantId
    documents: DocumentStore
    seal: Callable[[str], str] = field(repr=False)
    now: Now


def deed_of(home: Home, link: Link, at: datetime) -> Deed:
    """What a connected system does to a contract: a CRM passes on what parties say, and no other may."""
    if link.manifest.is_crm:
        return Deed(Actor(f"crm:{link.key}", frozenset({Role.CRM_AGENT})), at, home.seal)
    return Deed(Actor(f"desk:{link.key}", frozenset()), at, home.seal)
