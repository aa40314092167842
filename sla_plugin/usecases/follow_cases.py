"""What time brings about in a contract's terminations: at its own instants, however late."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.contracting.terms import current_end
from sla_plugin.domain.notice.trace import Step
from sla_plugin.domain.termination.cases import Case, Side
from sla_plugin.domain.termination.ends import End
from sla_plugin.domain.termination.grounds import Ground
from sla_plugin.domain.termination.instants import coming
from sla_plugin.domain.termination.rivals import governing
from sla_plugin.domain.termination.states import CaseState, CaseStep
from sla_plugin.storage.contract_record import ContractRecord
from sla_plugin.usecases.contract_cases import terms
from sla_plugin.usecases.cut_over import cut_over
from sla_plugin.usecases.open_termination import add_case
from sla_plugin.usecases.take_termination_step import (
    PAST,
    TerminationStep,
    finish,
    step_case,
)
from sla_plugin.usecases.tell_deadlines import tell
from sla_plugin.usecases.termination_cases import CasesOnRecord, cases_of


async def follow_cases(record: ContractRecord, deed: Deed, until: datetime) -> bool:
    """Take the first step whose instant is not after `until`, or tell the first deadline; whether there was
    one. Each is of its own instant; `deed.at` is when it is written down."""
    cases = await cases_of(record)
    due = next((one for one in coming(cases.values) if one[0] <= until), None)
    over = next((one for one in cases.deadlines if one.at <= until), None)
    if over is not None and (due is None or over.at < due[0]):
        await tell(cases, deed.by_time(over.at), over, deed.at)
        return True
    if due is None:
        return False
    at, case, step = due
    await _take(cases, deed.by_time(at), case, step, deed.at)
    return True


async def open_expiry(record: ContractRecord, deed: Deed) -> None:
    """A term that runs out is cut over and settled as every other end is."""
    cases = await cases_of(record)
    ends_at = record.contract.monitored_until
    if governing(cases.values) is not None or ends_at is None or not record.terms:
        return
    last = current_end(terms(record))
    if last is None:
        return
    row = await add_case(record, deed, Ground.EXPIRY, Side.PROVIDER, None)
    cases.rows.append(row)
    begun = cases.value(row)
    end = End(last, ends_at, last, (Step("R1", "the term runs out", last),))
    await cases.write(begun, replace(begun, state=CaseState.SCHEDULED, end=end))
    await record.write_down(deed, "termination.expiry_opened", {"case": str(row.id)})


async def _take(cases: CasesOnRecord, deed: Deed, case: Case, step: CaseStep, now: datetime) -> None:
    if step is CaseStep.CUT_OVER:
        await cut_over(cases, deed, case)
    else:
        await step_case(cases, deed, case.id, TerminationStep(step))
    await cases.record.change(cases.record.contract, revision=cases.record.contract.revision + 1)
    more: dict[str, object] = {"case": str(case.id)}
    if now > deed.at:
        more["written_down_at"] = now.isoformat()
    if step is CaseStep.REACH_END and case.state is not CaseState.SCHEDULED:
        # Nobody had approved it by then: somebody has to hear of that.
        more["escalated"] = case.state.value
    await finish(cases, deed, f"termination.{PAST[step]}", more)
