"""Who calls: the bearer token of the request, verified, and not revoked."""

from __future__ import annotations

from uuid import UUID

from starlette.requests import Request

from sla_plugin.api.context import Context
from sla_plugin.auth.principals import Principal
from sla_plugin.auth.refusals import refused
from sla_plugin.domain.ids import TenantId
from sla_plugin.errors import Code
from sla_plugin.runtime.installation import ISSUER, Installation
from sla_plugin.storage.tokens import is_revoked
from sla_plugin.sync.calendar_feeds import FeedReader


async def context_of(installation: Installation, request: Request) -> Context:
    """Unauthenticated `token.*` for any token that is not wholly right."""
    now = installation.now()
    principal = installation.verified_tokens.verify(
        _bearer(request), issuers=installation.issuers, now=now, is_revoked=lambda _: False
    )
    await _refuse_revoked(installation, principal)
    feeds = FeedReader(private=installation.settings.feeds_private)
    return Context(installation.database, principal, now, feeds)


def _bearer(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else ""


async def _refuse_revoked(installation: Installation, principal: Principal) -> None:
    """Asked of the database each time, so that a revoked token is refused from the next request on."""
    if principal.issuer != ISSUER or principal.token_id is None:
        return
    async with installation.database.session(TenantId(principal.tenant)) as session:
        if await is_revoked(session, UUID(principal.token_id)):
            raise refused(Code.TOKEN_REVOKED)
