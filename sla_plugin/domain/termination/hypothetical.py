"""What would be promised if a contract, or some of its lines, were to end."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sla_plugin.domain.commitments import Commitments
from sla_plugin.domain.ids import ContractId, ServiceId
from sla_plugin.domain.line_bindings import LineBinding


def with_end(
    commitments: Commitments, which: ContractId, scope: frozenset[ServiceId] | None, ends_at: datetime
) -> Commitments:
    """`scope`: the services of the lines that end; None: the whole contract. What ends before does that."""

    def ended(line: LineBinding) -> LineBinding:
        if line.contract != which or (scope is not None and line.service not in scope):
            return line
        terminated = line.terminated_at if scope is None else _first(line.terminated_at, ends_at)
        return replace(line, monitored_until=_first(line.monitored_until, ends_at), terminated_at=terminated)

    contracts = commitments.contracts
    if scope is None:
        contracts = tuple(
            replace(one, monitored_until=_first(one.monitored_until, ends_at)) if one.id == which else one
            for one in contracts
        )
    # A line that would begin at the end, or later, never does.
    lines = (ended(line) for line in commitments.bindings)
    kept = (one for one in lines if one.monitored_until is None or one.monitored_from < one.monitored_until)
    return replace(commitments, contracts=contracts, bindings=tuple(kept))


def _first(one: datetime | None, other: datetime) -> datetime:
    return other if one is None else min(one, other)
