"""What is owed now that a contract has ended, put together from what is on record."""

from __future__ import annotations

from datetime import datetime

from sla_plugin.domain.contracting.content import VersionContent
from sla_plugin.domain.contracting.obligations import UNWIND
from sla_plugin.domain.contracting.parties import CONTRACTING
from sla_plugin.domain.microseconds import MICROSECOND
from sla_plugin.domain.termination.cases import Case
from sla_plugin.domain.termination.settlement import Duty, Evidence, Settlement, Unwinding, total_of
from sla_plugin.domain.termination.states import CaseStep
from sla_plugin.errors import Code, Conflict
from sla_plugin.storage.contract_documents import ContractDocumentRow
from sla_plugin.storage.contract_obligations import ObligationRow
from sla_plugin.storage.terminations import CasePaperRow
from sla_plugin.usecases.contract_cases import recorded_version
from sla_plugin.usecases.plan_end import plan_end
from sla_plugin.usecases.settled_clocks import closed_clocks, counts, cover, evaluate_all
from sla_plugin.usecases.settled_sums import sums
from sla_plugin.usecases.termination_cases import CasesOnRecord


async def draft_settlement(cases: CasesOnRecord, case: Case, now: datetime) -> Settlement:
    """Of a case whose end has come: the same whenever it is drafted, for the same facts. Conflict
    `termination.unfinished` before."""
    end = case.end
    if end is None or end.ends_at > now:
        raise Conflict(
            Code.TERMINATION_UNFINISHED,
            "The contract has not ended by this case.",
            hint="Ask for a preview.",
            field="case",
        )
    await evaluate_all(cases.record, case, now)
    return await known_settlement(cases, case)


async def known_settlement(cases: CasesOnRecord, case: Case) -> Settlement:
    """Of a case that has an end, from the clocks as they were last evaluated."""
    record, end = cases.record, case.end
    assert end is not None, "of a case whose end has come"
    version = recorded_version(record, end.ends_at - MICROSECOND)
    content = version.content
    owed = await sums(cases, case, version, end)
    # As it was at the end instant: by when it is drafted the notice of a supporter would come later.
    plan = await plan_end(cases, case, end.ends_at)
    return Settlement(
        case=case.id,
        contract=record.id,
        parties=tuple(sorted({one.organisation for one in content.parties if one.role in CONTRACTING})),
        ground=case.ground,
        scope=case.scope,
        evidence=await _evidence(cases, case),
        rule=_rule(content, case),
        trace=end.trace,
        effective_on=end.effective_on,
        ends_at=end.ends_at,
        counts=await counts(record, case, content, end),
        clocks=await closed_clocks(record, case, end),
        sums=owed,
        duties=await _duties(cases, case),
        surviving=content.clauses.at_its_end.surviving,
        unwinding=tuple(
            Unwinding(one.contract, one.earliest_end, one.gap_days, one.stranded)
            for one in plan.unwinding
            if one.needed_by == 0
        ),
        cover=await cover(record, case, end),
        total=total_of(owed, content.currency),
        is_disputed=case.is_disputed,
    )


_NOTICES = frozenset({CaseStep.SUBMIT_NOTICE.value, CaseStep.ELECT.value})


async def _evidence(cases: CasesOnRecord, case: Case) -> Evidence:
    session = cases.record.session
    papers = await session.query(CasePaperRow).filter(case_id=case.id).order_by("id")
    # That of the end which comes: not the breach notice's, nor that which a stronger ground has overtaken.
    paper = next((one for one in reversed(papers) if one.step in _NOTICES), next(iter(papers), None))
    shown = None
    if paper is not None:
        shown = (await session.get(ContractDocumentRow, id=paper.document_id)).sha256
    notice = case.notice
    received_at = case.opened_at if notice is None else notice.received_at
    recorded_at = case.opened_at if paper is None else paper.recorded_at
    return Evidence(None if notice is None else notice.sent_at, received_at, recorded_at, shown)


def _rule(content: VersionContent, case: Case) -> str:
    rule = content.clauses.notice
    return case.rule.timing.value if rule is None else f"{case.rule.timing}: {rule.period}, {rule.align}"


async def _duties(cases: CasesOnRecord, case: Case) -> tuple[Duty, ...]:
    session = cases.record.session
    rows = await session.query(ObligationRow).filter(case_id=case.id).order_by("due_on", "id")
    shown = {
        row.id: row.sha256
        for row in await session.query(ContractDocumentRow).filter(
            id__in=[row.evidence_id for row in rows if row.evidence_id is not None]
        )
    }
    return tuple(
        Duty(
            row.kind, row.what, row.due_on, row.state, shown.get(row.evidence_id) if row.evidence_id else None
        )
        for row in rows
        if row.kind != UNWIND and row.due_on is not None
    )
