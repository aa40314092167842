"""What a CRM asks for: an end of a contract, or that such a request be taken back.

Only a request that says so does that: a customer that is gone ends nothing, and neither does it take anything
back that a request was deleted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sla_plugin.documents.store import DocumentStore
from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.ids import ContractId, ServiceId
from sla_plugin.domain.roles import Role
from sla_plugin.errors import BadInput, Code, Conflict, Forbidden, NotFound, SlaError
from sla_plugin.sdk.changes import Change, Operation
from sla_plugin.sdk.records import ContractTermination
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.services import services_by_code
from sla_plugin.storage.session import Session
from sla_plugin.storage.termination_requests import Outcome, TerminationRequestRow, requests_of
from sla_plugin.usecases.request_termination import TerminationRequest, request_termination


@dataclass(frozen=True, slots=True)
class Refused:
    """A request that changed nothing and waits for a person. `event`: its id; `says`: as it was taken."""

    event: str
    because: SlaError
    says: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class TakenRequest:
    """`is_new`: it was not here before. `refused`: it, or one that came too early and now has its answer."""

    is_new: bool
    refused: tuple[Refused, ...] = ()


async def take_termination(
    session: Session, store: DocumentStore, deed: Deed, source: str, change: Change
) -> TakenRequest:
    """Of the system `source`, once, however often it comes. What cannot be understood is raised, and so is
    what the case refuses; nothing is kept then: Forbidden `right.role` where the system is no CRM, NotFound
    for a contract that nobody knows, BadInput `termination.scope`, and what `request_termination` says."""
    if change.operation is not Operation.UPSERT or not isinstance(change.data, ContractTermination):
        return TakenRequest(is_new=False)
    _only_a_crm(deed, source)
    asked = await _understood(session, source, change, change.data)
    before = [row.body_hash for row in await requests_of(session, source, asked.event)]
    await request_termination(session, store, deed, asked)
    return TakenRequest(asked.hash not in before, await _refused(session, asked))


def _only_a_crm(deed: Deed, source: str) -> None:
    if Role.CRM_AGENT in deed.actor.roles:
        return
    raise Forbidden(
        Code.RIGHT_ROLE,
        f"{source} is no CRM, and nothing else may ask to end a contract.",
        hint="Let the CRM ask for it, or somebody who passes on what the party says.",
    )


async def _understood(
    session: Session, source: str, change: Change, record: ContractTermination
) -> TerminationRequest:
    return TerminationRequest(
        source=source,
        event=change.ref.id,
        version=change.version,
        contract=await _contract(session, record.contract),
        ground=record.ground,
        initiator=record.initiator,
        scope=await _scope(session, record.lines),
        sent_at=_in_utc(record.sent_at),
        received_at=_in_utc(record.received_at),
        requested_on=record.requested_on,
        channel=record.channel,
        requester=record.requester,
        cancels=record.cancels,
    )


def _in_utc(at: datetime | None) -> datetime | None:
    """One instant is told alike, whatever zone the CRM writes it in."""
    return None if at is None else at.astimezone(UTC)


async def _contract(session: Session, number: str) -> ContractId:
    row = await session.query(ContractRow).get_or_none(number=number)
    if row is None:
        raise NotFound(
            Code.NOT_FOUND,
            f"The CRM asks to end the contract {number!r}, which nobody knows here.",
            hint="Record the contract, or correct its number in the CRM, and replay.",
            field="contract",
        )
    return ContractId(row.id)


async def _scope(session: Session, lines: Sequence[str]) -> frozenset[ServiceId] | None:
    if not lines:
        return None
    known = await services_by_code(session)
    unknown = sorted(set(lines) - known.keys())
    if unknown:
        raise BadInput(
            Code.TERMINATION_SCOPE,
            f"Lines are to end whose services nobody knows here: {', '.join(unknown)}.",
            hint="Name services by their codes, or leave them out to end the whole contract.",
            field="lines",
        )
    return frozenset(known[code] for code in lines)


async def _refused(session: Session, asked: TerminationRequest) -> tuple[Refused, ...]:
    own = [
        row for row in await requests_of(session, asked.source, asked.event) if row.body_hash == asked.hash
    ]
    withdrawals = await session.query(TerminationRequestRow).filter(source=asked.source, cancels=asked.event)
    return tuple(
        Refused(row.event, _set_apart(row), row.body)
        for row in (*own, *withdrawals)
        if row.outcome == Outcome.QUARANTINED.value
    )


def _set_apart(row: TerminationRequestRow) -> SlaError:
    return Conflict(
        Code.TERMINATION_QUARANTINE,
        f"It is set apart: {row.because}",
        hint="Nothing was changed by it. Decide what holds, and say so by another request or by a step.",
    )
