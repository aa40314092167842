"""`sla agreement`"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from sla_plugin.agreement_files.differences import Difference, differences
from sla_plugin.agreement_files.documents import AgreementFile, read_agreement
from sla_plugin.agreement_files.flaws import check_alone
from sla_plugin.agreement_files.problems import FilesRefused, Problem
from sla_plugin.agreement_files.ready_made import TEMPLATES, template
from sla_plugin.cli.refusals import REFUSED
from sla_plugin.cli.running import in_installation
from sla_plugin.runtime.installation import Installation
from sla_plugin.runtime.tenants import find_tenant
from sla_plugin.usecases.export_agreement import export_agreement
from sla_plugin.usecases.import_agreement import Imported, import_agreement, prepare_agreement

A_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
TENANT = click.option("--tenant", help="The tenant's key; not needed where there is only one.")


@click.group()
def agreement() -> None:
    """Agreements as files, to be read, compared and kept beside other texts."""


@agreement.command()
@click.argument("paths", metavar="FILE...", nargs=-1, required=True, type=A_FILE)
@click.option("--beside-others", is_flag=True, help="Also beside everything that the tenant has promised.")
@TENANT
def validate(paths: tuple[Path, ...], beside_others: bool, tenant: str | None) -> None:
    """Tell everything that is wrong in FILEs, each with line and column. Without --beside-others no database
    is asked."""
    problems: list[Problem] = []
    for path in paths:
        try:
            if beside_others:
                _prepare(path, tenant)
            else:
                check_alone(_read(path))
        except FilesRefused as refusal:
            problems += refusal.problems
        else:
            click.echo(f"{path}: {click.style('good', fg='green')}")
    if problems:
        show_problems(problems)
        sys.exit(REFUSED)


@agreement.command("import")
@click.argument("path", metavar="FILE", type=A_FILE)
@click.option("--dry-run", is_flag=True, help="Check it beside everything that is promised; write nothing.")
@TENANT
def import_(path: Path, dry_run: bool, tenant: str | None) -> None:
    """Publish the agreement in FILE: as a new one, or as the next version of the one of its code."""

    async def work(installation: Installation) -> Imported:
        found = await find_tenant(installation, tenant)
        async with installation.database.session(found.id) as session:
            return await import_agreement(session, read_text(path), str(path), "operator", installation.now())

    try:
        if dry_run:
            _prepare(path, tenant)
            click.echo(f"{path}: {click.style('good', fg='green')}, nothing written")
            return
        imported = in_installation(work)
    except FilesRefused as refusal:
        show_problems(refusal.problems)
        sys.exit(REFUSED)
    for code in imported.calendars:
        click.echo(f"Created calendar {code}.")
    click.echo(f"Published {_read(path).stated.code}, version {imported.number}.")


@agreement.command()
@click.argument("code")
@click.option("--version", "number", type=int, help="Its number; left out, the last one.")
@TENANT
def export(code: str, number: int | None, tenant: str | None) -> None:
    """Print the agreement CODE as a file that `sla agreement import` takes."""
    click.echo(_export(code, number, tenant), nl=False)


@agreement.command()
@click.argument("path", metavar="FILE", type=A_FILE)
@click.argument("other", metavar="[OTHER]", required=False, type=A_FILE)
@TENANT
def diff(path: Path, other: Path | None, tenant: str | None) -> None:
    """What FILE states otherwise than OTHER, or than the last version of its agreement here. Exits with 1
    where there is anything."""
    try:
        after = _read(path).stated
        if other is not None:
            before = _read(other).stated
        else:
            before = read_agreement(_export(after.code, None, tenant), after.code).stated
    except FilesRefused as refusal:
        show_problems(refusal.problems)
        sys.exit(REFUSED)
    found = differences(before, after)
    for one in found:
        _show_difference(one)
    if found:
        sys.exit(REFUSED)
    click.echo("They state the same.")


@agreement.command()
@click.argument("name", required=False)
def templates(name: str | None) -> None:
    """Print the template NAME, to be changed; without one, which there are."""
    if name is not None:
        click.echo(template(name), nl=False)
        return
    for known, what in TEMPLATES.items():
        click.echo(f"{known:16} {what}")


def read_text(path: Path) -> str:
    """Bytes that are no UTF-8 come as what the YAML reader refuses, with their place."""
    return path.read_text("utf-8", errors="surrogateescape")


def _read(path: Path) -> AgreementFile:
    return read_agreement(read_text(path), str(path))


def _prepare(path: Path, tenant: str | None) -> None:
    async def work(installation: Installation) -> None:
        found = await find_tenant(installation, tenant)
        async with installation.database.session(found.id) as session:
            await prepare_agreement(session, read_text(path), str(path))

    in_installation(work)


def _export(code: str, number: int | None, tenant: str | None) -> str:
    async def work(installation: Installation) -> str:
        found = await find_tenant(installation, tenant)
        async with installation.database.session(found.id) as session:
            return await export_agreement(session, code, number)

    return in_installation(work)


def show_problems(problems: Iterable[Problem]) -> None:
    """As compilers do, so that editors find the place."""
    for problem in problems:
        place = click.style(f"{problem.file}:{problem.place.line}:{problem.place.column}:", bold=True)
        click.echo(f"{place} {problem.message} [{problem.code}]", err=True)
        if problem.hint:
            click.echo(f"    {problem.hint}", err=True)


def _show_difference(one: Difference) -> None:
    if one.before is not None:
        click.secho(f"- {one.what}" + ("" if one.before == "stated" else f": {one.before}"), fg="red")
    if one.after is not None:
        click.secho(f"+ {one.what}" + ("" if one.after == "stated" else f": {one.after}"), fg="green")
