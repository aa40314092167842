"""Which lines of a contract a termination ends, and when each of them was in force until then."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sla_plugin.domain.contracting.bindings import Binding, StopCause, Terminated, bindings
from sla_plugin.domain.contracting.lines import ContractLine
from sla_plugin.domain.contracting.versions import SignedVersion
from sla_plugin.domain.ids import ServiceId
from sla_plugin.domain.microseconds import MICROSECOND
from sla_plugin.domain.termination.cases import Case
from sla_plugin.domain.termination.ends import End
from sla_plugin.domain.termination.rivals import terminated_lines
from sla_plugin.domain.termination.stretches import Stretch, stretches
from sla_plugin.storage.contract_record import ContractRecord
from sla_plugin.storage.contract_versions import signed
from sla_plugin.usecases.contract_cases import governing
from sla_plugin.usecases.termination_cases import CasesOnRecord


def last_version(record: ContractRecord, ends_at: datetime) -> SignedVersion | None:
    """In force on the last day: one that takes effect with the end instant is cancelled by it."""
    return governing(record, ends_at - MICROSECOND)


def charged_stretches(cases: CasesOnRecord, case: Case, end: End) -> tuple[Stretch, ...]:
    """Of the lines that end by the case, until it; without what another termination has settled before."""
    terminated = _terminated(cases, case)
    bound = bindings(signed(cases.record.versions), end.ends_at, terminated=terminated)
    ending = [one for one in bound if _ends_by(case, one)]
    return stretches(ending, cases.record.contract.zone, _settled(terminated, end))


def lines_that_would_go_on(
    cases: CasesOnRecord, case: Case, end: End, version: SignedVersion
) -> list[ContractLine]:
    """Of those that end by the case, what would be charged for after it: neither what another termination
    ends no later, nor what is over by itself then."""
    bound = bindings(signed(cases.record.versions), terminated=_terminated(cases, case))
    return [
        one.line
        for one in bound
        if one.version == version.number and _ends_by(case, one) and _would_go_on(one, end.ends_at)
    ]


def _would_go_on(one: Binding, ends_at: datetime) -> bool:
    """What was amended from the very next day on would go on as well."""
    until = one.monitored_until
    return until is None or until > ends_at or (until == ends_at and one.stops is StopCause.AMENDED)


def _ends_by(case: Case, one: Binding) -> bool:
    return case.scope is None or one.line.service in case.scope


def _terminated(cases: CasesOnRecord, case: Case) -> Terminated:
    return terminated_lines(one for one in cases.values if one.id != case.id)


def _settled(terminated: Terminated, end: End) -> Mapping[ServiceId, datetime]:
    """What ends at the same instant is settled by the case itself."""
    before = {
        service: [one.ends_at for one in ends if one.ends_at < end.ends_at]
        for service, ends in terminated.items()
    }
    return {service: max(ends) for service, ends in before.items() if ends}
