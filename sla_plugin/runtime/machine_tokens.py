"""Tokens that this installation issues to machines, each remembered so that it can be revoked."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from sla_plugin.auth.issue import issue
from sla_plugin.auth.scopes import Scope
from sla_plugin.domain.durations import format_duration
from sla_plugin.domain.ids import OrganisationId, TenantId
from sla_plugin.domain.roles import Role
from sla_plugin.errors import BadInput, Code
from sla_plugin.runtime.installation import AUDIENCE, ISSUER, Installation
from sla_plugin.storage.ids import new_id
from sla_plugin.storage.organisations import OrganisationRow
from sla_plugin.storage.tokens import MachineTokenRow


async def create_token(
    installation: Installation,
    tenant: TenantId,
    subject: str,
    scopes: Collection[Scope],
    lifetime: timedelta,
    *,
    roles: Collection[Role] = (),
    party: OrganisationId | None = None,
) -> str:
    """The token itself; it is shown once and not kept. `party`: the organisation to which it is bound.
    BadInput `token.lifetime`, and `token.claims` for a role that nobody can have; NotFound."""
    longest = installation.settings.token_max_lifetime
    if lifetime > longest:
        raise BadInput(
            Code.TOKEN_LIFETIME,
            f"A token valid for {format_duration(lifetime)} would be refused here.",
            hint=f"Take at most {format_duration(longest)}, or set SLA_TOKEN_MAX_LIFETIME.",
            field="lifetime",
        )
    now, token_id = installation.now(), new_id()
    token = issue(
        issuer=ISSUER,
        audience=AUDIENCE,
        tenant=tenant,
        subject=subject,
        token_id=str(token_id),
        key=installation.signing_key,
        now=now,
        lifetime=lifetime,
        scopes=[scope.value for scope in scopes],
        roles=[role.value for role in roles],
        party_id=party,
    )
    async with installation.database.session(tenant) as session:
        if party is not None:
            await session.get(OrganisationRow, id=party)
        await session.add(
            MachineTokenRow(
                id=token_id,
                subject=subject,
                scopes=sorted(scopes),
                created_at=now,
                expires_at=now + lifetime,
            )
        )
    return token
