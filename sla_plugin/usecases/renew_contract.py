"""Renew a contract before time does."""

from __future__ import annotations

from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.ids import ContractId
from sla_plugin.storage.contract_record import take_up
from sla_plugin.storage.session import Session
from sla_plugin.usecases.look_again import look_again
from sla_plugin.usecases.pass_time import renew


async def renew_contract(session: Session, deed: Deed, which: ContractId, expected: int | None) -> ContractId:
    """One more term. WrongState, Forbidden `right.role`, Conflict `contract.not_renewable` and
    `contract.unrecorded`."""
    record = await take_up(session, which, expected)
    await renew(record, deed, deed.at)
    await look_again(record, deed.at)
    return which
