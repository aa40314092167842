"""`sla contract verify`"""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from sla_plugin.cli.files import TENANT
from sla_plugin.cli.refusals import REFUSED
from sla_plugin.cli.running import in_installation
from sla_plugin.domain.contracting.verification import Deviation
from sla_plugin.domain.ids import ContractId, TenantId
from sla_plugin.runtime.installation import Installation
from sla_plugin.runtime.tenants import find_tenant
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.contracts_on_record import contracts_on_record
from sla_plugin.storage.session import Session
from sla_plugin.usecases.verify_contract import verify_contract


@click.command()
@click.argument("numbers", metavar="[NUMBER]...", nargs=-1)
@click.option(
    "--all", "everything", is_flag=True, help="Every contract there is, and what is left of others."
)
@TENANT
def verify(numbers: tuple[str, ...], everything: bool, tenant: str | None) -> None:
    """Tell what of the contracts NUMBER is not as it was written: rows, trail and papers, each by its table,
    its row and its columns. Exits with 1 where there is anything, and where a NUMBER is that of no contract;
    the others are verified then, too.

    The seal of a trail is held against the key of this installation (audit-seal.key), and papers against its
    document store. That everything is as it was at an earlier moment, as after a restore, is not found.
    """
    if bool(numbers) == everything:
        raise click.UsageError("Name contracts by their numbers, or say --all.")

    async def work(installation: Installation) -> tuple[int, int, int]:
        found = await find_tenant(installation, tenant)
        async with installation.database.session(found.id) as session:
            chosen = await (contracts_on_record(session) if everything else _numbered(session, numbers))
        told = [await _told(installation, found.id, which, number) for which, number in chosen]
        unknown = sorted(set(numbers) - {number for _, number in chosen})
        for number in unknown:
            click.echo(f"{number}: There is no such contract.")
        return len(told), sum(told), len(unknown)

    count, tampered, unknown = in_installation(work)
    said = f"{tampered:,} of {count:,} not as written" if tampered else f"{count:,} as written"
    click.echo(f"{said}; {unknown:,} unknown." if unknown else f"{said}.")
    if tampered or unknown:
        sys.exit(REFUSED)


async def _numbered(session: Session, numbers: Sequence[str]) -> Sequence[tuple[ContractId, str]]:
    """Those that are there."""
    rows = await session.query(ContractRow).filter(number__in=list(numbers)).order_by("number")
    return [(ContractId(row.id), row.number) for row in rows]


async def _told(installation: Installation, tenant: TenantId, which: ContractId, number: str) -> bool:
    """Whether there was anything to tell of it."""
    async with installation.database.session(tenant) as session:
        found: Sequence[Deviation] = await verify_contract(
            session, which, installation.seal_key.holds, installation.documents
        )
    for one in found:
        click.echo(f"{number}: {one}")
    return bool(found)
