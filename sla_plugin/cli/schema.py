"""`sla schema`"""

from __future__ import annotations

import difflib

import click

from sla_plugin import published
from sla_plugin.cli.refusals import REFUSED


@click.group()
def schema() -> None:
    """The published GraphQL schema."""


@schema.command("print")
def print_() -> None:
    """As this release serves it."""
    from sla_plugin.api.schema import schema_text

    click.echo(schema_text(), nl=False)


@schema.command()
def diff() -> None:
    """What differs between the published schema and the one that is served."""
    from sla_plugin.api.schema import schema_text

    lines = difflib.unified_diff(
        published.schema_text().splitlines(), schema_text().splitlines(), "published", "served", lineterm=""
    )
    found = list(lines)
    for line in found:
        click.echo(line)
    if found:
        raise SystemExit(REFUSED)
