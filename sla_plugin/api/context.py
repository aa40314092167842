"""What a GraphQL operation works with: who calls, one tenant-scoped session, and loaders that batch."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from strawberry.types import Info as StrawberryInfo

from sla_plugin.api.loaders import Loaders
from sla_plugin.auth.actors import actor_of, bound_to
from sla_plugin.auth.principals import Principal
from sla_plugin.auth.seals import SealKey
from sla_plugin.documents.store import DocumentStore
from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.ids import OrganisationId, TenantId
from sla_plugin.storage.session import Database, Session
from sla_plugin.sync.calendar_feeds import FeedReader


@dataclass
class Context:
    """`now` is read once, so that one answer is of one instant. `documents`: takes the papers of what is to
    be read next. `address`: of the caller, as far as the network tells."""

    database: Database
    principal: Principal
    now: datetime
    feeds: FeedReader
    seal_key: SealKey
    documents: DocumentStore
    address: str | None = None
    session_: Session | None = field(default=None, repr=False)

    @property
    def tenant(self) -> TenantId:
        """From the verified token, and from nowhere else."""
        return TenantId(self.principal.tenant)

    @property
    def bound_to(self) -> OrganisationId | None:
        """The party whose contracts are all that this caller sees; None: it sees all there are."""
        return bound_to(self.principal)

    @property
    def deed(self) -> Deed:
        """Of whoever calls, now."""
        return Deed(actor_of(self.principal), self.now, self.seal_key.seal, self.address)

    @property
    def session(self) -> Session:
        assert self.session_ is not None, "opened by OperationSession"
        return self.session_

    @cached_property
    def loaders(self) -> Loaders:
        return Loaders(self.session, self.now, self.bound_to)

    def forget_what_was_read(self) -> None:
        """Something was changed: the next mutation of the same document must not show what was before."""
        vars(self).pop("loaders", None)


Info = StrawberryInfo[Context, None]
