"""Who calls: the bearer token of the request, verified, and not revoked."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from starlette.requests import Request

from sla_plugin.api.context import Context
from sla_plugin.auth.principals import Principal
from sla_plugin.auth.refusals import refused
from sla_plugin.auth.scopes import refuse_feed_token
from sla_plugin.domain.ids import TenantId
from sla_plugin.errors import Code
from sla_plugin.runtime.installation import ISSUER, Installation
from sla_plugin.storage.tokens import is_revoked
from sla_plugin.sync.calendar_feeds import FeedReader


async def context_of(installation: Installation, request: Request) -> Context:
    """Unauthenticated `token.*` for any token that is not wholly right; Forbidden `right.feed` for one that
    lies in the address of a calendar."""
    now = installation.now()
    principal = await principal_of(installation, bearer(request), now)
    refuse_feed_token(principal)
    feeds = FeedReader(private=installation.settings.feeds_private)
    address = None if request.client is None else request.client.host
    return Context(
        installation.database,
        principal,
        now,
        feeds,
        installation.seal_key,
        installation.documents,
        address,
    )


async def principal_of(installation: Installation, token: str, now: datetime) -> Principal:
    """Unauthenticated `token.*`"""
    principal = installation.verified_tokens.verify(
        token, issuers=installation.issuers, now=now, is_revoked=lambda _: False
    )
    await _refuse_revoked(installation, principal)
    return principal


def bearer(request: Request) -> str:
    """Empty where there is none."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else ""


async def _refuse_revoked(installation: Installation, principal: Principal) -> None:
    """Asked of the database each time, so that a revoked token is refused from the next request on."""
    if principal.issuer != ISSUER or principal.token_id is None:
        return
    async with installation.database.session(TenantId(principal.tenant)) as session:
        if await is_revoked(session, UUID(principal.token_id)):
            raise refused(Code.TOKEN_REVOKED)
