"""Take one step of a contract's way to signature, as its table allows it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from sla_plugin.documents.store import DocumentStore
from sla_plugin.domain.contracting.content import VersionContent
from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.contracting.negotiation import (
    CONSENT,
    SIGNATURE_PERIOD,
    Command,
    Consent,
    Given,
    Negotiation,
)
from sla_plugin.domain.contracting.negotiation_table import TABLE, carry_out
from sla_plugin.domain.contracting.requirements import Side
from sla_plugin.domain.contracting.states import ContractState, Step
from sla_plugin.domain.ids import ContractId
from sla_plugin.sdk.signing import Signing
from sla_plugin.storage.contract_consents import ConsentRow
from sla_plugin.storage.contract_contents import content_to_json
from sla_plugin.storage.contract_projections import project_content
from sla_plugin.storage.contract_record import ContractRecord, take_up
from sla_plugin.storage.contract_requirements import JudgementRow
from sla_plugin.storage.contract_versions import ContractVersionRow
from sla_plugin.storage.session import Session
from sla_plugin.usecases.amend_contract import check_place
from sla_plugin.usecases.click_to_sign import ClickToSign
from sla_plugin.usecases.complete_content import complete
from sla_plugin.usecases.contract_cases import being_negotiated, negotiation
from sla_plugin.usecases.contract_support import is_supported
from sla_plugin.usecases.look_again import look_again
from sla_plugin.usecases.render_papers import render_papers
from sla_plugin.usecases.signatures import signature
from sla_plugin.usecases.take_effect import customer_of, take_effect


@dataclass(frozen=True, slots=True)
class ContractStep:
    """`seen`: the hash that was read. `reason`, `requirement`, `side` and `content` for the steps that carry
    them; `signing`: how it is signed; None: by a click."""

    step: Step
    seen: str | None = None
    reason: str | None = None
    requirement: UUID | None = None
    side: Side | None = None
    content: VersionContent | None = None
    signing: Signing | None = None

    def by(self, deed: Deed) -> Command:
        return Command(
            self.step,
            deed.actor,
            deed.at,
            seen=self.seen,
            reason=self.reason,
            requirement=self.requirement,
            side=self.side,
            content=self.content,
        )


async def take_contract_step(
    session: Session,
    deed: Deed,
    which: ContractId,
    expected: int | None,
    step: ContractStep,
    store: DocumentStore | None = None,
) -> ContractId:
    """What the table refuses is raised: WrongState, Forbidden `right.role` or `right.four_eyes`, Conflict
    `contract.hash`, and what its guards say. Conflict `object.version_conflict` for an outdated `expected`.
    `store`: takes the papers of what is to be read next; Unavailable `paper.store`. None: none are made.
    """
    record = await take_up(session, which, expected)
    await step_on(record, deed, step, store)
    return which


async def step_on(
    record: ContractRecord, deed: Deed, step: ContractStep, store: DocumentStore | None = None
) -> None:
    """Of a record that is locked."""
    session, version = record.session, being_negotiated(record)
    before = negotiation(record, version)
    if step.step in (Step.AGREE, Step.TAKE_SHORT_PATH):
        supported = await is_supported(session, before.content, deed.at)
        before = negotiation(record, version, is_supported=supported)
    command = step.by(deed)
    if command.content is not None:
        _refuse_early(before, command)
        command = replace(command, content=await complete(session, command.content))
    after = carry_out(before, command)
    if after.is_amendment and after.content != before.content:
        check_place(record, after.content)
    await _write(record, version, before, after, step, deed)
    if store is not None and after.state is not before.state:
        await render_papers(record, version, store, deed)
    await record.change(record.contract, revision=record.contract.revision + 1)
    await record.write_down(deed, f"contract.{_PAST[step.step]}", _told(step, before, after))
    await look_again(record, deed.at)


def _refuse_early(case: Negotiation, command: Command) -> None:
    """Nobody is told what is wrong with a content that they cannot write."""
    why = TABLE.why_not(case, command, asking=True)
    if why is not None:
        raise why


async def _write(
    record: ContractRecord,
    version: ContractVersionRow,
    before: Negotiation,
    after: Negotiation,
    step: ContractStep,
    deed: Deed,
) -> None:
    for given in after.given[len(before.given) :]:
        await record.add(await _consent(record, version, given, step, deed))
    if step.step is Step.JUDGE and step.side is not None:
        await record.add(
            JudgementRow(
                contract_id=record.id,
                requirement_id=step.requirement,
                side=step.side.value,
                judged_by=deed.actor.name,
                judged_at=deed.at,
                round=version.round,
            )
        )
    if after.content != before.content:
        await project_content(record.session, version, after.content)
    await _move_on(record, version, after, deed)


async def _move_on(
    record: ContractRecord, version: ContractVersionRow, after: Negotiation, deed: Deed
) -> None:
    is_published = after.state is ContractState.AWAITING_SIGNATURE
    sign_by = (version.sign_by or deed.at + SIGNATURE_PERIOD) if is_published else None
    is_signed = after.state is ContractState.SIGNED
    await record.change(
        version,
        state=after.state.value,
        round=after.round,
        content=content_to_json(after.content),
        content_hash=after.content.hash,
        authors=sorted(after.authors),
        sign_by=sign_by,
        recorded_at=deed.at if is_signed else None,
    )
    if is_signed:
        await take_effect(record, after.content, deed.at)
    elif not after.is_amendment:
        await record.change(
            record.contract,
            state=after.state.value,
            customer_id=customer_of(after.content),
            zone=after.content.zone,
        )


async def _consent(
    record: ContractRecord, version: ContractVersionRow, given: Given, step: ContractStep, deed: Deed
) -> ConsentRow:
    row = ConsentRow(
        contract_id=record.id,
        version_id=version.id,
        consent=given.consent.value,
        given_by=given.by,
        role=None if given.role is None else given.role.value,
        given_at=given.at,
        content_hash=given.content_hash,
        round=given.round,
    )
    if given.consent is Consent.SIGNATURE:
        await signature(record, version, row, step.signing or ClickToSign(), deed)
    return row


def _told(step: ContractStep, before: Negotiation, after: Negotiation) -> dict[str, object]:
    """For whoever reads the trail. Those who had signed are told that it was for nothing."""
    told: dict[str, object] = {"version": before.number, "from": before.state.value, "to": after.state.value}
    if step.reason is not None:
        told["reason"] = step.reason
    if step.step in CONSENT:
        told["contentHash"] = before.hash_for(CONSENT[step.step])
    if step.step in (Step.DECLINE, Step.EXPIRE):
        told["told"] = sorted(before.givers(Consent.SIGNATURE))
    return told


_PAST = {
    Step.EDIT: "edited",
    Step.SUBMIT: "submitted",
    Step.TAKE_SHORT_PATH: "submitted_for_review",
    Step.JUDGE: "requirement_judged",
    Step.REWORK: "sent_back",
    Step.DECLARE_INFEASIBLE: "declared_infeasible",
    Step.APPROVE_SPECIFICATION: "specification_approved",
    Step.REJECT_SPECIFICATION: "specification_rejected",
    Step.AGREE: "prices_agreed",
    Step.APPROVE: "approved",
    Step.REQUEST_CHANGE: "change_requested",
    Step.SIGN: "signed",
    Step.DECLINE: "signature_declined",
    Step.EXPIRE: "signatures_expired",
    Step.ABANDON: "abandoned",
}
