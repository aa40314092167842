"""Contracts: the legal record, and what follows from it at an instant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import strawberry

from sla_plugin.api.arguments import OnlyAllowed
from sla_plugin.api.context import Info
from sla_plugin.api.contract_loaders import Ahead, Known, Viewed
from sla_plugin.api.contract_texts import contract_text
from sla_plugin.api.ids import global_id
from sla_plugin.api.rights import Needs
from sla_plugin.api.scalars import TimeZone
from sla_plugin.api.types.contract_actions import AllowedAction
from sla_plugin.api.types.contract_enums import ContractKind, ContractState, EndCause, PartyRole
from sla_plugin.api.types.contract_life import ContractTerm, NoticeDeadline, SlaBinding, Suspension
from sla_plugin.api.types.contract_trail import AuditTrail
from sla_plugin.api.types.contract_version import ContractVersion
from sla_plugin.api.types.document import Document
from sla_plugin.api.types.node import Node
from sla_plugin.api.types.obligation import Obligation
from sla_plugin.api.types.organisation import Organisation, organisation
from sla_plugin.api.types.prepayment import Prepayment
from sla_plugin.api.types.termination import TerminationCase
from sla_plugin.auth.actors import actor_of
from sla_plugin.auth.scopes import Scope
from sla_plugin.domain.contracting.bindings import bindings
from sla_plugin.domain.contracting.content import VersionContent
from sla_plugin.domain.termination.rivals import terminated_lines
from sla_plugin.domain.termination.states import CaseState
from sla_plugin.storage.contract_record import ContractRecord
from sla_plugin.storage.contract_versions import signed
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.usecases.allowed_actions import allowed_actions
from sla_plugin.usecases.contract_cases import governing, state_of
from sla_plugin.usecases.export_contract import last_version


@dataclass(frozen=True, slots=True)
class View:
    """`at`: at which instant a contract is looked at; None: now. `known_at`: as far as it was on record by
    then; None: by now."""

    at: datetime | None = None
    known_at: datetime | None = None


NOW = View()


@strawberry.type(
    description="The legal record of who promised what to whom, from when to when. Only a contract covers a "
    "ticket: `monitoredFrom <= t < monitoredUntil`."
)
class Contract(Node):
    number: str = strawberry.field(description="Unique for the tenant.")
    kind: ContractKind = strawberry.field(description="Between whom it is made.")
    version: int = strawberry.field(
        description="How often its record was changed, from 1 on; pass it as `expectedVersion`."
    )
    zone: TimeZone = strawberry.field(description="In which its dates are read.")
    monitored_from: datetime | None = strawberry.field(
        description="The first instant that is measured; null until it is signed."
    )
    monitored_until: datetime | None = strawberry.field(
        description="The first instant that is no longer measured; null while its end is not certain."
    )
    ends_as: EndCause | None = strawberry.field(description="Why it ends; null while that is not certain.")
    closed_at: datetime | None = strawberry.field(description="When its settlement was closed.")
    recorded_at: datetime = strawberry.field(description="Since when it is on record.")
    key: strawberry.Private[UUID]
    row: strawberry.Private[ContractRow]
    view: strawberry.Private[View]

    @classmethod
    def of(cls, row: ContractRow, view: View = NOW) -> Contract:
        return cls(
            id=strawberry.ID(global_id("Contract", row.id)),
            number=row.number,
            kind=ContractKind(row.kind),
            version=row.revision,
            zone=TimeZone(row.zone),
            monitored_from=row.monitored_from,
            monitored_until=row.monitored_until,
            ends_as=row.end_cause,
            closed_at=row.closed_at,
            recorded_at=row.recorded_at,
            key=row.id,
            row=row,
            view=view,
        )

    @strawberry.field(description="How far it has come; once it is signed, time alone decides.")
    async def state(self, info: Info) -> ContractState:
        return state_of(await self._record(info), self._at(info))

    @strawberry.field(description="ISO 4217; null where the contract is kept elsewhere.")
    async def currency(self, info: Info) -> str | None:
        content = await self._content(info)
        return None if content is None else content.currency

    @strawberry.field(description="The contract above it, such as its framework.")
    async def parent(self, info: Info) -> Contract | None:
        return await contract(info, self.row.parent_id)

    @strawberry.field(description="The contract that it follows.")
    async def predecessor(self, info: Info) -> Contract | None:
        return await contract(info, self.row.predecessor_id)

    @strawberry.field(description="The contracts below it, by number.")
    async def children(self, info: Info) -> list[Contract]:
        return [Contract.of(row) for row in await info.context.loaders.of_contracts.children.load(self.key)]

    @strawberry.field(
        description="Whose tickets it covers, those of the accounts below included. Where there are several, "
        "one of them."
    )
    async def customer(self, info: Info) -> Organisation | None:
        return await organisation(info, self.row.customer_id)

    @strawberry.field(description="Every customer.")
    async def customers(self, info: Info) -> list[Organisation]:
        content = await self._content(info)
        known = {self.row.customer_id} if content is None else content.organisations(PartyRole.CUSTOMER)
        keys = sorted({key for key in known if key is not None}, key=str)
        rows = await info.context.loaders.organisations.load_many(keys)
        return [Organisation.of(row) for row in rows if row is not None]

    @strawberry.field(description="Its terms, the first one first.")
    async def terms(self, info: Info) -> list[ContractTerm]:
        today = self._today(info)
        return [ContractTerm.of(row, today) for row in (await self._record(info)).terms]

    @strawberry.field(description="What it says and said, the first version first.")
    async def versions(self, info: Info) -> list[ContractVersion]:
        record = await self._record(info)
        return [ContractVersion.of(record, row) for row in record.versions]

    @strawberry.field(
        description="The version that holds; before the first day, the one that will. Null until one is "
        "signed, and where the contract is kept elsewhere."
    )
    async def version_in_force(self, info: Info) -> ContractVersion | None:
        record = await self._record(info)
        found = governing(record, self._at(info))
        rows = (row for row in record.versions if found is not None and row.number == found.number)
        return next((ContractVersion.of(record, row) for row in rows), None)

    @strawberry.field(description="The version that is being negotiated: the first, or an amendment.")
    async def open_version(self, info: Info) -> ContractVersion | None:
        record = await self._record(info)
        row = record.open_version
        return None if row is None else ContractVersion.of(record, row)

    @strawberry.field(
        description="As a file that `importContract` takes, in YAML: the version that is being negotiated, "
        "else the last that was signed. Null where neither is on record."
    )
    async def file(self, info: Info) -> str | None:
        record = await self._record(info)
        version = last_version(record)
        return None if version is None else await contract_text(info, record, version)

    @strawberry.field(description="When it, or a line of it, was, is and will be suspended.")
    async def suspensions(self, info: Info) -> list[Suspension]:
        return [Suspension.of(row) for row in (await self._record(info)).suspensions]

    @strawberry.field(description="What of it is measured when: it follows from the signed lines.")
    async def bindings(self, info: Info) -> list[SlaBinding]:
        record, at = await self._record(info), self._at(info)
        cases = await info.context.loaders.of_terminations.of_contract.load(self.key)
        known = () if cases is None else (one for one in cases.values if self._is_known(one.opened_at))
        found = bindings(
            signed(record.versions),
            record.contract.monitored_until,
            terminated=terminated_lines(known),
        )
        return [SlaBinding.of(one, at) for one in found if one.line.service_level is not None]

    @strawberry.field(description="What its parties owe each other besides service.")
    async def obligations(self, info: Info) -> list[Obligation]:
        rows = await info.context.loaders.of_contracts.obligations_of.load(self.key)
        return [Obligation.of(row, self.view.known_at) for row in rows if self._is_known(row.recorded_at)]

    @strawberry.field(
        description="What was paid in advance, in the order in which it was put on record. The unused part "
        "is given back at the end."
    )
    async def prepayments(self, info: Info) -> list[Prepayment]:
        rows = await info.context.loaders.of_terminations.prepayments_of.load(self.key)
        return [Prepayment.of(row) for row in rows if self._is_known(row.recorded_at)]

    @strawberry.field(description="Its papers, in the order in which they were put on record.")
    async def documents(self, info: Info) -> list[Document]:
        rows = await info.context.loaders.of_contracts.documents_of.load(self.key)
        return [Document.of(row) for row in rows if self._is_known(row.recorded_at)]

    @strawberry.field(
        description="The next one: until when notice keeps it from going on after a term. Null where it ends "
        "anyway, and where no notice leads to the end of a term."
    )
    async def notice_deadline(self, info: Info) -> NoticeDeadline | None:
        deadline = (await self._ahead(info)).deadline
        return None if deadline is None else NoticeDeadline.of(deadline)

    @strawberry.field(description="When it is decided whether it is renewed; null where it is not.")
    async def renewal_decided_at(self, info: Info) -> datetime | None:
        return (await self._ahead(info)).renewal

    @strawberry.field(
        description="Everything that can be done to it, and whether whoever asks may do it now: both tables "
        "of its life in one list."
    )
    async def allowed_actions(self, info: Info, only_allowed: OnlyAllowed = False) -> list[AllowedAction]:
        context = info.context
        loaders = context.loaders.of_contracts
        record = await loaders.records.load(Known(self.key))
        assert record is not None, "it was shown"
        is_supported = await loaders.supported.load(self.key)
        actor = actor_of(context.principal)
        found = allowed_actions(record, actor, context.now, is_supported=is_supported)
        return [AllowedAction.of(one) for one in found if one.because is None or not only_allowed]

    @strawberry.field(description="An end is scheduled: it is in effect until then, and not beyond.")
    async def is_terminating(self, info: Info) -> bool:
        cases = await info.context.loaders.of_terminations.of_contract.load(self.key)
        return cases is not None and any(one.state is CaseState.SCHEDULED for one in cases.values)

    @strawberry.field(
        description="Its terminations, the one that was opened first first.",
        extensions=[Needs(Scope.TERMINATIONS_READ)],
    )
    async def termination_cases(self, info: Info) -> list[TerminationCase] | None:
        cases = await info.context.loaders.of_terminations.of_contract.load(self.key)
        return [] if cases is None else [TerminationCase.of(row) for row in cases.rows]

    @strawberry.field(
        description="What happened to it, and whether everything is as it was written.",
        extensions=[Needs(Scope.AUDIT_READ)],
    )
    def audit_trail(self, info: Info) -> AuditTrail | None:
        return AuditTrail(contract_key=self.key)

    def _at(self, info: Info) -> datetime:
        return self.view.at or info.context.now

    def _today(self, info: Info) -> date:
        return self._at(info).astimezone(ZoneInfo(self.row.zone)).date()

    async def _ahead(self, info: Info) -> Ahead:
        viewed = Viewed(self.key, self._at(info), self.view.known_at)
        return await info.context.loaders.of_contracts.ahead.load(viewed)

    def _is_known(self, recorded_at: datetime) -> bool:
        return self.view.known_at is None or recorded_at <= self.view.known_at

    async def _record(self, info: Info) -> ContractRecord:
        known = Known(self.key, self.view.known_at)
        record = await info.context.loaders.of_contracts.records.load(known)
        assert record is not None, "it was shown"
        return record

    async def _content(self, info: Info) -> VersionContent | None:
        """What holds, else what is being negotiated, or was, where it was given up."""
        record = await self._record(info)
        version = governing(record, self._at(info))
        if version is not None:
            return version.content
        return record.versions[-1].says if record.versions else None


async def contract(info: Info, key: UUID | None) -> Contract | None:
    """None for one that is not there, and for one that the caller may not see."""
    row = None if key is None else await info.context.loaders.contracts.load(key)
    return None if row is None else Contract.of(row)


async def contract_known(info: Info, key: UUID, view: View) -> Contract | None:
    """As it was on record; None where it was not yet."""
    record = await info.context.loaders.of_contracts.records.load(Known(key, view.known_at))
    return None if record is None else Contract.of(record.contract, view)
