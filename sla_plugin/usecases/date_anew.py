"""Date terminations anew when a suspension begins or is lifted whose days a notice period does not count."""

from __future__ import annotations

import json
from dataclasses import replace

from sla_plugin.domain.canonical import canonical_text
from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.termination.cases import Case
from sla_plugin.domain.termination.ends import dated_anew
from sla_plugin.domain.termination.states import CaseState
from sla_plugin.storage.contract_record import ContractRecord
from sla_plugin.usecases.end_clauses import end_clauses
from sla_plugin.usecases.plan_end import plan_end
from sla_plugin.usecases.take_termination_step import finish, settle_rivals
from sla_plugin.usecases.termination_cases import CasesOnRecord, cases_of

_BY_NOTICE = frozenset(
    {CaseState.RECEIVED, CaseState.REVIEW, CaseState.SCHEDULED, CaseState.DISPUTED, CaseState.SUPERSEDED}
)


async def date_anew(record: ContractRecord, deed: Deed) -> None:
    """By SYSTEM, with a new trace (R14). Of what has taken effect nothing moves any more."""
    cases = await cases_of(record)
    for case in cases.values:
        if case.state in _BY_NOTICE and case.notice is not None and case.end is not None:
            await _date_anew(cases, deed, case)


async def _date_anew(cases: CasesOnRecord, deed: Deed, case: Case) -> None:
    assert case.notice is not None
    assert case.end is not None
    clauses = await end_clauses(cases.record, cases, case.notice.received_at, scope=case.scope)
    end = dated_anew(case.notice, case.end, clauses)
    if end == case.end or (case.end.ends_at <= deed.at and not case.end.is_not_before):
        return
    after = replace(case, end=end)
    if case.plan_hash is not None:
        plan = await plan_end(cases, after, deed.at)
        await cases.record.change(cases.row(case.id), plan=json.loads(canonical_text(plan)))
        # What was approved stays so: nobody decides on what the clause says.
        after = replace(after, plan_hash=plan.hash, has_money=plan.has_money)
    await cases.write(case, after)
    await settle_rivals(cases, deed)
    more = {"case": str(case.id), "ends_at": end.ends_at.isoformat(), "was": case.end.ends_at.isoformat()}
    await finish(cases, deed.by_time(deed.at), "termination.dated_anew", more)
