"""Who asks."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import strawberry

from sla_plugin.api.context import Context
from sla_plugin.api.ids import global_id


@strawberry.type(description="Who asks, as the verified token says.")
class Viewer:
    subject: str = strawberry.field(description="The person or machine.")
    tenant: UUID = strawberry.field(description="The only tenant that this token can see.")
    scopes: list[str] = strawberry.field(description="What the token may.")
    roles: list[str] = strawberry.field(description="What the person is.")
    party: strawberry.ID | None = strawberry.field(
        description="The organisation for which the person stands; null for none in particular."
    )
    expires_at: datetime = strawberry.field(description="When the token ends.")
    now: datetime = strawberry.field(description="The instant that this answer is of.")

    @classmethod
    def of(cls, context: Context) -> Viewer:
        principal = context.principal
        party = principal.party_id
        return cls(
            subject=principal.subject,
            tenant=principal.tenant,
            scopes=sorted(principal.scopes),
            roles=sorted(principal.roles),
            party=None if party is None else strawberry.ID(global_id("Organisation", party)),
            expires_at=principal.expires_at,
            now=context.now,
        )
