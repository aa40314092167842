"""What the parties of a contract owe each other besides service."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

import strawberry
from strawberry import argument as described

from sla_plugin.api.context import Info
from sla_plugin.api.ids import id_of
from sla_plugin.api.mutations.carry_out import UseCase, carry_out
from sla_plugin.api.mutations.catalogue import KEY
from sla_plugin.api.mutations.contract_acts import Find, refuse, seen
from sla_plugin.api.mutations.payloads import UserError
from sla_plugin.api.rights import Needs
from sla_plugin.api.types.contract import Contract, contract
from sla_plugin.api.types.contract_enums import ObligationState
from sla_plugin.api.types.obligation import Obligation, obligation
from sla_plugin.auth.scopes import Scope
from sla_plugin.domain.contracting import obligations as domain
from sla_plugin.domain.ids import ContractId, OrganisationId
from sla_plugin.errors import Code, NotFound
from sla_plugin.storage.session import Session
from sla_plugin.usecases.record_obligation import record_obligation, settle_obligation


@strawberry.input(description="Something that a party of a contract owes.")
class RecordObligationInput:
    contract: strawberry.ID = strawberry.field(description="Under which contract.")
    owner: strawberry.ID = strawberry.field(description="Who owes it.")
    kind: str = strawberry.field(description="Such as `REPORT` or `REVIEW`.")
    what: str = strawberry.field(description="In words.")
    due_on: date | None = strawberry.field(
        default=None, description="The last day; left out, when it is asked for."
    )
    every_months: int | None = strawberry.field(
        default=None, description="It comes again after so many months; with dueOn."
    )
    survives_until: date | None = strawberry.field(
        default=None, description="The last day on which it is owed although the contract has ended."
    )
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)

    def value(self) -> domain.Obligation:
        return domain.Obligation(
            OrganisationId(id_of("Organisation", self.owner, field="owner")),
            self.kind,
            self.what,
            self.due_on,
            self.every_months,
            self.survives_until,
        )


@strawberry.input(description="What became of an obligation. What comes again is owed again.")
class SettleObligationInput:
    obligation: strawberry.ID = strawberry.field(description="Which one.")
    state: ObligationState = strawberry.field(description="DONE, WAIVED or LAPSED.")
    because: str | None = strawberry.field(default=None, description="Why it was waived, or lapsed.")
    evidence: strawberry.ID | None = strawberry.field(
        default=None, description="A paper of the contract that proves that it was met."
    )
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.type(description="The obligation and its contract, or why nothing was done.")
class ObligationPayload:
    obligation: Obligation | None = strawberry.field(description="Null where it was refused.")
    contract: Contract | None = strawberry.field(description="Null where it was refused.")
    user_errors: list[UserError] = strawberry.field(description="Empty where it was done.")


@strawberry.type
class ObligationMutations:
    @strawberry.mutation(
        description="Put on record what a party owes besides service.",
        extensions=[Needs(Scope.CONTRACTS_WRITE)],
    )
    async def record_obligation(
        self, info: Info, input: Annotated[RecordObligationInput, described("Who owes what.")]
    ) -> ObligationPayload | None:
        async def find() -> ContractId:
            return await seen(info, input.contract)

        async def use_case(session: Session) -> UUID:
            return await record_obligation(session, info.context.deed, await find(), input.value())

        return await _done(info, input, find, use_case)

    @strawberry.mutation(
        description="Say that an obligation was met, waived or lapsed.",
        extensions=[Needs(Scope.CONTRACTS_WRITE)],
    )
    async def settle_obligation(
        self, info: Info, input: Annotated[SettleObligationInput, described("Which one, and how.")]
    ) -> ObligationPayload | None:
        async def find() -> ContractId:
            return await _contract_of(info, input.obligation)

        async def use_case(session: Session) -> UUID:
            await find()
            evidence = input.evidence
            return await settle_obligation(
                session,
                info.context.deed,
                id_of("Obligation", input.obligation, field="obligation"),
                input.state,
                input.because,
                None if evidence is None else id_of("Document", evidence, field="evidence"),
            )

        return await _done(info, input, find, use_case)


async def _done(info: Info, given: object, find: Find, use_case: UseCase) -> ObligationPayload:
    made, errors = await carry_out(
        info.context, info.field_name, given, use_case, lambda error: refuse(info, given, find, error)
    )
    settled = await obligation(info, made)
    key = None if settled is None else settled.row.contract_id
    return ObligationPayload(obligation=settled, contract=await contract(info, key), user_errors=errors)


async def _contract_of(info: Info, given: str) -> ContractId:
    """NotFound alike for an obligation that is not there, and one of a contract that one may not see."""
    which = id_of("Obligation", given, field="obligation")
    row = await info.context.loaders.of_contracts.obligations.load(which)
    if row is None:
        raise NotFound(Code.NOT_FOUND, "There is no such obligation.", field="obligation")
    return ContractId(row.contract_id)
