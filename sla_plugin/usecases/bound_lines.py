"""What is measured by a contract's lines, as everything on record has it."""

from __future__ import annotations

from sla_plugin.domain.contracting.bindings import Binding, bindings
from sla_plugin.domain.termination.rivals import terminated_lines
from sla_plugin.storage.contract_record import ContractRecord
from sla_plugin.storage.contract_versions import signed
from sla_plugin.usecases.termination_cases import CasesOnRecord, cases_of


async def bound_lines(record: ContractRecord) -> tuple[Binding, ...]:
    return bound_by(await cases_of(record))


def bound_by(cases: CasesOnRecord) -> tuple[Binding, ...]:
    """By cases that were read already."""
    return bindings(
        signed(cases.record.versions),
        cases.record.contract.monitored_until,
        terminated=terminated_lines(cases.values),
    )
