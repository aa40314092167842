"""Renew a contract before time does."""

from __future__ import annotations

from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.ids import ContractId
from sla_plugin.storage.contract_record import take_up
from sla_plugin.storage.session import Session
from sla_plugin.usecases.look_again import look_again
from sla_plugin.usecases.pass_time import renew
from sla_plugin.usecases.take_effect import monitor


async def renew_contract(session: Session, deed: Deed, which: ContractId, expected: int | None) -> ContractId:
    """One more term. WrongState, Forbidden `right.role`, Conflict `contract.not_renewable`."""
    record = await take_up(session, which, expected)
    await renew(record, deed)
    await monitor(record, deed.at)
    await look_again(record, deed.at)
    return which
