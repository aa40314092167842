"""What must hold for a step of a termination: each says why it does not, or nothing."""

from __future__ import annotations

from datetime import datetime

from sla_plugin.domain.contracting.reasons import no_reason
from sla_plugin.domain.roles import Role
from sla_plugin.domain.termination.cases import Case, CaseCommand
from sla_plugin.domain.termination.grounds import GROUNDS, Ground, Timing
from sla_plugin.domain.termination.states import CaseState
from sla_plugin.errors import BadInput, Code, Conflict, Forbidden, SlaError


class ConsentRequired(Conflict):
    """`of`: the side whose consent it is."""

    def __init__(self, of: str) -> None:
        super().__init__(
            Code.TERMINATION_CONSENT,
            f"The notice was received: it is only withdrawn with the consent of the {of.lower()}.",
            hint="Record the consent with its document, or show that the withdrawal was received no later.",
            field="document",
        )
        self.of = of


def has_evidence(case: Case, command: CaseCommand) -> SlaError | None:
    """A notice without receipt is none (R2)."""
    notice = command.notice
    if notice is None or command.document is None:
        return BadInput(
            Code.TERMINATION_EVIDENCE,
            "Nothing shows that notice was given and received.",
            hint="Put the notice on record as a document, with when it was sent and received.",
            field="document",
        )
    if notice.received_at < notice.sent_at or notice.received_at > command.at:
        return BadInput(
            Code.TERMINATION_EVIDENCE,
            "Notice is received after it is sent, and before it is recorded.",
            hint="Correct when it was sent and received.",
            field="receivedAt",
        )
    return None


def has_authority(case: Case, command: CaseCommand) -> SlaError | None:
    if command.given_by is None or command.given_by in command.authorised:
        return None
    return BadInput(
        Code.TERMINATION_AUTHORITY,
        f"{command.given_by} does not give notice for the {case.initiator.lower()}: neither a signatory nor "
        f"a notice contact of that side on the day of receipt.",
        hint="Name who gave notice as the contract names its persons, or let one of them give it.",
        field="givenBy",
    )


def has_an_end(case: Case, command: CaseCommand) -> SlaError | None:
    if command.end is not None:
        return None
    return BadInput(Code.TERMINATION_DATE, "No last day of service follows from this.", field="requestedOn")


def needs_no_cure(case: Case, command: CaseCommand) -> SlaError | None:
    return needs_no_cure_of(case.ground)


def needs_no_cure_of(ground: Ground) -> SlaError | None:
    if not GROUNDS[ground].is_curable:
        return None
    return Conflict(
        Code.TERMINATION_CURE,
        f"{ground} ends a contract only after the time to cure it.",
        hint="Serve the breach notice first; elect once the cure period is over.",
    )


def is_curable(case: Case, command: CaseCommand) -> SlaError | None:
    if case.rule.is_curable:
        return None
    return Conflict(Code.TERMINATION_CURE, f"{case.ground} leaves nothing to be cured.")


def has_cure_period(case: Case, command: CaseCommand) -> SlaError | None:
    if command.cure_until is not None and command.elect_until is not None:
        return None
    return no_cure_clause()


def no_cure_clause() -> BadInput:
    return BadInput(
        Code.TERMINATION_NO_RULE,
        "The contract has no clause that says how long a breach may be cured.",
        hint="Name another ground.",
        field="ground",
    )


def shows_document(case: Case, command: CaseCommand) -> SlaError | None:
    if command.document is not None:
        return None
    return BadInput(
        Code.TERMINATION_EVIDENCE,
        "Nothing shows what was decided, or agreed.",
        hint="Put it on record as a document, and name that.",
        field="document",
    )


def gives_a_reason(case: Case, command: CaseCommand) -> SlaError | None:
    return no_reason(command.reason)


def names_a_defect(case: Case, command: CaseCommand) -> SlaError | None:
    """A valid unilateral notice cannot be refused for business reasons."""
    if any(defect.strip() for defect in command.defects):
        return None
    return BadInput(
        Code.TERMINATION_DEFECT,
        "A notice is refused for a legal defect, and none is named.",
        hint="Name what is wrong with its form, its authority, its ground or its date.",
        field="defects",
    )


def had_no_part_in_it(case: Case, command: CaseCommand) -> SlaError | None:
    name = command.actor.name
    if name not in (case.opened_by, case.submitted_by):
        return None
    did = "opened this case" if name == case.opened_by else "put this notice on record"
    return Forbidden(
        Code.FOUR_EYES,
        f"{name} {did}, and so cannot approve it.",
        hint="Let somebody else read it.",
    )


def is_asked_once(case: Case, command: CaseCommand) -> SlaError | None:
    if all(one.by != command.actor.name for one in case.counting):
        return None
    return Conflict(Code.CONTRACT_CONSENT_TWICE, f"{command.actor.name} has said so already.")


def has_seen_the_plan(case: Case, command: CaseCommand) -> SlaError | None:
    if case.plan_hash is not None and command.seen == case.plan_hash:
        return None
    return Conflict(
        Code.TERMINATION_PLAN,
        "What is planned is something else than what was seen.",
        hint=f"Read it again: its hash is {case.plan_hash} now.",
        field="planHash",
    )


def is_in_window(until: datetime | None, at: datetime) -> bool:
    return until is not None and at < until


_BREACH_ONLY = frozenset({CaseState.CURE, CaseState.CURE_EXPIRED})


def is_objected_in_time(case: Case, command: CaseCommand) -> SlaError | None:
    """By when it was received (R2); where nobody says when, that is as it is recorded."""
    until = case.cure_until if case.state in _BREACH_ONLY else case.object_until
    received_at = command.received_at or command.at
    if received_at > command.at:
        return BadInput(
            Code.TERMINATION_EVIDENCE,
            "An objection is received before it is recorded.",
            hint="Correct when it was received.",
            field="receivedAt",
        )
    return None if is_in_window(until, received_at) else _window("object", until)


def is_elected_in_time(case: Case, command: CaseCommand) -> SlaError | None:
    """By when it was received (R2), however late it is recorded: not as long as the breach can be cured."""
    received_at = command.at if command.notice is None else command.notice.received_at
    if is_in_window(case.cure_until, received_at):
        return Conflict(
            Code.TERMINATION_WINDOW,
            f"The breach could be cured until {case.cure_until}: an end is elected after that.",
            hint="Let it be elected anew.",
            field="receivedAt",
        )
    return None if is_in_window(case.elect_until, received_at) else _window("elect", case.elect_until)


def cure_is_over(case: Case, command: CaseCommand) -> SlaError | None:
    return _over(case.cure_until, command.at)


def election_is_over(case: Case, command: CaseCommand) -> SlaError | None:
    return _over(case.elect_until, command.at)


def end_is_reached(case: Case, command: CaseCommand) -> SlaError | None:
    return _over(None if case.end is None else case.end.ends_at, command.at)


def is_not_held(case: Case, command: CaseCommand) -> SlaError | None:
    """The contract runs on until it is decided."""
    return Conflict(Code.TERMINATION_HELD, "A dispute holds the end.") if case.holds_effect else None


def comes_by_itself(case: Case, command: CaseCommand) -> SlaError | None:
    """Our delay does not move the law; but what needs both sides, or is dated back, waits for a yes."""
    if case.comes_by_itself:
        return None
    return Conflict(
        Code.TERMINATION_UNFINISHED, "An end that is agreed on, or dated back, waits for its approval."
    )


def may_be_withdrawn(case: Case, command: CaseCommand) -> SlaError | None:
    """The document shows the consent, or that the withdrawal was received no later than the notice."""
    if command.document is not None:
        return None
    if is_overtaking(case, command.received_at):
        return BadInput(
            Code.TERMINATION_EVIDENCE,
            "Nothing shows that the withdrawal was received no later than the notice.",
            hint="Put it on record as a document, and name that.",
            field="document",
        )
    return ConsentRequired(case.initiator.other)


def is_overtaking(case: Case, received_at: datetime | None) -> bool:
    """A withdrawal that was received then needs nobody's consent."""
    notice = case.notice
    return notice is not None and received_at is not None and received_at <= notice.received_at


def may_convert(case: Case, command: CaseCommand) -> SlaError | None:
    if case.converts and Role.LEGAL in case.rule.approvers:
        return None
    return Conflict(
        Code.TERMINATION_CONVERSION,
        "By this contract a defective notice for cause is none for convenience.",
        hint="Reject it, and let notice be given anew.",
    )


def may_be_dated_anew(case: Case, command: CaseCommand) -> SlaError | None:
    """By agreement; or to an earlier day by notice on a stronger ground, of which there is evidence."""
    ground = command.ground or case.ground
    rule = GROUNDS[ground]
    if rule.timing is Timing.AGREED:
        return None
    if command.ground is None or rule.strength <= case.rule.strength:
        return Conflict(
            Code.TERMINATION_DATE,
            f"A day that follows from notice is not moved by one side, and not by {ground}.",
            hint="Agree on another one (MUTUAL), or serve notice on a stronger ground.",
            field="ground",
        )
    return needs_no_cure_of(ground) or has_evidence(case, command) or _is_earlier(case, command)


def _is_earlier(case: Case, command: CaseCommand) -> SlaError | None:
    """What would be dated back takes a case of its own, and its approval."""
    before, after = case.end, command.end
    if after is not None and after.is_backdated:
        return Conflict(
            Code.TERMINATION_DATE,
            f"On {after.effective_on} it would end before that notice was received, on {after.received_on}.",
            hint="Open another termination on this ground, which is approved like any that is dated back.",
            field="requestedOn",
        )
    if before is None or after is None or after.ends_at < before.ends_at:
        return None
    return Conflict(
        Code.TERMINATION_DATE,
        f"By {command.ground} it would end on {after.effective_on}, no earlier than it does.",
        hint=f"It ends on {before.effective_on} already; agree on a later day (MUTUAL).",
        field="requestedOn",
    )


def sets_an_open_end(case: Case, command: CaseCommand) -> SlaError | None:
    """Only what was held, or has none yet, gets its end by a decision."""
    if command.end is None or case.end is None or case.holds_effect:
        return None
    return Conflict(
        Code.TERMINATION_DATE,
        f"The decision leaves its last day of service where it is, on {case.end.effective_on}.",
        hint="Leave the day out; only an end that was held is set by a decision.",
        field="requestedOn",
    )


def is_disputed(case: Case, command: CaseCommand) -> SlaError | None:
    if case.is_disputed:
        return None
    return Conflict(Code.TERMINATION_UNFINISHED, "Nobody disputes it.")


def was_approved(case: Case, command: CaseCommand) -> SlaError | None:
    if case.superseded_from is CaseState.SCHEDULED:
        return None
    return Conflict(Code.TERMINATION_UNFINISHED, "It was not approved before it was superseded.")


def was_in_review(case: Case, command: CaseCommand) -> SlaError | None:
    if case.superseded_from is CaseState.REVIEW:
        return None
    return Conflict(Code.TERMINATION_UNFINISHED, "It was approved before it was superseded.")


def is_settled(case: Case, command: CaseCommand) -> SlaError | None:
    if case.is_disputed:
        return Conflict(
            Code.TERMINATION_UNFINISHED,
            "The end is disputed, and nothing could decide that once the case is closed.",
            hint="Confirm the notice, or annul it.",
        )
    if case.is_settled:
        return None
    return Conflict(
        Code.TERMINATION_UNFINISHED,
        "The settlement is not sealed, or a duty of the exit is open.",
        hint="Seal it; fulfil or waive what is owed.",
    )


def is_approved(case: Case) -> bool:
    return case.is_approved


def _over(until: datetime | None, at: datetime) -> SlaError | None:
    if until is not None and at >= until:
        return None
    return Conflict(Code.TERMINATION_WINDOW, f"The time has not come: it does at {until}.")


def _window(what: str, until: datetime | None) -> SlaError:
    return Conflict(Code.TERMINATION_WINDOW, f"The time to {what} was over at {until}.")
