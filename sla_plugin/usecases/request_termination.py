"""Take what a CRM says of the end of a contract: once, however often and in whatever order it comes."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sla_plugin.documents.media_types import MediaType
from sla_plugin.documents.store import DocumentStore
from sla_plugin.domain.canonical import canonical_text, content_hash
from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.contracting.documents import DocumentKind
from sla_plugin.domain.ids import ContractId, ServiceId
from sla_plugin.domain.termination.case_checks import is_overtaking, may_be_withdrawn
from sla_plugin.domain.termination.case_table import OPENERS
from sla_plugin.domain.termination.cases import CaseCommand, Side
from sla_plugin.domain.termination.grounds import GROUNDS, Ground
from sla_plugin.domain.termination.states import DONE, CaseState, CaseStep
from sla_plugin.errors import SlaError, Unavailable
from sla_plugin.storage.session import Session
from sla_plugin.storage.termination_requests import (
    Outcome,
    TerminationRequestRow,
    one_at_a_time,
    opened_by_requests,
    requests_of,
    waiting_for,
)
from sla_plugin.storage.terminations import CaseRow, case_rows
from sla_plugin.usecases.draft_contract import require_role
from sla_plugin.usecases.open_termination import open_termination
from sla_plugin.usecases.put_on_record import About, put_on_record
from sla_plugin.usecases.take_termination_step import TerminationStep, attach, take_termination_step


@dataclass(frozen=True, slots=True)
class TerminationRequest:
    """`event`: the source's own id of this request; `version` grows with what it says. `cancels`: the request
    that it takes back; `consent`: the paper on record that shows that the other party agrees."""

    source: str
    event: str
    version: int
    contract: ContractId
    ground: Ground
    initiator: Side
    scope: frozenset[ServiceId] | None = None
    sent_at: datetime | None = None
    received_at: datetime | None = None
    requested_on: date | None = None
    channel: str | None = None
    requester: str | None = None
    cancels: str | None = None
    consent: UUID | None = None

    @property
    def hash(self) -> str:
        """Of what is said: whoever says it again in a newer version says nothing else."""
        return content_hash(replace(self, version=0))


@dataclass(frozen=True, slots=True)
class Answer:
    """`case` None where the request is set apart, or came too late."""

    outcome: Outcome
    case: UUID | None


async def request_termination(
    session: Session, store: DocumentStore, deed: Deed, asked: TerminationRequest
) -> Answer:
    """The same request is answered the same. One of the same id that says something else is QUARANTINED, an
    older version OUTDATED: both are kept and change nothing. What the case refuses is raised, and nothing is
    kept then. Forbidden `right.role` for who could not open a case; NotFound for the contract."""
    require_role(deed, OPENERS)
    await one_at_a_time(session, asked.contract, asked.source, [asked.event, asked.cancels])
    before = await requests_of(session, asked.source, asked.event)
    for row in before:
        if row.body_hash == asked.hash:
            return Answer(Outcome(row.outcome), row.case_id)
    if before:
        is_older = asked.version < max(row.version for row in before)
        outcome = Outcome.OUTDATED if is_older else Outcome.QUARANTINED
        return await _keep(session, deed, asked, outcome, None, "another request of this id came before")
    if asked.cancels is not None:
        return await _cancel(session, store, deed, asked)
    answer = await _ask(session, store, deed, asked)
    for waiting in await waiting_for(session, asked.source, asked.event):
        if answer.case is not None:
            await _take_back(session, store, deed, asked, answer.case, waiting)
    return answer


async def _keep(
    session: Session,
    deed: Deed,
    asked: TerminationRequest,
    outcome: Outcome,
    case: UUID | None,
    because: str | None = None,
) -> Answer:
    await session.add(
        TerminationRequestRow(
            source=asked.source,
            event=asked.event,
            cancels=asked.cancels,
            version=asked.version,
            body=_body(asked),
            body_hash=asked.hash,
            outcome=outcome.value,
            because=because,
            contract_id=asked.contract,
            case_id=case,
            recorded_at=deed.at,
        )
    )
    return Answer(outcome, case)


async def _ask(session: Session, store: DocumentStore, deed: Deed, asked: TerminationRequest) -> Answer:
    known = await _same_notice(session, asked)
    paper = await _paper(session, store, deed, asked.contract, _body(asked))
    if known is not None:
        await attach(session, deed, known, paper)
        return await _keep(session, deed, asked, Outcome.EVIDENCE, known)
    case = await open_termination(
        session, deed, asked.contract, ground=asked.ground, initiator=asked.initiator, scope=asked.scope
    )
    if asked.received_at is not None and not GROUNDS[asked.ground].is_curable:
        step = TerminationStep(
            CaseStep.SUBMIT_NOTICE,
            sent_at=asked.sent_at,
            received_at=asked.received_at,
            requested_on=asked.requested_on,
            channel=asked.channel,
            document=paper,
        )
        await take_termination_step(session, deed, case, None, step)
    else:
        await attach(session, deed, case, paper)
    return await _keep(session, deed, asked, Outcome.OPENED, case)


async def _same_notice(session: Session, asked: TerminationRequest) -> UUID | None:
    """The case of another request that says the same, whatever became of it; or one that was opened by hand,
    of the same side, for the same ground and lines, received at the same time. Where nobody says when, one
    that is over is another one."""
    cases = {row.id: row for row in await case_rows(session, asked.contract)}
    body = _body(asked)
    is_told_apart = asked.received_at is not None or asked.sent_at is not None
    of_requests = set()
    for request in await opened_by_requests(session, asked.contract):
        assert request.case_id is not None, "asked for in the query"
        case = cases[request.case_id]
        of_requests.add(case.id)
        if _notice_in(request.body) == _notice_in(body) and (is_told_apart or case.state not in DONE):
            return case.id
    by_hand = (row for row in cases.values() if row.id not in of_requests and row.received_at is not None)
    notice = asked.ground, asked.initiator, body.get("scope"), asked.received_at
    return next((r.id for r in by_hand if (r.ground, r.initiator, r.scope, r.received_at) == notice), None)


_OF_A_NOTICE = ("ground", "initiator", "scope", "received_at", "requested_on", "channel")


def _notice_in(body: Mapping[str, Any]) -> list[Any]:
    """By what two requests are one notice; where it was not received yet, by when it was sent."""
    named = [body.get(name) for name in _OF_A_NOTICE]
    return named if body.get("received_at") else [*named, body.get("sent_at")]


def _body(asked: TerminationRequest) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(canonical_text(asked))
    return body


async def _paper(
    session: Session, store: DocumentStore, deed: Deed, contract: ContractId, body: Mapping[str, Any]
) -> UUID:
    """The request itself, as it came, is the evidence of it."""

    async def text() -> AsyncIterator[bytes]:
        yield canonical_text(body).encode()

    about = About(DocumentKind.NOTICE, f"{body['source']} {body['event']}")
    return await put_on_record(session, store, deed, contract, about, MediaType.JSON.value, text())


_OF_ANOTHER = "what it takes back is of another contract"


async def _cancel(session: Session, store: DocumentStore, deed: Deed, asked: TerminationRequest) -> Answer:
    """A withdrawal, for which the table asks consent."""
    assert asked.cancels is not None
    asked_before = await requests_of(session, asked.source, asked.cancels)
    named = next((row for row in asked_before if row.case_id is not None), None)
    if named is None or named.case_id is None:
        return await _keep(session, deed, asked, Outcome.WAITING, None, "what it takes back has not come yet")
    if named.contract_id != asked.contract:
        return await _keep(session, deed, asked, Outcome.QUARANTINED, None, _OF_ANOTHER)
    case = named.case_id
    outcome, because = await _taken_back(session, store, deed, case, _body(asked))
    return await _keep(session, deed, asked, outcome, case, because)


async def _take_back(
    session: Session,
    store: DocumentStore,
    deed: Deed,
    asked: TerminationRequest,
    case: UUID,
    waiting: TerminationRequestRow,
) -> None:
    """What came before that which it takes back."""
    if waiting.contract_id == asked.contract:
        outcome, because = await _taken_back(session, store, deed, case, waiting.body)
        answered = {"outcome": outcome.value, "because": because, "case_id": case}
    else:
        answered = {"outcome": Outcome.QUARANTINED.value, "because": _OF_ANOTHER}
    await session.change(TerminationRequestRow, {"id": waiting.id}, **answered)


async def _taken_back(
    session: Session, store: DocumentStore, deed: Deed, which: UUID, body: Mapping[str, Any]
) -> tuple[Outcome, str | None]:
    """What becomes of it, and why. One that is withdrawn already is decided on as if it were not."""
    received, consent = body.get("received_at"), body.get("consent")
    received_at = None if received is None else datetime.fromisoformat(received)
    case = (await session.get(CaseRow, id=which)).value()

    async def paper() -> UUID | None:
        """It shows itself when it was received, but never that anybody consents."""
        if consent is not None:
            return UUID(consent)
        if is_overtaking(case, received_at):
            return await _paper(session, store, deed, case.contract, body)
        return None

    async def withdraw() -> None:
        step = TerminationStep(CaseStep.WITHDRAW, received_at=received_at, document=await paper())
        await take_termination_step(session, deed, which, None, step)

    async def show() -> None:
        document = await paper()
        shown = None if document is None else str(document)
        command = CaseCommand(CaseStep.WITHDRAW, deed.actor, deed.at, document=shown, received_at=received_at)
        lacking = None if case.notice is None else may_be_withdrawn(case, command)
        if lacking is not None:
            raise lacking
        if document is not None:
            await attach(session, deed, which, document)

    is_new = case.state is not CaseState.WITHDRAWN
    refusal = await _refusal(session, withdraw() if is_new else show())
    if refusal is not None:
        return Outcome.QUARANTINED, refusal.message
    return (Outcome.WITHDRAWN if is_new else Outcome.EVIDENCE), None


async def _refusal(session: Session, doing: Awaitable[object]) -> SlaError | None:
    """Why not; None where it is done."""
    try:
        async with session.savepoint():
            await doing
    except Unavailable:
        raise
    except SlaError as refusal:
        return refusal
    return None
