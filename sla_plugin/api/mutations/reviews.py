"""Asking for reviews of agreements, and recording them."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry
from strawberry import argument as described

from sla_plugin.api.context import Info
from sla_plugin.api.ids import id_of
from sla_plugin.api.mutations.agreements import AgreementPayload, agreement_payload
from sla_plugin.api.mutations.carry_out import carry_out
from sla_plugin.api.mutations.catalogue import KEY, ServicePayload
from sla_plugin.api.rights import Needs
from sla_plugin.api.types.service import service
from sla_plugin.auth.scopes import Scope
from sla_plugin.domain.ids import AgreementId, ServiceId
from sla_plugin.storage.session import Session
from sla_plugin.usecases.review_agreement import announce_service_change, hold_review, request_review


@strawberry.input(description="That somebody wants an agreement changed.")
class RequestReviewInput:
    agreement: strawberry.ID = strawberry.field(description="Which one.")
    because: str = strawberry.field(description="What should be changed, and why.")
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="That a service changes.")
class AnnounceServiceChangeInput:
    service: strawberry.ID = strawberry.field(description="Which one.")
    what: str = strawberry.field(description="What changes in it.")
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="A review that was held.")
class HoldReviewInput:
    agreement: strawberry.ID = strawberry.field(description="Of which agreement.")
    on: date | None = strawberry.field(default=None, description="When; left out, today in UTC.")
    conclusion: str = strawberry.field(description="What it concluded, also where all stays as it is.")
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.type
class ReviewMutations:
    @strawberry.mutation(
        description="Ask for a change of an agreement: its next review is due at once.",
        extensions=[Needs(Scope.AGREEMENTS_WRITE)],
    )
    async def request_review(
        self, info: Info, input: Annotated[RequestReviewInput, described("Of what, and why.")]
    ) -> AgreementPayload | None:
        async def use_case(session: Session) -> AgreementId:
            by, now = info.context.principal.subject, info.context.now
            return await request_review(session, _agreement(input.agreement), input.because, by, now)

        made, errors = await carry_out(info.context, "requestReview", input, use_case)
        return await agreement_payload(info, made, errors)

    @strawberry.mutation(
        description="Announce a change of a service: the agreements that name it, or one above it, are to be "
        "looked at again at once.",
        extensions=[Needs(Scope.SERVICES_WRITE)],
    )
    async def announce_service_change(
        self, info: Info, input: Annotated[AnnounceServiceChangeInput, described("Of what, and how.")]
    ) -> ServicePayload | None:
        async def use_case(session: Session) -> ServiceId:
            which = ServiceId(id_of("Service", input.service, field="service"))
            by, now = info.context.principal.subject, info.context.now
            return await announce_service_change(session, which, input.what, by, now)

        made, errors = await carry_out(info.context, "announceServiceChange", input, use_case)
        return ServicePayload(service=await service(info, made), user_errors=errors)

    @strawberry.mutation(
        description="Record a review of an agreement. It answers whatever had happened by its day.",
        extensions=[Needs(Scope.AGREEMENTS_WRITE)],
    )
    async def hold_review(
        self, info: Info, input: Annotated[HoldReviewInput, described("Of what, and what it concluded.")]
    ) -> AgreementPayload | None:
        async def use_case(session: Session) -> AgreementId:
            by, now = info.context.principal.subject, info.context.now
            on = input.on or now.date()
            return await hold_review(session, _agreement(input.agreement), on, input.conclusion, by, now)

        made, errors = await carry_out(info.context, "holdReview", input, use_case)
        return await agreement_payload(info, made, errors)


def _agreement(given: str) -> AgreementId:
    return AgreementId(id_of("Agreement", given, field="agreement"))
