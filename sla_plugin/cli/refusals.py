"""Refusals in the terminal: what happened, what to do, and the code to look up."""

from __future__ import annotations

import click

from sla_plugin.errors import SlaError, Unavailable

REFUSED, PARTLY, DOWN = 1, 3, 4


def exit_code(error: SlaError) -> int:
    return DOWN if isinstance(error, Unavailable) else REFUSED


def show_refusal(error: SlaError) -> None:
    click.echo(f"{click.style('Refused', fg='red')}: {error.message}", err=True)
    if error.hint:
        click.echo(f"  {error.hint}", err=True)
    click.echo(f"  [{error.code}]", err=True)
