"""Why a clock shows what it shows."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import strawberry

from sla_plugin.api.context import Info
from sla_plugin.api.ids import global_id
from sla_plugin.api.scalars import Duration
from sla_plugin.api.types.agreement import AgreementVersion, Scope
from sla_plugin.api.types.contract import Contract, contract
from sla_plugin.api.types.enums import Attribute, ChangeKind, Level, LossReason
from sla_plugin.domain import agreements, explanations, provenance
from sla_plugin.domain.spoken import value_text


@strawberry.type(description="The agreement behind a candidate, by its name.")
class CandidateAgreement:
    id: strawberry.ID = strawberry.field(description="The agreement's id.")
    code: str = strawberry.field(description="Its short name.")
    name: str = strawberry.field(description="How people call it.")
    level: Level = strawberry.field(description="How specific it is.")


@strawberry.type(description="An agreement version that was considered.")
class Candidate:
    agreement: CandidateAgreement = strawberry.field(description="The agreement.")
    version: int = strawberry.field(description="Which version of it.")
    scope: Scope = strawberry.field(
        description="For what it spoke; of a contract line, its service and site."
    )
    held: strawberry.Private[agreements.AgreementVersion]

    @classmethod
    def of(cls, version: agreements.AgreementVersion) -> Candidate:
        return cls(
            agreement=_agreement(version),
            version=version.number,
            scope=Scope.of(version.scope),
            held=version,
        )

    @strawberry.field(description="The contract under which it spoke; null for what holds tenant-wide.")
    async def contract(self, info: Info) -> Contract | None:
        return await contract(info, self.held.contract)

    @strawberry.field(description="What that version states.")
    async def states(self, info: Info) -> AgreementVersion | None:
        row = await info.context.loaders.agreement_versions.load(self.held.id)
        return None if row is None else AgreementVersion.of(row)


@strawberry.type(description="A candidate that did not supply the attribute.")
class Loser:
    agreement: CandidateAgreement = strawberry.field(description="The agreement.")
    version: int = strawberry.field(description="Which version of it.")
    scope: Scope = strawberry.field(
        description="For what it would have spoken; of a contract line, its service and site."
    )
    because: LossReason = strawberry.field(description="Why it lost.")
    detail: str | None = strawberry.field(description="The predicate with both values, where one decided.")
    contract_key: strawberry.Private[UUID | None]

    @strawberry.field(description="The contract under which it would have; null for what holds tenant-wide.")
    async def contract(self, info: Info) -> Contract | None:
        return await contract(info, self.contract_key)


@strawberry.type(description="One attribute of the promise: what holds, who said so, and who lost.")
class Choice:
    attribute: Attribute = strawberry.field(description="Each is resolved on its own.")
    value: str = strawberry.field(description="What holds, as text.")
    winner: Candidate | None = strawberry.field(
        description="Who stated it; null where nobody did and the product's default holds."
    )
    added: list[Candidate] = strawberry.field(
        description="More general ones whose steps are added to the winner's."
    )
    losers: list[Loser] = strawberry.field(description="Everybody else who was considered.")


@strawberry.type(description="Something that changed while the clock was open.")
class Change:
    at: datetime = strawberry.field(description="When.")
    kind: ChangeKind = strawberry.field(description="What.")
    before: Candidate | None = strawberry.field(description="Whose target held before.")
    after: Candidate | None = strawberry.field(description="Whose target holds since.")
    target_before: Duration | None = strawberry.field(description="The working time promised before.")
    target_after: Duration | None = strawberry.field(description="The working time promised since.")
    cause: str | None = strawberry.field(description="The fact behind it; null where a date did it.")


@strawberry.type(description="An explanation as data: one choice an attribute, and what changed mid-flight.")
class Explanation:
    choices: list[Choice] = strawberry.field(description="In the order in which they are resolved.")
    changes: list[Change] = strawberry.field(description="In order of time.")
    derived: bool = strawberry.field(
        description="The desk keeps no history of this ticket, so changes between two polls are unseen."
    )

    @classmethod
    def of(cls, found: explanations.Explanation, calendars: dict[str, str]) -> Explanation:
        return cls(
            choices=[_choice(choice, calendars) for choice in found.choices],
            changes=[_change(change) for change in found.changes],
            derived=found.derived,
        )


def _agreement(version: agreements.AgreementVersion) -> CandidateAgreement:
    agreement = version.agreement
    return CandidateAgreement(
        id=strawberry.ID(global_id("Agreement", agreement.id)),
        code=agreement.code,
        name=agreement.name,
        level=agreement.level,
    )


def _choice(choice: provenance.Choice, calendars: dict[str, str]) -> Choice:
    return Choice(
        attribute=choice.attribute,
        value=calendars.get(str(choice.value)) or value_text(choice.value),
        winner=None if choice.winner is None else Candidate.of(choice.winner),
        added=[Candidate.of(version) for version in choice.added],
        losers=[
            Loser(
                agreement=_agreement(loser.version),
                version=loser.version.number,
                scope=Scope.of(loser.version.scope),
                because=loser.because,
                detail=loser.detail,
                contract_key=loser.version.contract,
            )
            for loser in choice.losers
        ],
    )


def _change(change: explanations.Change) -> Change:
    before, after = change.before, change.after
    return Change(
        at=change.at,
        kind=change.kind,
        before=None if before is None else Candidate.of(before.version),
        after=None if after is None else Candidate.of(after.version),
        target_before=None if before is None else Duration(before.target),
        target_after=None if after is None else Duration(after.target),
        cause=change.cause,
    )
