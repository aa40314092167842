"""`sla token`"""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import click

from sla_plugin.api.feeds import CONTRACT_FEED
from sla_plugin.auth.scopes import Scope
from sla_plugin.cli.addresses import base_url
from sla_plugin.cli.running import in_installation
from sla_plugin.domain.dates import parse_instant
from sla_plugin.domain.durations import parse_duration
from sla_plugin.domain.ids import OrganisationId, TenantId
from sla_plugin.domain.roles import Role
from sla_plugin.errors import Code, NotFound
from sla_plugin.runtime.installation import Installation
from sla_plugin.runtime.machine_tokens import create_token
from sla_plugin.runtime.tenants import find_tenant
from sla_plugin.runtime.time_source import frozen_at, system_time
from sla_plugin.storage.organisations import OrganisationRow

READING = tuple(scope for scope in Scope if scope.value.endswith(":read") and scope is not Scope.FEEDS_READ)
ROLES = tuple(role for role in Role if role is not Role.SYSTEM)


@click.group()
def token() -> None:
    """Tokens for machines, and for people who have no other."""


@token.command()
@click.option("--tenant", help="The tenant's key; not needed where there is only one.")
@click.option("--subject", default="cli", show_default=True, help="Who will use it.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=click.Choice([scope.value for scope in Scope]),
    help="What it may; repeat it. Without any: everything that only reads.",
)
@click.option(
    "--role",
    "roles",
    multiple=True,
    type=click.Choice([role.value for role in ROLES]),
    help="What the person is in the life of a contract; repeat it.",
)
@click.option("--party", metavar="ORGANISATION", help="Its code or id: to whose contracts it is bound.")
@click.option("--lifetime", default="P30D", show_default=True, help="How long it is valid.")
@click.option("--at", "at_text", metavar="INSTANT", help="Valid from then on; for a demo that stands still.")
def create(
    tenant: str | None,
    subject: str,
    scopes: tuple[str, ...],
    roles: tuple[str, ...],
    party: str | None,
    lifetime: str,
    at_text: str | None,
) -> None:
    """Print a new token. It is shown once and not kept. Of one with the scope feeds:read, the address is
    printed that a calendar program subscribes to."""
    chosen = [Scope(scope) for scope in scopes] or list(READING)
    length: timedelta = parse_duration(lifetime)
    clock = system_time if at_text is None else frozen_at(parse_instant(at_text, field="at"))

    async def work(installation: Installation) -> str:
        found = await find_tenant(installation, tenant)
        bound = None if party is None else await _organisation(installation, found.id, party)
        parts = [Role(role) for role in roles]
        made = await create_token(installation, found.id, subject, chosen, length, roles=parts, party=bound)
        settings = installation.settings
        is_feed = chosen == [Scope.FEEDS_READ]
        return f"{base_url(settings.host, settings.port)}{CONTRACT_FEED}?token={made}" if is_feed else made

    click.echo(in_installation(work, now=clock))


async def _organisation(installation: Installation, tenant: TenantId, named: str) -> OrganisationId:
    """NotFound."""
    async with installation.database.session(tenant) as session:
        row = await session.query(OrganisationRow).get_or_none(**_which(named))
    if row is None:
        raise NotFound(
            Code.NOT_FOUND,
            f"There is no organisation {named!r}.",
            hint="Name it by its code, or by its id as the CRM's customers have none.",
            field="party",
        )
    return OrganisationId(row.id)


def _which(named: str) -> dict[str, object]:
    try:
        return {"id": UUID(named)}
    except ValueError:
        return {"code": named}
