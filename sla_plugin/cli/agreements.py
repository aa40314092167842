"""`sla agreement`"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path

import click

from sla_plugin.agreement_files.differences import differences
from sla_plugin.agreement_files.documents import AgreementFile, read_agreement
from sla_plugin.agreement_files.flaws import check_alone
from sla_plugin.agreement_files.ready_made import TEMPLATES, template
from sla_plugin.cli.files import (
    A_FILE,
    TENANT,
    in_tenant,
    problems_told,
    read_text,
    tell_differences,
    validate_each,
)
from sla_plugin.storage.session import Session
from sla_plugin.usecases.compare_agreement import compare_agreement
from sla_plugin.usecases.export_agreement import export_agreement
from sla_plugin.usecases.import_agreement import Imported, import_agreement, try_agreement


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

    def check(path: Path) -> None:
        if beside_others:
            _take(try_agreement, path, tenant)
        else:
            check_alone(_read(path))

    validate_each(paths, check)


@agreement.command("import")
@click.argument("path", metavar="FILE", type=A_FILE)
@click.option("--dry-run", is_flag=True, help="Do everything, and undo it again.")
@TENANT
def import_(path: Path, dry_run: bool, tenant: str | None) -> None:
    """Publish the agreement in FILE: as a new one, or as the next version of the one of its code."""
    take = try_agreement if dry_run else import_agreement
    with problems_told():
        imported = _take(take, path, tenant)
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
    written = in_tenant(tenant, lambda session, _: export_agreement(session, code, number))
    click.echo(written, nl=False)


@agreement.command()
@click.argument("path", metavar="FILE", type=A_FILE)
@click.argument("other", metavar="[OTHER]", required=False, type=A_FILE)
@TENANT
def diff(path: Path, other: Path | None, tenant: str | None) -> None:
    """What FILE states otherwise than the file OTHER, or than the last version of its agreement here. Exits
    with 1 where there is anything."""
    with problems_told():
        if other is not None:
            found = differences(_read(other).stated, _read(path).stated)
        else:
            text = read_text(path)
            found = in_tenant(tenant, lambda session, _: compare_agreement(session, text, str(path)))
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


def _read(path: Path) -> AgreementFile:
    return read_agreement(read_text(path), str(path))


def _take(
    take: Callable[[Session, str, str, str, datetime], Awaitable[Imported]], path: Path, tenant: str | None
) -> Imported:
    text = read_text(path)
    return in_tenant(tenant, lambda session, home: take(session, text, str(path), "operator", home.now()))
