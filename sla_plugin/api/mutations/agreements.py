"""Agreements and their versions."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry
from strawberry import argument as described

from sla_plugin.api.context import Info
from sla_plugin.api.ids import id_if_given, id_of
from sla_plugin.api.mutations.carry_out import carry_out
from sla_plugin.api.mutations.catalogue import KEY
from sla_plugin.api.mutations.payloads import UserError
from sla_plugin.api.mutations.terms import TermsInput, terms_of
from sla_plugin.api.rights import Needs
from sla_plugin.api.types.agreement import Agreement
from sla_plugin.api.types.enums import AgreementKind, Level
from sla_plugin.auth.scopes import Scope
from sla_plugin.domain import agreements as domain
from sla_plugin.domain.ids import (
    AgreementId,
    ContractId,
    CustomerGroupId,
    OrganisationId,
    ServiceId,
    SiteId,
    TicketId,
)
from sla_plugin.storage.session import Session
from sla_plugin.usecases.publish_agreement import (
    NewVersion,
    create_agreement,
    publish_agreement_version,
)


@strawberry.input(description="For what it holds; what is left out means any.")
class ScopeInput:
    service: strawberry.ID | None = strawberry.field(default=None, description="And the services below it.")
    customer: strawberry.ID | None = strawberry.field(default=None, description="And the accounts below it.")
    site: strawberry.ID | None = strawberry.field(default=None, description="And the sites below it.")
    department: str | None = strawberry.field(default=None, description="By its name on the ticket.")
    ticket_type: str | None = strawberry.field(default=None, description="By its name on the ticket.")
    priority: str | None = strawberry.field(default=None, description="By its name on the ticket.")
    customer_group: strawberry.ID | None = strawberry.field(
        default=None, description="Its members, and the accounts below them."
    )
    ticket: strawberry.ID | None = strawberry.field(
        default=None, description="This one ticket, for an EXCEPTION."
    )


@strawberry.input(description="Why an exception is made, and who agreed to it.")
class ApprovalInput:
    approver: str = strawberry.field(description="Who agreed.")
    reason: str = strawberry.field(description="Why.")


@strawberry.input(description="What an agreement promises from one instant on.")
class AgreementVersionInput:
    effective_from: datetime = strawberry.field(description="From when it holds.")
    contract: strawberry.ID | None = strawberry.field(
        default=None, description="The contract that carries it; left out, it holds tenant-wide."
    )
    scope: ScopeInput | None = strawberry.field(default=None, description="For what it holds.")
    terms: TermsInput = strawberry.field(
        default_factory=TermsInput, description="What it states. What it does not, a more general level does."
    )
    supporter: str | None = strawberry.field(
        default=None, description="Of an OLA the team, of a UC the supplier, as the desk names it."
    )
    approval: ApprovalInput | None = strawberry.field(
        default=None, description="Of an EXCEPTION: why, and who agreed to it."
    )


@strawberry.input(description="A new agreement with its first version.")
class CreateAgreementInput:
    code: str = strawberry.field(description="A short name, unique.")
    name: str = strawberry.field(description="How people call it.")
    kind: AgreementKind = strawberry.field(description="With whom it is made.")
    level: Level = strawberry.field(description="How specific it is.")
    version: AgreementVersionInput = strawberry.field(description="What it promises first.")
    offered: bool = strawberry.field(
        default=False,
        description="A service level of the catalogue: it holds only where a signed contract line names it.",
    )
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="A further version of an agreement.")
class PublishAgreementVersionInput:
    agreement: strawberry.ID = strawberry.field(description="Of which one.")
    version: AgreementVersionInput = strawberry.field(description="What it promises from then on.")
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.type(description="The agreement, or why nothing was done.")
class AgreementPayload:
    agreement: Agreement | None = strawberry.field(description="Null where it was refused.")
    user_errors: list[UserError] = strawberry.field(description="Empty where it was done.")


@strawberry.type
class AgreementMutations:
    @strawberry.mutation(
        description="Create an agreement with its first version.", extensions=[Needs(Scope.AGREEMENTS_WRITE)]
    )
    async def create_agreement(
        self,
        info: Info,
        input: Annotated[CreateAgreementInput, described("It, and its first version.")],
    ) -> AgreementPayload | None:
        async def use_case(session: Session) -> AgreementId:
            return await create_agreement(
                session,
                code=input.code,
                name=input.name,
                kind=input.kind,
                level=input.level,
                first=version_of(input.version, info.context.principal.subject),
                now=info.context.now,
                offered=input.offered,
            )

        made, errors = await carry_out(info.context, "createAgreement", input, use_case)
        return await agreement_payload(info, made, errors)

    @strawberry.mutation(
        description="Publish a further version of an agreement. Published versions never change.",
        extensions=[Needs(Scope.AGREEMENTS_WRITE)],
    )
    async def publish_agreement_version(
        self,
        info: Info,
        input: Annotated[PublishAgreementVersionInput, described("Its next version.")],
    ) -> AgreementPayload | None:
        async def use_case(session: Session) -> AgreementId:
            which = AgreementId(id_of("Agreement", input.agreement, field="agreement"))
            await publish_agreement_version(
                session, which, version_of(input.version, info.context.principal.subject), info.context.now
            )
            return which

        made, errors = await carry_out(info.context, "publishAgreementVersion", input, use_case)
        return await agreement_payload(info, made, errors)


async def agreement_payload(info: Info, made: UUID | None, errors: list[UserError]) -> AgreementPayload:
    row = None if made is None else await info.context.loaders.agreements.load(made)
    return AgreementPayload(agreement=None if row is None else Agreement.of(row), user_errors=errors)


def version_of(given: AgreementVersionInput, author: str | None = None) -> NewVersion:
    """BadInput where an id is malformed, or terms cannot be read."""
    return NewVersion(
        effective_from=given.effective_from,
        contract=id_if_given(ContractId, "Contract", given.contract, field="contract"),
        scope=_scope(given.scope or ScopeInput()),
        terms=terms_of(given.terms),
        supporter=given.supporter,
        approval=_approval(given.approval),
        author=author,
    )


def _approval(given: ApprovalInput | None) -> domain.Approval | None:
    return None if given is None else domain.Approval(given.approver, given.reason)


def _scope(given: ScopeInput) -> domain.Scope:
    return domain.Scope(
        service=id_if_given(ServiceId, "Service", given.service, field="scope.service"),
        customer=id_if_given(OrganisationId, "Organisation", given.customer, field="scope.customer"),
        site=id_if_given(SiteId, "Site", given.site, field="scope.site"),
        department=given.department,
        ticket_type=given.ticket_type,
        priority=given.priority,
        customer_group=id_if_given(
            CustomerGroupId, "CustomerGroup", given.customer_group, field="scope.customerGroup"
        ),
        ticket=id_if_given(TicketId, "Ticket", given.ticket, field="scope.ticket"),
    )
