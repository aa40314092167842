"""`sla agreement`"""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeVar

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
from sla_plugin.storage.session import Session
from sla_plugin.usecases.compare_agreement import compare_agreement
from sla_plugin.usecases.export_agreement import export_agreement
from sla_plugin.usecases.import_agreement import Imported, import_agreement, try_agreement

T = TypeVar("T")

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
    is asked; with it, each of them is taken as `import` would, and given back."""
    problems: list[Problem] = []
    for path in paths:
        try:
            if beside_others:
                _take(try_agreement, path, tenant)
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
@click.option("--dry-run", is_flag=True, help="Do everything, and undo it again.")
@TENANT
def import_(path: Path, dry_run: bool, tenant: str | None) -> None:
    """Publish the agreement in FILE: as a new one, or as the next version of the one of its code."""
    take = try_agreement if dry_run else import_agreement
    try:
        imported = _take(take, path, tenant)
    except FilesRefused as refusal:
        show_problems(refusal.problems)
        sys.exit(REFUSED)
    for code in imported.calendars:
        click.echo(f"{'Would create' if dry_run else 'Created'} calendar {code}.")
    publish = "Would publish" if dry_run else "Published"
    click.echo(f"{publish} {_read(path).stated.code}, version {imported.number}.")


@agreement.command()
@click.argument("code")
@click.option("--version", "number", type=int, help="Its number; left out, the last one.")
@TENANT
def export(code: str, number: int | None, tenant: str | None) -> None:
    """Print the agreement CODE as a file that `sla agreement import` takes."""
    written = in_session(tenant, lambda session, now: export_agreement(session, code, number))
    click.echo(written, nl=False)


@agreement.command()
@click.argument("path", metavar="FILE", type=A_FILE)
@click.argument("other", metavar="[OTHER]", required=False, type=A_FILE)
@TENANT
def diff(path: Path, other: Path | None, tenant: str | None) -> None:
    """What FILE states otherwise than the file OTHER, or than the last version of its agreement here. Exits
    with 1 where there is anything."""
    try:
        if other is not None:
            found = differences(_read(other).stated, _read(path).stated)
        else:
            text = read_text(path)
            found = in_session(tenant, lambda session, now: compare_agreement(session, text, str(path)))
    except FilesRefused as refusal:
        show_problems(refusal.problems)
        sys.exit(REFUSED)
    tell_differences(found)


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


def _take(
    take: Callable[[Session, str, str, str, datetime], Awaitable[Imported]], path: Path, tenant: str | None
) -> Imported:
    text = read_text(path)
    return in_session(tenant, lambda session, now: take(session, text, str(path), "operator", now))


def in_session(tenant: str | None, do: Callable[[Session, datetime], Awaitable[T]]) -> T:
    async def work(installation: Installation) -> T:
        found = await find_tenant(installation, tenant)
        async with installation.database.session(found.id) as session:
            return await do(session, installation.now())

    return in_installation(work)


def show_problems(problems: Iterable[Problem]) -> None:
    """As compilers do, so that editors find the place."""
    for problem in problems:
        place = click.style(f"{problem.file}:{problem.place.line}:{problem.place.column}:", bold=True)
        click.echo(f"{place} {problem.message} [{problem.code}]", err=True)
        if problem.hint:
            click.echo(f"    {problem.hint}", err=True)


def tell_differences(found: Sequence[Difference]) -> None:
    """Exits with 1 where there are any."""
    for one in found:
        _show_difference(one)
    if found:
        sys.exit(REFUSED)
    click.echo("They state the same.")


def _show_difference(one: Difference) -> None:
    if one.before is not None:
        click.secho(f"- {one.what}" + ("" if one.before == "stated" else f": {one.before}"), fg="red")
    if one.after is not None:
        click.secho(f"+ {one.what}" + ("" if one.after == "stated" else f": {one.after}"), fg="green")
