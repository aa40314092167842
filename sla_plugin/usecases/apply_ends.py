"""What follows for a contract from its cases: until when it is monitored, and which terms are void."""

from __future__ import annotations

from datetime import datetime

from sla_plugin.domain.contracting.life import EndCause
from sla_plugin.domain.contracting.terms import TermKind
from sla_plugin.domain.termination.cases import Case
from sla_plugin.domain.termination.grounds import GROUNDS, Timing
from sla_plugin.domain.termination.rivals import governing
from sla_plugin.storage.contract_projections import project_bindings
from sla_plugin.storage.contract_record import ContractRecord
from sla_plugin.storage.tickets import mark_all_due
from sla_plugin.usecases.bound_lines import bound_by
from sla_plugin.usecases.take_effect import settle_end
from sla_plugin.usecases.termination_cases import CasesOnRecord


async def apply_ends(cases: CasesOnRecord, at: datetime) -> None:
    """Whenever it is done, it is as if it had been done at once: monitoring is a predicate on time."""
    record, ended = cases.record, cases.record.contract.monitored_until
    whole = governing(cases.values)
    await _void_terms(record, whole)
    if whole is not None and whole.end is not None:
        await record.change(record.contract, monitored_until=whole.end.ends_at, ends_as=_cause(whole).value)
    else:
        # What a case had settled does not stand any more.
        if record.contract.end_cause is EndCause.TERMINATED:
            await record.change(record.contract, monitored_until=None, ends_as=None)
        await settle_end(record)
    is_bound_anew = await project_bindings(record.session, record.id, record.versions, bound_by(cases))
    if is_bound_anew or record.contract.monitored_until != ended:
        await mark_all_due(record.session, at)


async def _void_terms(record: ContractRecord, whole: Case | None) -> None:
    """A notice that was received in time beats a renewal that was made already (R11)."""
    for term in record.terms:
        is_after = whole is not None and whole.end is not None and term.starts_on > whole.end.effective_on
        await record.change(term, is_voided=is_after and term.kind == TermKind.RENEWAL.value)


def _cause(case: Case) -> EndCause:
    by_itself = GROUNDS[case.ground].timing is Timing.TERM_OVER
    return EndCause.EXPIRED if by_itself else EndCause.TERMINATED
