"""A version of a contract: what it says, and who said yes to it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from sla_plugin.api.context import Info
from sla_plugin.api.contract_loaders import Known
from sla_plugin.api.contract_texts import contract_text
from sla_plugin.api.ids import global_id
from sla_plugin.api.scalars import TimeZone
from sla_plugin.api.types.contract_content import (
    ContractClauses,
    ContractLine,
    ContractParty,
    lines_shown,
    parties_shown,
)
from sla_plugin.api.types.contract_enums import Consent, ContractState
from sla_plugin.api.types.node import Node
from sla_plugin.api.types.organisation import Organisation, organisation
from sla_plugin.api.types.requirement import Requirement
from sla_plugin.domain.contracting.content import VersionContent
from sla_plugin.domain.contracting.negotiation import Negotiation
from sla_plugin.domain.periods import midnight
from sla_plugin.storage.contract_consents import ConsentRow
from sla_plugin.storage.contract_record import ContractRecord
from sla_plugin.storage.contract_versions import ContractVersionRow
from sla_plugin.usecases.contract_cases import negotiation

if TYPE_CHECKING:
    from sla_plugin.api.types.contract import Contract


@strawberry.type(description="That somebody approved what a version said.")
class ContractApproval:
    consent: Consent = strawberry.field(description="What was approved.")
    by: str = strawberry.field(description="Who did.")
    role: str | None = strawberry.field(description="For which side a price was agreed.")
    at: datetime = strawberry.field(description="When.")
    content_hash: str = strawberry.field(description="The hash of what was read.")
    counts: bool = strawberry.field(description="False once the version was edited, or came back.")


@strawberry.type(description="A signature; it is never changed.")
class ContractSignature:
    by: str = strawberry.field(description="Who signed.")
    at: datetime = strawberry.field(description="When.")
    method: str = strawberry.field(description="`CLICK`, here; `PAPER`, before; or of a signing service.")
    reference: str | None = strawberry.field(description="Where the paper, or the service, has it.")
    content_hash: str = strawberry.field(description="The hash of what was signed.")
    document_hash: str | None = strawberry.field(
        description="SHA-256 of the paper that was read, if one was."
    )
    counts: bool = strawberry.field(description="False once somebody declined, or the time to sign was over.")
    organisation_key: strawberry.Private[UUID | None]

    @strawberry.field(description="For whom.")
    async def organisation(self, info: Info) -> Organisation | None:
        return await organisation(info, self.organisation_key)


@strawberry.type(description="What a contract says from one day on. Signed, it never changes.")
class ContractVersion(Node):
    number: int = strawberry.field(description="1 for the first; each amendment is one more.")
    state: ContractState = strawberry.field(description="How far it has come.")
    effective_on: date = strawberry.field(description="The first day on which it holds.")
    effective_at: datetime = strawberry.field(description="When that day begins in its zone.")
    zone: TimeZone = strawberry.field(description="In which its dates are read.")
    currency: str = strawberry.field(description="ISO 4217; of all of its amounts.")
    content_hash: str = strawberry.field(
        description="SHA-256 of what it says; agreed prices, approvals and signatures are bound to it."
    )
    authors: list[str] = strawberry.field(description="Everybody who edited it; none of them approves it.")
    opened_at: datetime = strawberry.field(description="When it was begun.")
    recorded_at: datetime | None = strawberry.field(
        description="When its last signature was: from then on it was known."
    )
    sign_by: datetime | None = strawberry.field(description="Until when signatures are taken, once they are.")
    held: strawberry.Private[VersionContent]
    row: strawberry.Private[ContractVersionRow]
    record: strawberry.Private[ContractRecord]

    @classmethod
    def of(cls, record: ContractRecord, row: ContractVersionRow) -> ContractVersion:
        content = row.says
        return cls(
            id=strawberry.ID(global_id("ContractVersion", row.id)),
            number=row.number,
            state=row.at,
            effective_on=content.effective_on,
            effective_at=midnight(content.effective_on, content.zone),
            zone=TimeZone(content.zone),
            currency=content.currency,
            content_hash=row.content_hash,
            authors=sorted(row.authors),
            opened_at=row.opened_at,
            recorded_at=row.recorded_at,
            sign_by=row.sign_by,
            held=content,
            row=row,
            record=record,
        )

    @strawberry.field(description="Who is part of it, by role.")
    def parties(self) -> list[ContractParty]:
        return parties_shown(self.held.parties)

    @strawberry.field(description="What is bought.")
    def lines(self) -> list[ContractLine]:
        return lines_shown(self.held.lines)

    @strawberry.field(description="On which terms.")
    def clauses(self) -> ContractClauses:
        return ContractClauses.of(self.held.clauses)

    @strawberry.field(description="What the customer needs, and what was judged of it in this round.")
    def requirements(self) -> list[Requirement]:
        return [Requirement.of(self.record.id, one) for one in self._case().requirements]

    @strawberry.field(
        description="SHA-256 of what its specification says: of the content, and of the requirements with "
        "their judgements. The customer's approval is bound to it."
    )
    def specification_hash(self) -> str:
        return self._case().specification_hash

    @strawberry.field(description="Who approved what, the first one first.")
    def approvals(self) -> list[ContractApproval]:
        case = self._case()
        return [
            ContractApproval(
                consent=Consent(row.consent),
                by=row.given_by,
                role=row.role,
                at=row.given_at,
                content_hash=row.content_hash,
                counts=case.counts(row.value()),
            )
            for row in self._consents()
            if row.consent != Consent.SIGNATURE
        ]

    @strawberry.field(description="Who signed, the first one first.")
    def signatures(self) -> list[ContractSignature]:
        case = self._case()
        return [
            ContractSignature(
                by=row.given_by,
                at=row.given_at,
                method=row.method or "",
                reference=row.reference,
                content_hash=row.content_hash,
                document_hash=row.document_hash,
                counts=case.counts(row.value()),
                organisation_key=row.organisation_id,
            )
            for row in self._consents()
            if row.consent == Consent.SIGNATURE
        ]

    @strawberry.field(description="As a file that `importContract` takes: YAML.")
    async def file(self, info: Info) -> str:
        return await contract_text(info, self.record, self.row)

    @strawberry.field(description="The contract that it is a version of.")
    async def contract(self, info: Info) -> Annotated[Contract, strawberry.lazy(".contract")] | None:
        from sla_plugin.api.types.contract import contract

        return await contract(info, self.record.id)

    def _consents(self) -> list[ConsentRow]:
        return [row for row in self.record.consents if row.version_id == self.row.id]

    def _case(self) -> Negotiation:
        return negotiation(self.record, self.row)


async def contract_version(info: Info, key: UUID) -> ContractVersion | None:
    loaders = info.context.loaders.of_contracts
    row = await loaders.versions.load(key)
    record = None if row is None else await loaders.records.load(Known(row.contract_id))
    return None if row is None or record is None else ContractVersion.of(record, row)
