"""Renew a contract as soon as it is decided, before time is followed."""

from __future__ import annotations

from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.contracting.life_table import LifeCommand
from sla_plugin.domain.contracting.states import LifeStep
from sla_plugin.domain.ids import ContractId
from sla_plugin.errors import Code, Conflict
from sla_plugin.storage.contract_record import ContractRecord, take_up
from sla_plugin.storage.session import Session
from sla_plugin.usecases.contract_cases import check_life
from sla_plugin.usecases.contract_dates import business_days, schedule_of
from sla_plugin.usecases.look_again import look_again
from sla_plugin.usecases.pass_time import renew


async def renew_contract(session: Session, deed: Deed, which: ContractId, expected: int | None) -> ContractId:
    """One more term. WrongState, Forbidden `right.role`, Conflict `contract.not_renewable` and
    `contract.unrecorded`."""
    record = await take_up(session, which, expected)
    check_life(record, deed.at, LifeCommand(LifeStep.RENEW, deed.actor))
    await _refuse_early(record, deed)
    await renew(record, deed, deed.at)
    await look_again(record, deed.at)
    return which


async def _refuse_early(record: ContractRecord, deed: Deed) -> None:
    """Until the deadline and its grace are over, either side may give notice (50-contracts, "renew")."""
    schedule = schedule_of(record, await business_days(record.session, [record]))
    decided_at = None if schedule is None else schedule.renewal()
    if decided_at is not None and deed.at < decided_at:
        raise Conflict(
            Code.CONTRACT_NOT_RENEWABLE,
            f"Whether the contract is renewed is decided at {decided_at.isoformat()}, and not before.",
            hint="Amend it, if both sides want it to last longer already now.",
        )
