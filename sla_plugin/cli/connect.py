"""`sla connect`"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
import orjson

from sla_plugin.cli.running import in_installation
from sla_plugin.errors import BadInput, Code
from sla_plugin.runtime.installation import Installation
from sla_plugin.runtime.tenants import find_tenant
from sla_plugin.sync.connect import Connected, NewConnection
from sla_plugin.sync.connect import connect as connect_system
from sla_plugin.sync.registry import adapter_kind


@click.command()
@click.argument("kind")
@click.option("--key", required=True, help="How it is called here; part of every id that comes from it.")
@click.option("--tenant", help="The tenant's key; not needed where there is only one.")
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help="A setting; JSON or plain text.")
@click.option(
    "--values", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Value rules, JSON."
)
@click.option("--replace", is_flag=True, help="Change the connection of this key: URL, rules and secrets.")
def connect(
    kind: str, key: str, tenant: str | None, settings: tuple[str, ...], values: Path | None, replace: bool
) -> None:
    """Connect a desk or a CRM of KIND, for example request_tracker or tryton.

    Its secrets are read from the environment, SECRET_<NAME>, so that they stand in no shell history.
    """
    new = NewConnection(
        key=key,
        adapter=kind,
        config=dict(_setting(text) for text in settings),
        secrets=_secrets(kind, os.environ),
        values={} if values is None else _json(values),
        replaces=replace,
    )

    async def work(installation: Installation) -> Connected:
        found = await find_tenant(installation, tenant)
        async with installation.database.session(found.id) as session:
            return await connect_system(session, installation.secret_box, new, installation.now())

    connected = in_installation(work)
    click.echo(f"Connected as {connected.check.principal}; it is {connected.check.server_version}.")
    for sentence in connected.missing:
        click.echo(f"Still to do there: {sentence}")
    if connected.unmapped:
        click.echo(
            f"Statuses without a rule: {', '.join(connected.unmapped)}. Their tickets will be set aside."
        )


def _setting(text: str) -> tuple[str, Any]:
    name, separator, value = text.partition("=")
    if not separator:
        raise BadInput(
            Code.CONNECTION_CONFIG, f"{text!r} is no setting.", hint="Write NAME=VALUE.", field="set"
        )
    try:
        return name, orjson.loads(value)
    except orjson.JSONDecodeError:
        return name, value


def _secrets(kind: str, environ: Mapping[str, str]) -> dict[str, str]:
    names = adapter_kind(kind).manifest.secrets
    return {name: environ[f"SECRET_{name.upper()}"] for name in names if f"SECRET_{name.upper()}" in environ}


def _json(path: Path) -> dict[str, Any]:
    try:
        given = orjson.loads(path.read_bytes())
    except orjson.JSONDecodeError as error:
        raise BadInput(Code.CONNECTION_VALUES, f"{path.name} is no JSON: {error}.", field="values") from None
    if not isinstance(given, dict):
        raise BadInput(Code.CONNECTION_VALUES, f"{path.name} holds no JSON object.", field="values")
    return given
