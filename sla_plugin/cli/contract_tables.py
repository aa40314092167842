"""`sla contract import-csv`"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

import click
from rich.console import Console
from rich.progress import Progress

from sla_plugin.agreement_files.problems import FilesRefused, Problem
from sla_plugin.cli.files import A_FILE, TENANT, show_problems
from sla_plugin.cli.operators import operator_deed
from sla_plugin.cli.refusals import PARTLY, REFUSED
from sla_plugin.cli.running import in_installation
from sla_plugin.contract_files.columns import COLUMNS, NEEDED
from sla_plugin.contract_files.headers import Header
from sla_plugin.contract_files.tables import (
    Table,
    TableContract,
    column_of,
    refused_header,
    refused_rows,
    survey_table,
)
from sla_plugin.errors import BadInput, Code
from sla_plugin.runtime.contract_tables import take_table
from sla_plugin.runtime.installation import Installation
from sla_plugin.runtime.tenants import find_tenant
from sla_plugin.usecases.take_contract import Taken

_SHOWN = 20
"""Refused contracts whose problems are told; all of them are written where --refused says."""

_COLUMNS = "\n\n\b\n" + "\n".join(
    f"{name + (' *' if name in NEEDED else ''):16} {what}" for name, what in COLUMNS.items()
)


@dataclass(slots=True)
class _Told:
    how: Counter[Taken] = field(default_factory=Counter)
    refused: int = 0


@click.command(
    "import-csv",
    help="Take existing contracts from FILE, a table with a header in UTF-8: parted by commas, semicolons or "
    "tabs, one row a line of a contract. What is there and says the same stays; what is refused is told, and "
    "takes nothing else down. Exits with 3 where some were refused." + _COLUMNS,
    short_help="Take existing contracts from a table.",
)
@click.argument("path", metavar="FILE", type=A_FILE)
@click.option("--dry-run", is_flag=True, help="Do everything, and undo it again.")
@click.option(
    "--refused", metavar="OUT", type=click.Path(dir_okay=False, path_type=Path),
    help="Write the refused rows there, each with what is wrong, to be corrected and taken again.",
)  # fmt: skip
@TENANT
def import_csv(path: Path, dry_run: bool, refused: Path | None, tenant: str | None) -> None:
    _check_apart(path, refused)

    async def work(installation: Installation) -> _Told:
        found, told = await find_tenant(installation, tenant), _Told()
        with ExitStack() as stack:
            survey = survey_table(stack.enter_context(_opened(path)), str(path))
            table = Table(stack.enter_context(_opened(path)), str(path), survey)
            bar = stack.enter_context(_progress())
            report = stack.enter_context(_Refused(table.header, refused))
            task, deed = bar.add_task("Taking", total=survey.contracts), operator_deed(installation)
            async for taken in take_table(installation.database, found.id, deed, table, dry_run=dry_run):
                told.how.update(taken.how)
                told.refused += len(taken.refused)
                report.write(taken.refused)
                bar.advance(task, len(taken.how) + len(taken.refused))
        report.tell()
        return told

    try:
        told = in_installation(work)
    except FilesRefused as refusal:
        show_problems(refusal.problems)
        sys.exit(REFUSED)
    _summarise(told, refused, dry_run=dry_run)


def _check_apart(path: Path, refused: Path | None) -> None:
    """What is read is not written over."""
    if refused is not None and refused.exists() and refused.samefile(path):
        raise BadInput(
            Code.FILE_VALUE,
            f"The refused rows would be written over {path}, from which they are read.",
            hint="Give --refused a file of its own.",
        )


def _progress() -> Progress:
    """Nothing where nobody looks."""
    errors = Console(stderr=True)
    return Progress(console=errors, transient=True, disable=not errors.is_terminal)


def _opened(path: Path) -> TextIO:
    """Bytes that are no UTF-8 come as what is told with its row and column."""
    return path.open(encoding="utf-8-sig", errors="surrogateescape", newline="")


class _Refused:
    """Opened for the first one: where nothing is refused, nothing is written."""

    def __init__(self, header: Header, path: Path | None) -> None:
        self._header, self._path = header, path
        self._file: TextIO | None = None
        self._shown: list[Problem] = []
        self._count = 0

    def __enter__(self) -> _Refused:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()

    def write(self, contracts: Sequence[TableContract]) -> None:
        for contract in contracts:
            self._count += 1
            if self._count <= _SHOWN:
                self._shown += sorted(contract.log.problems, key=lambda one: one.place)
        if contracts and self._path is not None:
            self._rows(row for contract in contracts for row in refused_rows(self._header, contract))

    def _rows(self, rows: Iterable[Sequence[str]]) -> None:
        assert self._path is not None
        is_first = self._file is None
        if self._file is None:
            # With a mark, as spreadsheets expect it.
            self._file = self._path.open("w", encoding="utf-8-sig", errors="surrogateescape", newline="")
        written = csv.writer(self._file, delimiter=self._header.delimiter)
        if is_first:
            written.writerow(refused_header(self._header))
        written.writerows(rows)

    def tell(self) -> None:
        for problem in self._shown:
            place = f"{problem.file} row {problem.place.line}, {column_of(self._header, problem)}:"
            click.echo(f"{click.style(place, bold=True)} {problem.message} [{problem.code}]", err=True)
            if problem.hint:
                click.echo(f"    {problem.hint}", err=True)
        if self._count > _SHOWN:
            click.echo(f"... and {self._count - _SHOWN:,} contracts more.", err=True)


_SAID = {
    Taken.RECORDED: "put on record",
    Taken.DRAFTED: "begun as drafts",
    Taken.PRESENT: "there already",
}


def _summarise(told: _Told, refused: Path | None, *, dry_run: bool) -> None:
    parts = [f"{told.how[how]:,} {said}" for how, said in _SAID.items() if told.how[how]]
    parts += [f"{told.refused:,} refused"] if told.refused else []
    click.echo(f"{'Would be: ' if dry_run else ''}{', '.join(parts) or 'No contract in it'}.")
    if told.refused and refused is not None:
        click.echo(f"Correct {refused}, and take it: sla contract import-csv {refused}")
    if told.refused:
        sys.exit(PARTLY if told.how else REFUSED)
