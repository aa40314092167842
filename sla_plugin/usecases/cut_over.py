"""Execute what was planned for the end of a contract, once it has come."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.contracting.ending import Children
from sla_plugin.domain.contracting.obligations import UNWIND, Obligation
from sla_plugin.domain.contracting.parties import PartyRole
from sla_plugin.domain.contracting.states import ContractState
from sla_plugin.domain.contracting.terms import current_end
from sla_plugin.domain.dates import ONE_DAY
from sla_plugin.domain.ids import OrganisationId
from sla_plugin.domain.notice.receipt import end_instant
from sla_plugin.domain.notice.trace import Step
from sla_plugin.domain.termination.case_table import carry_out
from sla_plugin.domain.termination.cases import Case, CaseCommand
from sla_plugin.domain.termination.ends import End
from sla_plugin.domain.termination.grounds import Ground
from sla_plugin.domain.termination.plan import ChildEnd, EndPlan, Unwind
from sla_plugin.domain.termination.states import CaseState, CaseStep
from sla_plugin.domain.transitions import SYSTEM
from sla_plugin.storage.contract_record import ContractRecord, take_up
from sla_plugin.storage.end_plans import plan_from_json
from sla_plugin.storage.terminations import CasePaperRow
from sla_plugin.usecases.contract_cases import terms
from sla_plugin.usecases.lines_in_force import last_version
from sla_plugin.usecases.open_termination import add_case
from sla_plugin.usecases.plan_end import plan_end
from sla_plugin.usecases.record_obligation import owe
from sla_plugin.usecases.reverse_credits import reverse_credits
from sla_plugin.usecases.take_termination_step import finish, settle_rivals
from sla_plugin.usecases.termination_cases import CasesOnRecord, cases_of

_DECIDED = (CaseStep.SETTLE_DISPUTE.value, CaseStep.REDATE.value)


async def cut_over(cases: CasesOnRecord, deed: Deed, case: Case) -> None:
    """Of a case that is EFFECTIVE. What was approved is what is executed; where it took effect before it was
    approved, what would have been planned. Supporters are told of as it is on that day: notice to them ends
    nothing by itself, and was not given before."""
    assert case.end is not None
    now = await plan_end(cases, case, deed.at)
    plan = await _approved(cases, case) or now
    await _abandon_negotiation(cases.record, case)
    for child in plan.children:
        await _end_child(cases, deed, case, child)
    await _owe(cases, deed, case, now)
    if case.is_whole:
        await reverse_credits(cases.record, case, case.end, deed.at)
    done = carry_out(case, CaseCommand(CaseStep.CUT_OVER, SYSTEM, deed.at))
    await cases.write(case, done, executed_at=deed.at)


async def _approved(cases: CasesOnRecord, case: Case) -> EndPlan | None:
    """By whoever had to approve it, or else by LEGAL's decision on another day. None where nobody has."""
    stated = cases.row(case.id).plan
    if stated is None or case.end is None:
        return None
    plan = plan_from_json(stated)
    papers = cases.record.session.query(CasePaperRow).filter(case_id=case.id, step__in=_DECIDED)
    is_approved = _was_approved(case) or await papers.exists()
    return plan if is_approved and plan.ends_at == case.end.ends_at else None


def _was_approved(case: Case) -> bool:
    """Also where the clause has dated it anew since, with another plan: what was approved stays so (R14)."""
    given = (replace(one, plan_hash=case.plan_hash or "") for one in case.approvals)
    return replace(case, approvals=tuple(given)).is_approved


async def _abandon_negotiation(record: ContractRecord, case: Case) -> None:
    """What is still negotiated would change a contract that has ended."""
    version = record.open_version
    if case.is_whole and version is not None and version.number > 1:
        await record.change(version, state=ContractState.ABANDONED.value, sign_by=None)


async def _end_child(cases: CasesOnRecord, deed: Deed, case: Case, child: ChildEnd) -> None:
    """CASCADE: at the same instant, for the same ground. RUN_OFF: with its own term, which is not renewed:
    the one that is agreed by then. What has ended meanwhile stays as it is."""
    end = case.end
    if end is None or child.becomes is Children.SURVIVE:
        return
    record = await take_up(cases.record.session, child.contract)
    until, last = record.contract.monitored_until, current_end(terms(record)) if record.terms else None
    has_ended = until is not None and until <= end.ends_at
    if has_ended or (child.becomes is Children.RUN_OFF and last is None):
        return
    below = await cases_of(record)
    ground, state = case.ground, CaseState.EFFECTIVE
    said = Step("R1", f"ends with {cases.record.contract.number}", end.effective_on)
    ending = replace(end, trace=(said,))
    if child.becomes is Children.RUN_OFF and last is not None:
        ground, state = Ground.NON_RENEWAL, CaseState.SCHEDULED
        ends_at = end_instant(last, record.contract.zone)
        ending = End(last, ends_at, end.received_on, (replace(said, on=last),))
    row = await add_case(record, deed, ground, case.initiator, None)
    below.rows.append(row)
    begun = below.value(row)
    await below.write(begun, replace(begun, state=state, end=ending))
    await settle_rivals(below, deed)
    await record.change(record.contract, revision=record.contract.revision + 1)
    await finish(below, deed, "termination.cascaded", {"case": str(row.id), "from": str(case.id)})


async def _owe(cases: CasesOnRecord, deed: Deed, case: Case, plan: EndPlan) -> None:
    """The duties of the exit, once the whole contract ends, and what has to be unwound: with due dates, to be
    fulfilled or waived."""
    record = cases.record
    version = last_version(record, plan.ends_at)
    if version is None:
        return
    providers = version.content.organisations(PartyRole.PROVIDER) | version.content.organisations(
        PartyRole.SUPPLIER
    )
    owner = min(providers, default=None) or _customer(record)
    if owner is None:
        return
    for duty in (version.content.clauses.exit or ()) if case.is_whole else ():
        due = plan.effective_on + duty.within_days * ONE_DAY
        await owe(record, deed, Obligation(owner, duty.kind, duty.what, due, survives_until=due), case.id)
    for unwind in plan.unwinding:
        if unwind.needed_by == 0:
            await owe(record, deed, _unwinding(owner, unwind, plan.effective_on), case.id)


def _unwinding(owner: OrganisationId, unwind: Unwind, effective_on: date) -> Obligation:
    cost = (
        ""
        if unwind.stranded is None
        else f", {unwind.stranded.amount} {unwind.stranded.currency} for nothing"
    )
    until = "" if unwind.earliest_end is None else f"; it ends on {unwind.earliest_end} at the earliest"
    what = f"Give notice of {unwind.number}, which nobody needs any more{until}{cost}."
    return Obligation(owner, UNWIND, what, effective_on)


def _customer(record: ContractRecord) -> OrganisationId | None:
    key = record.contract.customer_id
    return None if key is None else OrganisationId(key)
