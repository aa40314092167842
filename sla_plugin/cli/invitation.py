"""What `sla demo` prints once it serves: where to go on, as lines to be pasted."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

import orjson

from sla_plugin import published
from sla_plugin.auth.scopes import Scope
from sla_plugin.demo.contracting import TO_BE_SIGNED, buyer_of
from sla_plugin.demo.seed import Seeded
from sla_plugin.demo.world import LUMIERE
from sla_plugin.domain.periods import Month
from sla_plugin.domain.roles import Role
from sla_plugin.settings import Settings


def invitation(url: str, settings: Settings, token: str, seeded: Seeded, at: datetime | None) -> str:
    """`at`: the instant at which the demo stands still."""
    here = f"{_as_here(settings, url)} {_this_program()}"
    when = "" if at is None else f" --at {at:%Y-%m-%dT%H:%M:%SZ}"
    month = "" if at is None else f" --month {Month.of(at, 'UTC').after(-1)}"
    return f"""
GraphiQL:             {url}/graphiql
GraphQL:              {url}/graphql

Explain a ticket:
{here} explain {seeded.featured[6]} --tenant lanna{when}

Report on a month:
{here} report {LUMIERE.code} --tenant lanna{month}

Be the customer who has not signed {TO_BE_SIGNED} yet:
TOKEN=$({here} token create --tenant lanna {_AS_BUYER}{when})

The address at which a calendar program subscribes to deadlines and ends:
{here} token create --tenant lanna --scope {Scope.FEEDS_READ}{when}

The eight tickets, as data:
{_curl(url, token, seeded)}

Ctrl-C ends it."""


_AS_BUYER = (
    f"--subject {buyer_of(LUMIERE)} --role {Role.CUSTOMER_SIGNATORY} --party {LUMIERE.code} "
    f"--scope {Scope.CONTRACTS_READ} --scope {Scope.CONTRACTS_WRITE}"
)


def variables(name: str, featured: Sequence[str]) -> dict[str, object]:
    """Of a published operation, to begin with."""
    match name:
        case "TicketClocks":
            return {"system": "desk-demo", "key": featured[0]}
        case "Tickets":
            return {"first": len(featured), "filter": {"key": {"in": list(featured)}}}
        case _:
            return {"first": 8}


def _as_here(settings: Settings, url: str) -> str:
    """The settings without which another command would find something else, or say another address."""
    found = {"SLA_DATA": str(settings.data), "SLA_PORT": str(urlsplit(url).port)}
    if settings.host != Settings.model_fields["host"].default:
        found["SLA_HOST"] = settings.host
    return " ".join(f"{name}={shlex.quote(value)}" for name, value in found.items())


def _this_program() -> str:
    """As a shell finds it: a module that was started by its name is no program of its own."""
    if Path(sys.argv[0]).name == "__main__.py":
        return f"{shlex.quote(sys.executable)} -m sla_plugin"
    return shlex.quote(sys.argv[0])


def _curl(url: str, token: str, seeded: Seeded) -> str:
    body = {
        "query": " ".join(published.operations()["Tickets"].split()),
        "variables": variables("Tickets", seeded.featured),
    }
    parts = [
        "curl", "-s", f"{url}/graphql",
        "-H", f"Authorization: Bearer {token}",
        "-H", "Content-Type: application/json",
        "-d", orjson.dumps(body).decode(),
    ]  # fmt: skip
    return shlex.join(parts)
