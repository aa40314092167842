"""What somebody may do to a contract now, and why not: read from the tables that decide on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sla_plugin.domain.contracting.actions import ContractAction, of_contract, of_version
from sla_plugin.domain.contracting.life_table import TABLE as LIFE
from sla_plugin.domain.contracting.life_table import allowed_steps as life_steps
from sla_plugin.domain.contracting.negotiation_table import TABLE as NEGOTIATION
from sla_plugin.domain.contracting.negotiation_table import allowed_steps
from sla_plugin.domain.transitions import Actor, AllowedAction
from sla_plugin.errors import Conflict
from sla_plugin.storage.contract_record import ContractRecord
from sla_plugin.storage.contract_versions import ContractVersionRow
from sla_plugin.usecases.contract_cases import being_negotiated, life, life_case, negotiation, not_signed

Allowed = AllowedAction[ContractAction]


def allowed_actions(
    record: ContractRecord, actor: Actor, now: datetime, *, is_supported: bool
) -> tuple[Allowed, ...]:
    """Every action there is. `is_supported`: what is negotiated can be delivered."""
    return (*_of_version(record, actor, now, is_supported), *_of_contract(record, actor, now))


def _of_version(record: ContractRecord, actor: Actor, now: datetime, is_supported: bool) -> Iterator[Allowed]:
    try:
        version = _negotiated(record)
    except Conflict as why:
        yield from (AllowedAction(of_version(step), why) for step in NEGOTIATION.events())
        return
    case = negotiation(record, version, is_supported=is_supported)
    for one in allowed_steps(case, actor, now):
        yield AllowedAction(of_version(one.action), one.because)


def _negotiated(record: ContractRecord) -> ContractVersionRow:
    """Of a contract that was given up, the version that was: its state says why nothing can be done."""
    if record.versions and life(record) is None:
        return record.versions[-1]
    return being_negotiated(record)


def _of_contract(record: ContractRecord, actor: Actor, now: datetime) -> Iterator[Allowed]:
    case = life_case(record, now)
    if case is None:
        yield from (AllowedAction(of_contract(step), not_signed(record, step)) for step in LIFE.events())
        return
    for one in life_steps(case, actor):
        yield AllowedAction(of_contract(one.action), one.because)
