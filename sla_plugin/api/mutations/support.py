"""Who supports an agreement, and who accepts what they cannot deliver."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry
from strawberry import argument as described

from sla_plugin.api.context import Info
from sla_plugin.api.ids import id_if_given, id_of
from sla_plugin.api.mutations.agreements import AgreementPayload, agreement_payload
from sla_plugin.api.mutations.carry_out import carry_out
from sla_plugin.api.mutations.catalogue import KEY
from sla_plugin.api.rights import Needs
from sla_plugin.api.scalars import Duration
from sla_plugin.api.types.support import SupportGapKind
from sla_plugin.auth.scopes import Scope
from sla_plugin.domain.ids import AgreementId
from sla_plugin.domain.support.gaps import GapKey, Waiver
from sla_plugin.domain.support.links import SupportLink
from sla_plugin.storage.session import Session
from sla_plugin.usecases.link_support import link_support, waive_support_gap, withdraw_support_link


@strawberry.input(description="One part of what a promise needs: a supporter with its metric, or ownShare.")
class LinkSupportInput:
    agreement: strawberry.ID = strawberry.field(description="Whose promise.")
    metric: str = strawberry.field(description="Which one.")
    stage: int = strawberry.field(
        description="From 1; stages come one after the other, parts of one side by side."
    )
    supporter: strawberry.ID | None = strawberry.field(default=None, description="The OLA or UC.")
    supporter_metric: str | None = strawberry.field(
        default=None, description="What the supporter promises for; with supporter."
    )
    own_share: Duration | None = strawberry.field(
        default=None, description="Of our own desk, in working time of the promise's calendar."
    )
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="A part that a promise needs no more.")
class WithdrawSupportLinkInput:
    link: strawberry.ID = strawberry.field(description="Which one.")
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="That a gap is accepted, by whose token it is.")
class WaiveSupportGapInput:
    agreement: strawberry.ID = strawberry.field(description="Whose gap.")
    kind: SupportGapKind = strawberry.field(description="Which one.")
    metric: str = strawberry.field(description="Of which promise.")
    priority: str | None = strawberry.field(default=None, description="As the gap names it.")
    supporter: strawberry.ID | None = strawberry.field(default=None, description="As the gap names it.")
    because: str = strawberry.field(description="Why it is acceptable.")
    until: date | None = strawberry.field(default=None, description="The last day; left out, for good.")
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.type
class SupportMutations:
    @strawberry.mutation(
        description="Say that a promise needs what an OLA or UC promises, or some time of our own.",
        extensions=[Needs(Scope.AGREEMENTS_WRITE)],
    )
    async def link_support(
        self, info: Info, input: Annotated[LinkSupportInput, described("Which promise needs what.")]
    ) -> AgreementPayload | None:
        async def use_case(session: Session) -> AgreementId:
            link = SupportLink(
                agreement=_agreement(input.agreement),
                metric=input.metric,
                stage=input.stage,
                supporter=id_if_given(AgreementId, "Agreement", input.supporter, field="supporter"),
                supporter_metric=input.supporter_metric,
                own_share=input.own_share,
            )
            return await link_support(session, link, info.context.principal.subject, info.context.now)

        made, errors = await carry_out(info.context, "linkSupport", input, use_case)
        return await agreement_payload(info, made, errors)

    @strawberry.mutation(
        description="Say that a promise needs a part no more.", extensions=[Needs(Scope.AGREEMENTS_WRITE)]
    )
    async def withdraw_support_link(
        self, info: Info, input: Annotated[WithdrawSupportLinkInput, described("Which part.")]
    ) -> AgreementPayload | None:
        async def use_case(session: Session) -> AgreementId:
            which = id_of("SupportLink", input.link, field="link")
            return await withdraw_support_link(
                session, which, info.context.principal.subject, info.context.now
            )

        made, errors = await carry_out(info.context, "withdrawSupportLink", input, use_case)
        return await agreement_payload(info, made, errors)

    @strawberry.mutation(
        description="Accept a gap, so that the agreement can be published with it.",
        extensions=[Needs(Scope.AGREEMENTS_WRITE)],
    )
    async def waive_support_gap(
        self, info: Info, input: Annotated[WaiveSupportGapInput, described("Which gap, and why.")]
    ) -> AgreementPayload | None:
        async def use_case(session: Session) -> AgreementId:
            supporter = id_if_given(AgreementId, "Agreement", input.supporter, field="supporter")
            waiver = Waiver(
                agreement=_agreement(input.agreement),
                gap=GapKey(input.kind, input.metric, input.priority, supporter),
                waived_by=info.context.principal.subject,
                because=input.because,
                until=input.until,
            )
            return await waive_support_gap(session, waiver, info.context.now)

        made, errors = await carry_out(info.context, "waiveSupportGap", input, use_case)
        return await agreement_payload(info, made, errors)


def _agreement(given: str) -> AgreementId:
    return AgreementId(id_of("Agreement", given, field="agreement"))
