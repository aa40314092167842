"""Contracts by the state that they are in at an instant: as conditions over their columns, so that they can
be searched by it. What a state is says `domain.contracting.life`; a test holds the two against each other."""

from __future__ import annotations

from datetime import datetime

from sla_plugin.domain.contracting.states import ContractState
from sla_plugin.storage.conditions import All, Among, AnyOf, Compare, Condition, Not
from sla_plugin.storage.contract_suspensions import SuspensionRow


def in_state(state: ContractState, at: datetime) -> Condition:
    """Of contracts."""
    match state:
        case ContractState.SIGNED:
            return All([_SIGNED, Compare("monitored_from", "gt", at), _goes_on(at)])
        case ContractState.ACTIVE:
            return All([_SIGNED, _has_begun(at), _goes_on(at), Not(_is_suspended(at))])
        case ContractState.SUSPENDED:
            return All([_SIGNED, _has_begun(at), _goes_on(at), _is_suspended(at)])
        case ContractState.ENDED:
            return All([_SIGNED, _is_over(at), Not(Compare("closed_at", "le", at))])
        case ContractState.CLOSED:
            return All([_SIGNED, _is_over(at), Compare("closed_at", "le", at)])
        case _:
            return Compare("state", "eq", state.value)


_SIGNED = Compare("state", "eq", ContractState.SIGNED.value)


def _has_begun(at: datetime) -> Condition:
    return Compare("monitored_from", "le", at)


def _is_over(at: datetime) -> Condition:
    return Compare("monitored_until", "le", at)


def _goes_on(at: datetime) -> Condition:
    return AnyOf([Compare("monitored_until", "isNull", True), Compare("monitored_until", "gt", at)])


def _is_suspended(at: datetime) -> Condition:
    """All of it."""
    lasts = AnyOf([Compare("until", "isNull", True), Compare("until", "gt", at)])
    holds = All([Compare("service_id", "isNull", True), Compare("since", "le", at), lasts])
    return Among("id", SuspensionRow, holds, "contract_id")
