"""What a GraphQL operation works with: who calls, one tenant-scoped session, and loaders that batch."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from strawberry.types import Info as StrawberryInfo

from sla_plugin.api.loaders import Loaders
from sla_plugin.auth.principals import Principal
from sla_plugin.domain.ids import TenantId
from sla_plugin.storage.session import Database, Session
from sla_plugin.sync.calendar_feeds import FeedReader


@dataclass
class Context:
    """`now` is read once, so that one answer is of one instant."""

    database: Database
    principal: Principal
    now: datetime
    feeds: FeedReader
    session_: Session | None = field(default=None, repr=False)

    @property
    def tenant(self) -> TenantId:
        """From the verified token, and from nowhere else."""
        return TenantId(self.principal.tenant)

    @property
    def session(self) -> Session:
        assert self.session_ is not None, "opened by OperationSession"
        return self.session_

    @cached_property
    def loaders(self) -> Loaders:
        return Loaders(self.session, self.now)

    def forget_what_was_read(self) -> None:
        """Something was changed: the next mutation of the same document must not show what was before."""
        vars(self).pop("loaders", None)


Info = StrawberryInfo[Context, None]
