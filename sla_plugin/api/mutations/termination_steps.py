"""The steps of a termination: each is a row here, and one mutation."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import strawberry
from strawberry import argument as described

from sla_plugin.api.context import Info
from sla_plugin.api.ids import id_of
from sla_plugin.api.mutations.catalogue import KEY
from sla_plugin.api.mutations.contract_steps import EXPECTED
from sla_plugin.api.mutations.termination_acts import TerminationPayload, act_on
from sla_plugin.api.rights import Needs
from sla_plugin.api.types.termination_enums import CaseState, CaseStep, Ground
from sla_plugin.auth.scopes import Scope
from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.storage.session import Session
from sla_plugin.storage.terminations import CaseRow
from sla_plugin.usecases.take_termination_step import TerminationStep, take_termination_step

_PAPER = "The paper on record that shows it: its id as a `Document`."


@strawberry.input(description="Something that is done to a termination.")
class TerminationStepInput:
    case: strawberry.ID = strawberry.field(description="Which one.")
    expected_version: int | None = strawberry.field(default=None, description=EXPECTED)
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)

    def step(self, which: CaseStep) -> TerminationStep:
        return TerminationStep(which)


@strawberry.input(description="Something that a paper shows.")
class TerminationPaperInput(TerminationStepInput):
    document: strawberry.ID = strawberry.field(description=_PAPER)
    reason: str | None = strawberry.field(default=None, description="In words, for whoever reads it later.")

    def step(self, which: CaseStep) -> TerminationStep:
        return TerminationStep(which, document=_document(self.document), reason=self.reason)


@strawberry.input(description="Notice, as its paper shows it.")
class TerminationNoticeInput(TerminationStepInput):
    sent_at: datetime = strawberry.field(description="When it was sent.")
    received_at: datetime = strawberry.field(description="When it was received; that is what counts.")
    channel: str | None = strawberry.field(
        default=None, description="How it came, of the address that was used: `EMAIL`."
    )
    document: strawberry.ID = strawberry.field(description=_PAPER)

    def step(self, which: CaseStep) -> TerminationStep:
        return TerminationStep(
            which,
            sent_at=self.sent_at,
            received_at=self.received_at,
            channel=self.channel,
            document=_document(self.document),
        )


@strawberry.input(description="Notice of an end, as its paper shows it.")
class EndNoticeInput(TerminationNoticeInput):
    requested_on: date | None = strawberry.field(
        default=None,
        description="The last day of service that is wished for, or was agreed on; left out, the earliest. "
        "One that is too early is no reason for a refusal: the earliest is taken, and `acceptedOn` says so.",
    )
    given_by: str | None = strawberry.field(
        default=None,
        description="Who gave notice, as the contract names its persons: a signatory or a notice contact of "
        "the side that ends it. Left out, whoever passes it on stands for that.",
    )

    def step(self, which: CaseStep) -> TerminationStep:
        notice = super().step(which)
        return replace(notice, requested_on=self.requested_on, given_by=self.given_by)


@strawberry.input(description="That a notice has a legal defect. There is no other reason to refuse it.")
class RejectTerminationInput(TerminationStepInput):
    defects: list[str] = strawberry.field(
        description="What is wrong with its form, its authority, its ground or its date; one at least."
    )

    def step(self, which: CaseStep) -> TerminationStep:
        return TerminationStep(which, defects=tuple(self.defects))


@strawberry.input(description="A yes to what is planned.")
class ApproveTerminationInput(TerminationStepInput):
    plan_hash: str = strawberry.field(description="The plan's `hash` that was read: a yes to that alone.")

    def step(self, which: CaseStep) -> TerminationStep:
        return TerminationStep(which, seen=self.plan_hash)


@strawberry.input(description="The other party's objection.")
class ObjectToTerminationInput(TerminationStepInput):
    reason: str = strawberry.field(description="Why; it is kept with the termination.")
    hold: bool = strawberry.field(
        default=False, description="It holds the end until it is decided; by itself it does not."
    )
    received_at: datetime | None = strawberry.field(
        default=None,
        description="When it was received, within the time for it; left out, as it is put on record.",
    )
    document: strawberry.ID | None = strawberry.field(default=None, description=_PAPER)

    def step(self, which: CaseStep) -> TerminationStep:
        return TerminationStep(
            which,
            received_at=self.received_at,
            reason=self.reason,
            hold=self.hold,
            document=_document(self.document),
        )


@strawberry.input(description="What was decided, or agreed, on a last day of service.")
class TerminationDecisionInput(TerminationPaperInput):
    requested_on: date | None = strawberry.field(
        default=None, description="The last day of service that was decided, or agreed on."
    )

    def step(self, which: CaseStep) -> TerminationStep:
        return TerminationStep(
            which,
            requested_on=self.requested_on,
            document=_document(self.document),
            reason=self.reason,
        )


@strawberry.input(description="A last day of service that takes the place of another one.")
class RedateTerminationInput(TerminationDecisionInput):
    requested_on: date | None = strawberry.field(
        default=None,
        description="The last day of service that was agreed on, or is wished for; left out for a stronger "
        "ground, that of its receipt.",
    )
    ground: Ground | None = strawberry.field(
        default=None,
        description="Why it moves: `MUTUAL`, by an agreement; or a stronger ground than the termination's, "
        "by notice of its own and to an earlier day. It becomes the termination's. Left out only of an end "
        "that was agreed on, for another agreement.",
    )
    sent_at: datetime | None = strawberry.field(
        default=None, description="When notice on the stronger ground was sent."
    )
    received_at: datetime | None = strawberry.field(
        default=None, description="When notice on the stronger ground was received; that is what counts."
    )
    channel: str | None = strawberry.field(
        default=None, description="How that notice came, of the address that was used: `EMAIL`."
    )

    def step(self, which: CaseStep) -> TerminationStep:
        return replace(
            super().step(which),
            sent_at=self.sent_at,
            received_at=self.received_at,
            channel=self.channel,
            ground=self.ground,
        )


@strawberry.input(description="That a notice is taken back.")
class WithdrawTerminationInput(TerminationStepInput):
    received_at: datetime | None = strawberry.field(
        default=None,
        description="When the withdrawal was received: no later than the notice, it needs no consent.",
    )
    document: strawberry.ID | None = strawberry.field(
        default=None,
        description="The paper on record that shows the other side's consent, or that the withdrawal was "
        "received no later than the notice. Left out only where no notice was received.",
    )
    reason: str | None = strawberry.field(default=None, description="In words, for whoever reads it later.")

    def step(self, which: CaseStep) -> TerminationStep:
        return TerminationStep(
            which,
            received_at=self.received_at,
            document=_document(self.document),
            reason=self.reason,
        )


def _document(given: str | None) -> UUID | None:
    return None if given is None else id_of("Document", given, field="document")


def _mutation(which: CaseStep, kind: type[TerminationStepInput], scope: Scope, description: str) -> Any:
    """Of one step; its name is that of the attribute that it becomes."""

    async def resolve(self: object, info: Info, input: Any) -> Any:
        return await _taken(info, input, which)

    return _published(resolve, kind, scope, description)


def _published(resolve: Any, kind: type[TerminationStepInput], scope: Scope, description: str) -> Any:
    resolve.__annotations__ |= {
        "input": Annotated[kind, described("Of which termination, and what it has to carry.")],
        "return": TerminationPayload | None,
    }
    return strawberry.mutation(resolver=resolve, description=description, extensions=[Needs(scope)])


async def _taken(info: Info, given: Any, which: CaseStep) -> TerminationPayload:
    async def do(session: Session, deed: Deed, case: UUID) -> UUID:
        return await take_termination_step(session, deed, case, given.expected_version, given.step(which))

    return await act_on(info, given, do)


async def _rejected(self: object, info: Info, input: Any) -> Any:
    """Which of two steps it is, its state says: found invalid when it came, or a defect found later."""

    async def do(session: Session, deed: Deed, case: UUID) -> UUID:
        row = await session.get(CaseRow, id=case)
        which = CaseStep.REJECT if row.state == CaseState.REVIEW else CaseStep.FIND_INVALID
        return await take_termination_step(session, deed, case, input.expected_version, input.step(which))

    return await act_on(info, input, do)


_INITIATE, _DECIDE = Scope.TERMINATIONS_INITIATE, Scope.TERMINATIONS_DECIDE


@strawberry.type
class TerminationStepMutations:
    submit_termination_notice = _mutation(
        CaseStep.SUBMIT_NOTICE,
        EndNoticeInput,
        _INITIATE,
        "Put notice on record: from its receipt the last day of service follows, and how.",
    )
    serve_breach_notice = _mutation(
        CaseStep.SERVE_BREACH_NOTICE,
        TerminationNoticeInput,
        _DECIDE,
        "Put a breach notice on record: from its receipt the time to cure the breach follows.",
    )
    accept_cure = _mutation(
        CaseStep.ACCEPT_CURE, TerminationPaperInput, _DECIDE, "Say that the breach was cured in time."
    )
    elect_termination = _mutation(
        CaseStep.ELECT,
        EndNoticeInput,
        _INITIATE,
        "End the contract for a breach that was not cured; that the time is over does not end it by itself.",
    )
    accept_late_cure = _mutation(
        CaseStep.ACCEPT_LATE_CURE,
        TerminationPaperInput,
        _DECIDE,
        "Say that a breach counts as cured, although too late.",
    )
    validate_termination = _mutation(
        CaseStep.FIND_VALID,
        TerminationStepInput,
        _DECIDE,
        "Say that a notice is valid: its form, authority, ground and date. What it brings about is planned.",
    )
    reject_termination = _published(
        _rejected,
        RejectTerminationInput,
        _DECIDE,
        "Refuse a notice for a legal defect. One that is valid cannot be refused for business reasons.",
    )
    convert_termination = _mutation(
        CaseStep.CONVERT,
        TerminationStepInput,
        _DECIDE,
        "Take a defective notice for cause as one for convenience, where the contract lets that be.",
    )
    approve_termination = _mutation(
        CaseStep.APPROVE,
        ApproveTerminationInput,
        _DECIDE,
        "Say yes to what is planned. With the last yes its end is scheduled.",
    )
    object_to_termination = _mutation(
        CaseStep.OBJECT,
        ObjectToTerminationInput,
        _DECIDE,
        "The other party's objection, while there is time for it.",
    )
    confirm_notice = _mutation(
        CaseStep.CONFIRM_NOTICE, TerminationDecisionInput, _DECIDE, "Record the decision that a notice holds."
    )
    annul_notice = _mutation(
        CaseStep.ANNUL_NOTICE, TerminationPaperInput, _DECIDE, "Record the decision that a notice is void."
    )
    settle_dispute = _mutation(
        CaseStep.SETTLE_DISPUTE,
        TerminationDecisionInput,
        _DECIDE,
        "Record on which end both sides have agreed.",
    )
    withdraw_termination = _mutation(
        CaseStep.WITHDRAW,
        WithdrawTerminationInput,
        _INITIATE,
        "Take a notice back: once it was received, with the other side's consent.",
    )
    redate_termination = _mutation(
        CaseStep.REDATE,
        RedateTerminationInput,
        _DECIDE,
        "Move a scheduled end, by agreement or to an earlier day for a stronger ground; it is planned anew.",
    )
    rescind_termination = _mutation(
        CaseStep.RESCIND,
        TerminationPaperInput,
        _DECIDE,
        "Undo an end that has come. The contract stays ended; a successor takes effect from the end instant.",
    )
    close_termination = _mutation(
        CaseStep.CLOSE,
        TerminationStepInput,
        _DECIDE,
        "Close what is settled: the settlement is sealed, and every duty of the exit done or waived.",
    )
