"""The command line. A verb is imported when it is called, so that `sla --help` answers at once."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import click

from sla_plugin import __version__
from sla_plugin.cli.refusals import exit_code, show_refusal
from sla_plugin.errors import SlaError

VERBS = {
    "agreement": ("sla_plugin.cli.agreements:agreement", "Agreements as files."),
    "calendar": ("sla_plugin.cli.calendars:calendar", "Where calendars take their holidays from."),
    "connect": ("sla_plugin.cli.connect:connect", "Connect a desk or a CRM."),
    "contract": ("sla_plugin.cli.contracts:contract", "Contracts as files, and many from a table."),
    "db": ("sla_plugin.cli.db:db", "The database: roles, migrate, status, stop."),
    "demo": ("sla_plugin.cli.demo:demo", "Show it all with a made-up provider, customers and tickets."),
    "due": ("sla_plugin.cli.due:due", "When something would be due by a calendar."),
    "explain": ("sla_plugin.cli.explain:explain", "Why a ticket is due when it is."),
    "notice": ("sla_plugin.cli.notice:notice", "What a notice clause comes to, in both directions."),
    "report": ("sla_plugin.cli.report:report", "What a month was like for a customer."),
    "schema": ("sla_plugin.cli.schema:schema", "The published GraphQL schema."),
    "serve": ("sla_plugin.cli.serve:serve", "Serve GraphQL, and watch the clocks."),
    "simulate": ("sla_plugin.cli.simulate:simulate", "What an agreement would have done to past tickets."),
    "sync": ("sla_plugin.cli.sync:sync", "Read what is new in connected systems, and write status back."),
    "tenant": ("sla_plugin.cli.tenant:tenant", "Who runs a service desk here."),
    "token": ("sla_plugin.cli.token:token", "Tokens for machines."),
}


class Verbs(click.Group):
    def list_commands(self, context: click.Context) -> list[str]:
        return sorted(VERBS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in VERBS:
            return None
        module, _, attribute = VERBS[name][0].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """From the table above: nothing is imported to print it."""
        with formatter.section("Verbs"):
            formatter.write_dl([(name, VERBS[name][1]) for name in sorted(VERBS)])


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="sla")
def cli() -> None:
    """Who was promised what, and how the clocks stand.

    Exit codes: 0 done, 1 refused, 2 misused, 3 partly done, 4 something needed is down, 130 ended by Ctrl-C.
    """


def main(arguments: list[str] | None = None) -> Any:
    try:
        cli.main(arguments, prog_name="sla")
    except SlaError as error:
        show_refusal(error)
        sys.exit(exit_code(error))
