"""What the calendar holds for contracts: the dates that somebody must not miss."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sla_plugin.domain.contracts import Contract
from sla_plugin.domain.ids import ContractId
from sla_plugin.domain.periods import Period


class ContractDateKind(StrEnum):
    MONITORING_BEGINS = "MONITORING_BEGINS"
    MONITORING_ENDS = "MONITORING_ENDS"


@dataclass(frozen=True, slots=True)
class ContractDate:
    contract: ContractId
    kind: ContractDateKind
    at: datetime


def contract_dates(contracts: Iterable[Contract], within: Period) -> tuple[ContractDate, ...]:
    """In the order in which they come."""
    found = [one for contract in contracts for one in _of(contract) if one.at in within]
    return tuple(sorted(found, key=lambda one: (one.at, one.contract)))


def _of(contract: Contract) -> Iterator[ContractDate]:
    yield ContractDate(contract.id, ContractDateKind.MONITORING_BEGINS, contract.monitored_from)
    if contract.monitored_until is not None:
        yield ContractDate(contract.id, ContractDateKind.MONITORING_ENDS, contract.monitored_until)
