"""Terminations are opened by people, and by what CRMs ask for."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import strawberry
from strawberry import argument as described

from sla_plugin.api.context import Info
from sla_plugin.api.ids import global_id, id_of, services_of
from sla_plugin.api.mutations.catalogue import KEY
from sla_plugin.api.mutations.contract_acts import refuse, seen
from sla_plugin.api.mutations.payloads import (
    ANSWERABLE,
    RequestQuarantined,
    UserError,
    user_error,
)
from sla_plugin.api.mutations.termination_acts import TerminationPayload, done, payload
from sla_plugin.api.rights import Needs
from sla_plugin.api.types.termination import TerminationCase
from sla_plugin.api.types.termination_enums import Ground, Outcome, Side
from sla_plugin.auth.scopes import Scope
from sla_plugin.domain.ids import ContractId
from sla_plugin.errors import Code, NotFound
from sla_plugin.storage.session import Session
from sla_plugin.storage.termination_requests import requests_of
from sla_plugin.usecases import request_termination as requests
from sla_plugin.usecases.open_termination import open_termination


@strawberry.input(description="The end of a contract, or of some of its lines.")
class OpenTerminationInput:
    contract: strawberry.ID = strawberry.field(description="Of which contract.")
    ground: Ground = strawberry.field(description="Why. EXPIRY comes by itself.")
    initiator: Side = strawberry.field(description="Who ends it.")
    scope: list[strawberry.ID] | None = strawberry.field(
        default=None, description="The services whose lines end; left out, the whole contract."
    )
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(
    description="What a CRM asks for. The same event is answered the same, however often it comes."
)
class RequestTerminationInput:
    source: str = strawberry.field(description="Which CRM.")
    event: str = strawberry.field(description="The CRM's own id of this request.")
    version: int = strawberry.field(
        description="The CRM's version of what it says; an older one than was taken changes nothing."
    )
    contract: strawberry.ID = strawberry.field(description="Of which contract.")
    ground: Ground = strawberry.field(description="Why. EXPIRY comes by itself.")
    initiator: Side = strawberry.field(description="Who ends it.")
    scope: list[strawberry.ID] | None = strawberry.field(
        default=None, description="The services whose lines end; left out, the whole contract."
    )
    sent_at: datetime | None = strawberry.field(default=None, description="When notice was sent.")
    received_at: datetime | None = strawberry.field(
        default=None, description="When notice was received; left out, the case waits for its notice."
    )
    requested_on: date | None = strawberry.field(
        default=None, description="The last day of service that is wished for, or was agreed on."
    )
    channel: str | None = strawberry.field(
        default=None, description="How notice came, of the address that was used: `EMAIL`."
    )
    requester: str | None = strawberry.field(default=None, description="Who asked for it in the CRM.")
    cancels: str | None = strawberry.field(
        default=None, description="The event that it takes back; that is a withdrawal."
    )
    consent: strawberry.ID | None = strawberry.field(
        default=None, description="With cancels: the paper on record that shows the other side's consent."
    )

    def value(self, contract: ContractId) -> requests.TerminationRequest:
        return requests.TerminationRequest(
            source=self.source,
            event=self.event,
            version=self.version,
            contract=contract,
            ground=self.ground,
            initiator=self.initiator,
            scope=services_of(self.scope, field="scope"),
            sent_at=self.sent_at,
            received_at=self.received_at,
            requested_on=self.requested_on,
            channel=self.channel,
            requester=self.requester,
            cancels=self.cancels,
            consent=None if self.consent is None else id_of("Document", self.consent, field="consent"),
        )


@strawberry.type(description="What became of a request, or why nothing was kept of it.")
class RequestTerminationPayload:
    outcome: Outcome | None = strawberry.field(description="Null where it was refused, and not kept.")
    termination_case: TerminationCase | None = strawberry.field(
        description="The termination that it opened, shows, or takes back."
    )
    accepted_on: date | None = strawberry.field(
        description="Notice was accepted, but not for the day that was asked for: the earliest last day of "
        "service that it leads to. Null where there is no such difference."
    )
    note: str | None = strawberry.field(description="What to tell whoever gave notice; null for nothing.")
    user_errors: list[UserError] = strawberry.field(
        description="Empty where it was taken. A quarantined request is kept, and here besides."
    )


@strawberry.type
class TerminationMutations:
    @strawberry.mutation(
        description="Open a case to end a contract. Nothing else changes by it, until notice is on record.",
        extensions=[Needs(Scope.TERMINATIONS_INITIATE)],
    )
    async def open_termination(
        self, info: Info, input: Annotated[OpenTerminationInput, described("What is to end, and why.")]
    ) -> TerminationPayload | None:
        async def find() -> ContractId:
            return await seen(info, input.contract)

        async def use_case(session: Session) -> UUID:
            return await open_termination(
                session,
                info.context.deed,
                await find(),
                ground=input.ground,
                initiator=input.initiator,
                scope=services_of(input.scope, field="scope"),
            )

        return await done(info, input, find, use_case)

    @strawberry.mutation(
        description="Take what a CRM says of the end of a contract, however often it comes. A request of the "
        "same event that says something else is set apart for a person, and changes nothing.",
        extensions=[Needs(Scope.TERMINATIONS_INITIATE)],
    )
    async def request_termination(
        self, info: Info, input: Annotated[RequestTerminationInput, described("What the CRM says.")]
    ) -> RequestTerminationPayload | None:
        async def find() -> ContractId:
            return await seen(info, input.contract)

        try:
            async with info.context.session.savepoint():
                answer = await _asked(info, input, await find())
        except ANSWERABLE as error:
            await refuse(info, input, find, error)
            return await _answered(info, input, None, [user_error(error)])
        info.context.forget_what_was_read()
        is_set_apart = answer.outcome is Outcome.QUARANTINED
        errors: list[UserError] = [await _set_apart(info, input)] if is_set_apart else []
        return await _answered(info, input, answer, errors)


async def _asked(info: Info, given: RequestTerminationInput, which: ContractId) -> requests.Answer:
    context = info.context
    consent = None if given.consent is None else id_of("Document", given.consent, field="consent")
    if consent is not None and await context.loaders.of_contracts.documents.load(consent) is None:
        raise NotFound(Code.NOT_FOUND, "There is no such paper.", field="consent")
    return await requests.request_termination(
        context.session, context.documents, context.deed, given.value(which)
    )


async def _answered(
    info: Info, given: RequestTerminationInput, answer: requests.Answer | None, errors: list[UserError]
) -> RequestTerminationPayload:
    shown = await payload(info, None if answer is None else answer.case, errors, given.requested_on)
    return RequestTerminationPayload(
        outcome=None if answer is None else answer.outcome,
        termination_case=shown.termination_case,
        accepted_on=shown.accepted_on,
        note=shown.note,
        user_errors=errors,
    )


async def _set_apart(info: Info, given: RequestTerminationInput) -> RequestQuarantined:
    """Which request it is by now in the list of those that wait for a person."""
    rows = await requests_of(info.context.session, given.source, given.event)
    row = next(one for one in reversed(rows) if one.outcome == Outcome.QUARANTINED)
    return RequestQuarantined(
        code=Code.TERMINATION_QUARANTINE,
        message=f"Nothing was changed: {row.because or 'it contradicts what came before'}.",
        hint="Send what is new under an id of its own, or let somebody look at it.",
        field="event",
        request=strawberry.ID(global_id("TerminationRequest", row.id)),
    )
