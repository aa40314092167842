"""Contracts in which time has brought something about: found over all tenants, taken up one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sla_plugin.domain.ids import ContractId, TenantId
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.session import Database, Session


@dataclass(frozen=True, slots=True)
class DueContract:
    """One whose instant has come, as it was seen; it counts only if it is still so when claimed."""

    tenant: TenantId
    contract: ContractId
    next_instant: datetime


async def due_contracts(database: Database, now: datetime, many: int) -> Sequence[DueContract]:
    """The longest due first, across tenants."""
    rows = await database.across_tenants("select * from due_contracts($1, $2)", now, many)
    return [
        DueContract(TenantId(row["tenant_id"]), ContractId(row["contract_id"]), row["next_instant"])
        for row in rows
    ]


async def claim_contract(session: Session, due: DueContract) -> bool:
    """Lock it, if it is still due as it was seen. Somebody who works on it is not waited for."""
    seen = session.query(ContractRow).filter(id=due.contract, next_instant=due.next_instant)
    return await seen.select_for_update(skip_locked=True, no_key=True).first() is not None


async def set_contract_aside(session: Session, which: ContractId, until: datetime) -> None:
    """Not before then, whatever was due; unless somebody does something with it."""
    await session.change(ContractRow, {"id": which}, next_instant=until)
