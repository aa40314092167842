"""Take a table of contracts batch by batch, each in a transaction of its own: what is taken stays taken."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from itertools import islice

from sla_plugin.contract_files.tables import TableContract
from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.ids import TenantId
from sla_plugin.storage.session import Database
from sla_plugin.usecases.import_contracts import BATCH, ContractsTaken, Suggestions, import_contracts
from sla_plugin.usecases.understand_contract import open_catalogue
from sla_plugin.usecases.undone import undone


async def take_table(
    database: Database,
    tenant: TenantId,
    deed: Deed,
    contracts: Iterable[TableContract],
    *,
    dry_run: bool = False,
) -> AsyncIterator[ContractsTaken]:
    """Names are read once. After a crash, the same table can be taken again: what is there is present."""
    async with database.session(tenant) as session:
        catalogue = await open_catalogue(session)
    left, suggestions = iter(contracts), Suggestions()
    while taken := list(islice(left, BATCH)):
        async with database.session(tenant) as session:
            work = import_contracts(session, deed, taken, catalogue, suggestions)
            yielded = await (undone(session, work) if dry_run else work)
        yield yielded
