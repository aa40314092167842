"""Agreements, their versions, and what each version states."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import strawberry

from sla_plugin.api.context import Info
from sla_plugin.api.ids import global_id
from sla_plugin.api.types.advice import Advice
from sla_plugin.api.types.contract import Contract, contract
from sla_plugin.api.types.customer_group import CustomerGroup, customer_group
from sla_plugin.api.types.enums import AgreementKind, Level
from sla_plugin.api.types.node import Node
from sla_plugin.api.types.organisation import Organisation, Site, organisation, site
from sla_plugin.api.types.review import HeldReview, Review
from sla_plugin.api.types.service import Service, service
from sla_plugin.api.types.terms import Terms
from sla_plugin.domain import agreements
from sla_plugin.domain.ids import AgreementVersionId
from sla_plugin.storage.agreements import AgreementRow, AgreementVersionRow
from sla_plugin.storage.terms import terms_from_json
from sla_plugin.usecases.export_agreement import export_version


@strawberry.type(description="For what an agreement holds; null means any.")
class Scope:
    department: str | None = strawberry.field(description="A department, by its name on the ticket.")
    ticket_type: str | None = strawberry.field(description="A ticket type, by its name on the ticket.")
    priority: str | None = strawberry.field(description="A priority, by its name on the ticket.")
    held: strawberry.Private[agreements.Scope]

    @classmethod
    def of(cls, scope: agreements.Scope) -> Scope:
        return cls(
            department=scope.department, ticket_type=scope.ticket_type, priority=scope.priority, held=scope
        )

    @strawberry.field(description="This service and those below it.")
    async def service(self, info: Info) -> Service | None:
        return await service(info, self.held.service)

    @strawberry.field(description="This customer and the accounts below it.")
    async def customer(self, info: Info) -> Organisation | None:
        return await organisation(info, self.held.customer)

    @strawberry.field(description="The members of this group, and the accounts below them.")
    async def customer_group(self, info: Info) -> CustomerGroup | None:
        return await customer_group(info, self.held.customer_group)

    @strawberry.field(description="The key of the one ticket that an EXCEPTION is for.")
    async def ticket_key(self, info: Info) -> str | None:
        if self.held.ticket is None:
            return None
        row = await info.context.loaders.tickets.load(self.held.ticket)
        return None if row is None else row.key

    @strawberry.field(description="This site and those below it.")
    async def site(self, info: Info) -> Site | None:
        return await site(info, self.held.site)


@strawberry.type(description="Why an exception was made, and who agreed to it.")
class Approval:
    approver: str = strawberry.field(description="Who agreed.")
    reason: str = strawberry.field(description="Why.")


@strawberry.type(description="What an agreement promised from one instant on. It never changes.")
class AgreementVersion(Node):
    number: int = strawberry.field(description="1 for the first.")
    effective_from: datetime = strawberry.field(description="From when it holds.")
    scope: Scope = strawberry.field(description="For what it holds.")
    terms: Terms = strawberry.field(description="What it states.")
    supporter: str | None = strawberry.field(
        description="Of an OLA the team, of a UC the supplier, as the desk names it."
    )
    approval: Approval | None = strawberry.field(description="Of an EXCEPTION.")
    author: str | None = strawberry.field(description="Who published it, where that was kept.")
    content_hash: str = strawberry.field(description="SHA-256 of what it states.")
    key: strawberry.Private[UUID]
    agreement_key: strawberry.Private[UUID]
    contract_key: strawberry.Private[UUID | None]

    @classmethod
    def of(cls, row: AgreementVersionRow) -> AgreementVersion:
        return cls(
            id=strawberry.ID(global_id("AgreementVersion", row.id)),
            number=row.number,
            effective_from=row.effective_from,
            scope=Scope.of(row.scope()),
            terms=Terms.of(terms_from_json(row.terms)),
            supporter=row.supporter,
            approval=_approval(row),
            author=row.author,
            content_hash=row.content_hash,
            key=row.id,
            agreement_key=row.agreement_id,
            contract_key=row.contract_id,
        )

    @strawberry.field(description="The agreement that this is a version of.")
    async def agreement(self, info: Info) -> Agreement | None:
        row = await info.context.loaders.agreements.load(self.agreement_key)
        return None if row is None else Agreement.of(row)

    @strawberry.field(description="As a file that `importAgreement` takes: YAML.")
    async def file(self, info: Info) -> str:
        return await export_version(info.context.session, AgreementVersionId(self.key))

    @strawberry.field(description="What is allowed, but seldom meant; it refuses nothing.")
    async def advice(self, info: Info) -> list[Advice]:
        return await info.context.loaders.advice.load(self.key)

    @strawberry.field(description="The contract that carries it; null for what holds tenant-wide.")
    async def contract(self, info: Info) -> Contract | None:
        return await contract(info, self.contract_key)


def _approval(row: AgreementVersionRow) -> Approval | None:
    given = row.approval()
    return None if given is None else Approval(approver=given.approver, reason=given.reason)


@strawberry.type(description="A documented promise of service performance.")
class Agreement(Node):
    code: str = strawberry.field(description="A short name, unique.")
    name: str = strawberry.field(description="How people call it.")
    kind: AgreementKind = strawberry.field(description="With whom it is made.")
    level: Level = strawberry.field(description="How specific it is.")
    offered: bool = strawberry.field(
        description="A service level of the catalogue: it holds only where a signed contract line names it."
    )
    key: strawberry.Private[UUID]

    @classmethod
    def of(cls, row: AgreementRow) -> Agreement:
        return cls(
            id=strawberry.ID(global_id("Agreement", row.id)),
            code=row.code,
            name=row.name,
            kind=AgreementKind(row.kind),
            level=Level(row.level),
            offered=row.offered,
            key=row.id,
        )

    @strawberry.field(description="Every version, the first one first.")
    async def versions(self, info: Info) -> list[AgreementVersion]:
        rows = await info.context.loaders.versions_of_agreement.load(self.key)
        return [AgreementVersion.of(row) for row in rows]

    @strawberry.field(
        description="When it is looked at again; null for an exception, and once its contract has ended."
    )
    async def next_review(self, info: Info) -> Review | None:
        review = await info.context.loaders.next_reviews.load(self.key)
        return None if review is None else Review.of(review)

    @strawberry.field(description="The reviews that were held, the first one first.")
    async def held_reviews(self, info: Info) -> list[HeldReview]:
        rows = await info.context.loaders.held_reviews.load(self.key)
        return [HeldReview.of(row) for row in rows]
