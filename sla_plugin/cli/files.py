"""What the verbs for agreements and contracts as files have in common."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import click

from sla_plugin.agreement_files.differences import Difference
from sla_plugin.agreement_files.problems import FilesRefused, Problem
from sla_plugin.cli.refusals import REFUSED
from sla_plugin.cli.running import in_installation
from sla_plugin.runtime.installation import Installation
from sla_plugin.runtime.tenants import find_tenant
from sla_plugin.storage.session import Session

T = TypeVar("T")

A_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
TENANT = click.option("--tenant", help="The tenant's key; not needed where there is only one.")


def read_text(path: Path) -> str:
    """Bytes that are no UTF-8 come as what the YAML reader refuses, with their place."""
    return path.read_text("utf-8", errors="surrogateescape")


def in_tenant(tenant: str | None, do: Callable[[Session, Installation], Awaitable[T]]) -> T:
    async def work(installation: Installation) -> T:
        found = await find_tenant(installation, tenant)
        async with installation.database.session(found.id) as session:
            return await do(session, installation)

    return in_installation(work)


def validate_each(paths: Sequence[Path], check: Callable[[Path], object]) -> None:
    """`check` raises FilesRefused with what is wrong. Exits with 1 where anything is."""
    problems: list[Problem] = []
    for path in paths:
        try:
            check(path)
        except FilesRefused as refusal:
            problems += refusal.problems
        else:
            click.echo(f"{path}: {click.style('good', fg='green')}")
    if problems:
        show_problems(problems)
        sys.exit(REFUSED)


@contextmanager
def problems_told() -> Iterator[None]:
    """Exits with 1 where a file is refused."""
    try:
        yield
    except FilesRefused as refusal:
        show_problems(refusal.problems)
        sys.exit(REFUSED)


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
