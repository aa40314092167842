"""`sla report`"""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any
from uuid import UUID

import click
import orjson

from sla_plugin import published
from sla_plugin.api.context import Context
from sla_plugin.api.ids import global_id
from sla_plugin.api.schema import build_schema
from sla_plugin.auth.principals import Principal
from sla_plugin.auth.scopes import Scope
from sla_plugin.cli.report_pages import draw
from sla_plugin.cli.running import in_installation
from sla_plugin.cli.timelines import wide_console
from sla_plugin.domain.ids import TenantId
from sla_plugin.domain.periods import Month
from sla_plugin.errors import Code, NotFound, SlaError
from sla_plugin.runtime.installation import Installation
from sla_plugin.runtime.tenants import find_tenant
from sla_plugin.storage.organisations import OrganisationRow
from sla_plugin.sync.calendar_feeds import FeedReader


@click.command()
@click.argument("customer")
@click.option("--tenant", help="The tenant's key; not needed where there is only one.")
@click.option("--month", metavar="MONTH", help="2026-10; left out, the last one that is over.")
@click.option("--trend", default=6, show_default=True, help="How many months to look back on.")
@click.option("--json", "as_json", is_flag=True, help="As data: what GraphQL answers to ServiceReport.")
def report(customer: str, tenant: str | None, month: str | None, trend: int, as_json: bool) -> None:
    """What a month was like for CUSTOMER, by its code or name."""

    async def work(installation: Installation) -> None:
        found = await find_tenant(installation, tenant)
        which = await _customer(installation, found.id, customer)
        asked = month or str(Month.of(installation.now(), "UTC").after(-1))
        data = await _ask(installation, found.id, which, asked, trend)
        if as_json:
            click.echo(orjson.dumps(data, option=orjson.OPT_INDENT_2).decode())
        else:
            draw(wide_console(), data)

    in_installation(work)


async def _customer(installation: Installation, tenant: TenantId, named: str) -> UUID:
    async with installation.database.session(tenant) as session:
        rows = await session.query(OrganisationRow).order_by("id")
    known = {name: row.id for row in rows for name in (row.name, row.code) if name is not None}
    if named in known:
        return known[named]
    near = get_close_matches(named, known, n=1)
    raise NotFound(
        Code.NOT_FOUND,
        f"There is no customer {named!r}.",
        hint=f"Did you mean {near[0]!r}?" if near else "Name it by its code or its whole name.",
    )


async def _ask(
    installation: Installation, tenant: TenantId, customer: UUID, month: str, trend: int
) -> dict[str, Any]:
    """The published document, asked without a server: whoever reaches the database may."""
    principal, now = _operator(installation, tenant), installation.now()
    feeds = FeedReader(private=installation.settings.feeds_private)
    context = Context(
        installation.database, principal, now, feeds, installation.seal_key, installation.documents
    )
    answer = await build_schema().execute(
        published.operations()["ServiceReport"],
        {"customer": global_id("Organisation", customer), "month": month, "trend": trend},
        context_value=context,
    )
    for error in answer.errors or ():
        if isinstance(error.original_error, SlaError):
            raise error.original_error
        raise error
    assert answer.data is not None
    found: dict[str, Any] = answer.data["serviceReport"]
    return found


def _operator(installation: Installation, tenant: TenantId) -> Principal:
    return Principal(
        tenant=tenant,
        issuer="sla",
        subject="operator",
        scopes=frozenset({Scope.REPORTS_READ}),
        roles=frozenset(),
        party_id=None,
        ticket=None,
        token_id=None,
        expires_at=installation.now(),
    )
