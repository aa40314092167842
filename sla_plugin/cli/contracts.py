"""`sla contract`"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import click

from sla_plugin.cli.contract_tables import import_csv
from sla_plugin.cli.contract_verify import verify
from sla_plugin.cli.files import (
    A_FILE,
    TENANT,
    in_tenant,
    problems_told,
    read_text,
    tell_differences,
    validate_each,
)
from sla_plugin.cli.operators import operator_deed
from sla_plugin.contract_files.differences import differences
from sla_plugin.contract_files.documents import ContractFile, read_contract
from sla_plugin.contract_files.flaws import check_alone
from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.storage.session import Session
from sla_plugin.usecases.compare_contract import compare_contract
from sla_plugin.usecases.export_contract import export_contract
from sla_plugin.usecases.import_contract import import_contract, try_contract
from sla_plugin.usecases.take_contract import Taken, TakenContract


@click.group()
def contract() -> None:
    """Contracts as files, to be taken, compared and kept beside other texts."""


@contract.command()
@click.argument("paths", metavar="FILE...", nargs=-1, required=True, type=A_FILE)
@click.option("--beside-others", is_flag=True, help="Also beside everything that is on record.")
@TENANT
def validate(paths: tuple[Path, ...], beside_others: bool, tenant: str | None) -> None:
    """Tell everything that is wrong in FILEs, each with line and column. Without --beside-others no database
    is asked; with it, each of them is taken as `import` would, and given back."""

    def check(path: Path) -> None:
        if beside_others:
            _take(try_contract, path, tenant)
        else:
            check_alone(_read(path))

    validate_each(paths, check)


@contract.command("import")
@click.argument("path", metavar="FILE", type=A_FILE)
@click.option("--dry-run", is_flag=True, help="Do everything, and undo it again.")
@TENANT
def import_(path: Path, dry_run: bool, tenant: str | None) -> None:
    """Take the contract in FILE. A new number begins a draft, or is put on record where the file says who
    signed it; a draft is edited, and a signed contract amended."""
    with problems_told():
        taken = _take(try_contract if dry_run else import_contract, path, tenant)
    click.echo(_SAID[taken.how][dry_run].format(taken.number))


_SAID = {
    Taken.DRAFTED: ("Began the draft of {}.", "Would begin the draft of {}."),
    Taken.RECORDED: ("Put {} on record, as it was signed.", "Would put {} on record, as it was signed."),
    Taken.EDITED: ("Edited {}.", "Would edit {}."),
    Taken.AMENDED: ("Opened an amendment of {}.", "Would open an amendment of {}."),
    Taken.PRESENT: ("{} is there, and says the same.", "{} is there, and says the same."),
}


contract.add_command(import_csv)
contract.add_command(verify)


@contract.command()
@click.argument("number")
@click.option("--version", type=int, help="Its number; left out, the one being negotiated, else the last.")
@TENANT
def export(number: str, version: int | None, tenant: str | None) -> None:
    """Print the contract NUMBER as a file that `sla contract import` takes."""
    written = in_tenant(tenant, lambda session, _: export_contract(session, number, version))
    click.echo(written, nl=False)


@contract.command()
@click.argument("path", metavar="FILE", type=A_FILE)
@click.argument("other", metavar="[OTHER]", required=False, type=A_FILE)
@TENANT
def diff(path: Path, other: Path | None, tenant: str | None) -> None:
    """What FILE states otherwise than the file OTHER, or than what is on record of its contract. Exits with 1
    where there is anything."""
    with problems_told():
        if other is not None:
            found = differences(_read(other).stated, _read(path).stated)
        else:
            text = read_text(path)
            found = in_tenant(tenant, lambda session, _: compare_contract(session, text, str(path)))
    tell_differences(found)


def _read(path: Path) -> ContractFile:
    return read_contract(read_text(path), str(path))


def _take(
    take: Callable[[Session, Deed, str, str], Awaitable[TakenContract]], path: Path, tenant: str | None
) -> TakenContract:
    text = read_text(path)
    return in_tenant(tenant, lambda session, home: take(session, operator_deed(home), text, str(path)))
