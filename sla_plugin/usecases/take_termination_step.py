"""Take one step of a termination, as its table allows it, with everything that follows at once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sla_plugin.domain.canonical import canonical_text
from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.termination.case_table import carry_out
from sla_plugin.domain.termination.cases import Case, CaseCommand
from sla_plugin.domain.termination.ends import Notice, end_of
from sla_plugin.domain.termination.grounds import GROUNDS, Ground, Timing
from sla_plugin.domain.termination.plan import EndPlan
from sla_plugin.domain.termination.rivals import (
    SupersededBy,
    ends_nothing_more,
    in_the_place_of,
    taking_effect,
    turns,
)
from sla_plugin.domain.termination.states import CaseState, CaseStep
from sla_plugin.domain.transitions import SYSTEM
from sla_plugin.storage.contract_documents import ContractDocumentRow
from sla_plugin.storage.contract_record import ContractRecord, take_up
from sla_plugin.storage.end_plans import plan_from_json
from sla_plugin.storage.session import Session
from sla_plugin.storage.terminations import CasePaperRow
from sla_plugin.usecases.apply_ends import apply_ends
from sla_plugin.usecases.end_clauses import cure_windows, end_clauses, object_until
from sla_plugin.usecases.look_again import look_again, look_at_once
from sla_plugin.usecases.plan_end import plan_end
from sla_plugin.usecases.tell_deadlines import tell_deadlines
from sla_plugin.usecases.termination_cases import CasesOnRecord, cases_of, contract_of_case, who_gives_notice

EVIDENCE = "EVIDENCE"


@dataclass(frozen=True, slots=True)
class TerminationStep:
    """`sent_at`, `received_at`, `requested_on` and `channel` of a notice, of an election, or of a withdrawal;
    `received_at` of an objection, too. `ground`: on which it is dated anew, by agreement or for one that is
    stronger. `document`: the paper on record that shows it; `seen`: the hash of the plan that was read;
    `hold`: whether an objection holds the end; `given_by`: who gave notice, as the contract names its
    persons."""

    step: CaseStep
    sent_at: datetime | None = None
    received_at: datetime | None = None
    requested_on: date | None = None
    channel: str | None = None
    ground: Ground | None = None
    document: UUID | None = None
    reason: str | None = None
    defects: tuple[str, ...] = ()
    seen: str | None = None
    hold: bool = False
    given_by: str | None = None


async def take_termination_step(
    session: Session, deed: Deed, case: UUID, expected: int | None, step: TerminationStep
) -> UUID:
    """What was due by then is done before: nobody decides on what time has decided. What the table refuses is
    raised, and then not even that is done: WrongState, Forbidden `right.role` or `right.four_eyes`,
    ConsentRequired, and what its checks say; `expected` is the contract's revision. NotFound."""
    # Time takes its own steps through here.
    from sla_plugin.usecases.pass_time import catch_up

    record = await take_up(session, await contract_of_case(session, case), expected)
    await catch_up(record, deed)
    cases = await cases_of(record)
    await tell_deadlines(cases, deed)
    await step_case(cases, deed, case, step)
    if step.step is CaseStep.CLOSE and cases.value(cases.row(case)).is_whole:
        await record.change(record.contract, closed_at=deed.at)
    await record.change(record.contract, revision=record.contract.revision + 1)
    if case in cases.sealed:
        await look_at_once(record, deed.at)
    more = {"case": str(case)} if step.given_by is None else {"case": str(case), "given_by": step.given_by}
    await finish(cases, deed, f"termination.{PAST[step.step]}", more)
    return case


async def step_case(cases: CasesOnRecord, deed: Deed, which: UUID, step: TerminationStep) -> None:
    record, known = cases.record, cases.seen(which, deed.at)
    changed = await _changed_plan(cases, known, deed, step.step)
    before = known if changed is None else known.planned(changed.hash, has_money=changed.has_money)
    command = await _command(cases, before, step, deed)
    after = carry_out(before, command)
    if step.step is CaseStep.REACH_END:
        after = _taking_effect(cases, after)
    after = await _planned(cases, after, deed, step.step, changed)
    await cases.write(before, after)
    if step.document is not None:
        # Notice on a stronger ground is evidence of the end like that which it came after.
        shows = CaseStep.SUBMIT_NOTICE if _brings_notice(step) and step.step is CaseStep.REDATE else step.step
        await _show(record, deed, which, shows.value, step.document)
    await settle_rivals(cases, deed)


def _taking_effect(cases: CasesOnRecord, case: Case) -> Case:
    """SupersededBy where nothing is left that it could end."""
    other = in_the_place_of(case, cases.values)
    if other is not None and other.end is not None and ends_nothing_more(case, cases.values):
        raise SupersededBy(other.id, other.end.ends_at)
    return taking_effect(case, cases.values)


async def attach(session: Session, deed: Deed, case: UUID, document: UUID) -> None:
    """More evidence of what is known. NotFound."""
    record = await take_up(session, await contract_of_case(session, case))
    await session.get(ContractDocumentRow, id=document, contract_id=record.id)
    await _show(record, deed, case, EVIDENCE, document)
    await record.write_down(deed, "termination.evidence_attached", {"case": str(case)})


async def _show(record: ContractRecord, deed: Deed, case: UUID, step: str, document: UUID) -> None:
    await record.add(
        CasePaperRow(
            contract_id=record.id,
            case_id=case,
            step=step,
            document_id=document,
            recorded_by=deed.actor.name,
            recorded_at=deed.at,
        )
    )


async def finish(cases: CasesOnRecord, deed: Deed, what: str, more: Mapping[str, object]) -> None:
    """Let the contract follow its cases, and write it all down."""
    await apply_ends(cases, deed.at)
    await cases.record.write_down(deed, what, more)
    await look_again(cases.record, deed.at)


async def settle_rivals(cases: CasesOnRecord, deed: Deed) -> None:
    """Of cases that share a line the one that ends first governs; what fails lets the others come back."""
    for case, step in turns(cases.values):
        system = CaseCommand(step, SYSTEM, deed.at)
        await cases.write(case, carry_out(case, system))


_MOVES_THE_END = frozenset({CaseStep.SETTLE_DISPUTE, CaseStep.REDATE})


async def _changed_plan(cases: CasesOnRecord, case: Case, deed: Deed, step: CaseStep) -> EndPlan | None:
    """What is planned now, where that is something else than what was to be approved: then only who has seen
    it, as a preview tells it, approves it, and whoever said yes before says so anew. That a supporter would
    be given notice on a later day changes nothing."""
    if step is not CaseStep.APPROVE or case.state is not CaseState.REVIEW or case.end is None:
        return None
    stated, now = cases.row(case.id).plan, await plan_end(cases, case, deed.at)
    return None if stated is not None and plan_from_json(stated).stands_by(now) else now


async def _planned(
    cases: CasesOnRecord, case: Case, deed: Deed, step: CaseStep, changed: EndPlan | None
) -> Case:
    """What its end will bring about, as it is when it comes to be approved; frozen from there on, as long as
    nobody agrees on another day. `changed`: what is approved instead."""
    is_approval = step is CaseStep.APPROVE
    is_planned = (case.state is CaseState.REVIEW and not is_approval) or step in _MOVES_THE_END
    if case.end is None or not (is_planned or changed):
        return case
    plan = changed or await plan_end(cases, case, deed.at)
    await cases.record.change(cases.row(case.id), plan=json.loads(canonical_text(plan)))
    return case.planned(plan.hash, has_money=plan.has_money)


async def _command(cases: CasesOnRecord, case: Case, step: TerminationStep, deed: Deed) -> CaseCommand:
    command = CaseCommand(
        step.step,
        deed.actor,
        deed.at,
        ground=step.ground,
        document=await _shown(cases.record, step.document),
        reason=step.reason,
        defects=step.defects,
        seen=step.seen,
        received_at=step.received_at,
        hold=step.hold,
        given_by=step.given_by,
    )
    if step.step is CaseStep.SERVE_BREACH_NOTICE and step.received_at is not None:
        return await _breach(cases.record, case, step, command, step.received_at)
    if _brings_notice(step) and step.received_at is not None:
        return await _served(cases, case, step, command, step.received_at)
    if case.notice is None:
        return command
    if step.step is CaseStep.CONVERT:
        return await _from_receipt(cases, case, command, replace(case.notice, ground=Ground.CONVENIENCE))
    on, ground = step.requested_on, _agreed(case, step)
    if step.step is CaseStep.CONFIRM_NOTICE:
        on = _decided_on(cases.record, case, step, command)
        ground = None if on is None else Ground.MUTUAL
    if ground is None:
        return command
    return await _from_receipt(cases, case, command, replace(case.notice, ground=ground, requested_on=on))


def _brings_notice(step: TerminationStep) -> bool:
    """One of its own, and does not go by what was received before."""
    if step.step is CaseStep.REDATE:
        return step.ground is not None and GROUNDS[step.ground].timing is not Timing.AGREED
    return step.step in (CaseStep.SUBMIT_NOTICE, CaseStep.ELECT)


def _agreed(case: Case, step: TerminationStep) -> Ground | None:
    """The ground on which both sides agree on another day; None where they do not."""
    ground = step.ground or case.ground
    if step.step is CaseStep.SETTLE_DISPUTE:
        return Ground.MUTUAL
    is_agreed = step.step is CaseStep.REDATE and GROUNDS[ground].timing is Timing.AGREED
    return ground if is_agreed else None


def _decided_on(
    record: ContractRecord, case: Case, step: TerminationStep, command: CaseCommand
) -> date | None:
    """The last day of service by a decision. Where nothing else is said, that of the decision itself if there
    was none before (the breach might have been cured still), or it was held and has gone by meanwhile."""
    end = case.end
    is_open = end is None or (case.holds_effect and end.ends_at <= command.at)
    if step.requested_on is not None or not is_open:
        return step.requested_on
    return command.at.astimezone(ZoneInfo(record.contract.zone)).date()


async def _served(
    cases: CasesOnRecord, case: Case, step: TerminationStep, command: CaseCommand, received_at: datetime
) -> CaseCommand:
    notice = Notice(step.ground or case.ground, step.sent_at or received_at, received_at, step.requested_on)
    clauses = await end_clauses(cases.record, cases, received_at, step.channel, case.scope)
    return replace(
        command,
        notice=notice,
        authorised=who_gives_notice(cases.record, case.initiator, received_at),
        end=end_of(notice, clauses),
        object_until=object_until(cases.record, received_at),
    )


async def _from_receipt(
    cases: CasesOnRecord, case: Case, command: CaseCommand, notice: Notice
) -> CaseCommand:
    """Another end from the notice that was received before: by which address, and so on which day, was found
    then."""
    clauses = await end_clauses(cases.record, cases, notice.received_at, scope=case.scope)
    known_on = None if case.end is None else case.end.received_on
    return replace(
        command,
        notice=notice,
        end=end_of(notice, clauses, known_on),
        object_until=object_until(cases.record, notice.received_at),
    )


async def _breach(
    record: ContractRecord,
    case: Case,
    step: TerminationStep,
    command: CaseCommand,
    received_at: datetime,
) -> CaseCommand:
    windows = await cure_windows(record, received_at, step.channel)
    notice = Notice(case.ground, step.sent_at or received_at, received_at)
    if windows is None:
        return replace(command, notice=notice)
    return replace(command, notice=notice, cure_until=windows[0], elect_until=windows[1])


async def _shown(record: ContractRecord, document: UUID | None) -> str | None:
    """The hash of a paper of this contract. NotFound."""
    if document is None:
        return None
    row = await record.session.get(ContractDocumentRow, id=document, contract_id=record.id)
    return row.sha256


PAST = {
    CaseStep.SUBMIT_NOTICE: "notice_received",
    CaseStep.SERVE_BREACH_NOTICE: "breach_notice_served",
    CaseStep.ACCEPT_CURE: "cured",
    CaseStep.EXPIRE_CURE: "cure_expired",
    CaseStep.ELECT: "elected",
    CaseStep.ACCEPT_LATE_CURE: "cured_late",
    CaseStep.LAPSE: "lapsed",
    CaseStep.FIND_VALID: "found_valid",
    CaseStep.FIND_INVALID: "found_invalid",
    CaseStep.CONVERT: "converted",
    CaseStep.APPROVE: "approved",
    CaseStep.REJECT: "rejected",
    CaseStep.OBJECT: "disputed",
    CaseStep.CONFIRM_NOTICE: "notice_confirmed",
    CaseStep.ANNUL_NOTICE: "notice_annulled",
    CaseStep.SETTLE_DISPUTE: "dispute_settled",
    CaseStep.WITHDRAW: "withdrawn",
    CaseStep.REDATE: "dated_anew",
    CaseStep.SUPERSEDE: "superseded",
    CaseStep.REVIVE: "revived",
    CaseStep.REVIVE_TO_REVIEW: "revived_to_review",
    CaseStep.REACH_END: "took_effect",
    CaseStep.CUT_OVER: "cut_over",
    CaseStep.RESCIND: "rescinded",
    CaseStep.CLOSE: "closed",
}
