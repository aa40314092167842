"""What is owed when a contract has ended is sealed once, and added to afterwards."""

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
from sla_plugin.api.mutations.contract_acts import ContractPayload, Find, act, refuse
from sla_plugin.api.mutations.payloads import UserError
from sla_plugin.api.mutations.termination_acts import contract_of_case
from sla_plugin.api.rights import Needs
from sla_plugin.api.types.money import MoneyInput
from sla_plugin.api.types.settlement import Settlement, settlement
from sla_plugin.auth.scopes import Scope
from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.ids import ContractId
from sla_plugin.domain.termination.charges import Days, Prepayment
from sla_plugin.errors import Code, NotFound
from sla_plugin.storage.session import Session
from sla_plugin.usecases.record_prepayment import record_prepayment
from sla_plugin.usecases.seal_settlement import adjust_settlement, seal_settlement


@strawberry.input(description="A settlement that was read.")
class SealSettlementInput:
    case: strawberry.ID = strawberry.field(description="Of which termination.")
    hash: str = strawberry.field(
        description="The draft's `hash` that was read: that is sealed, and nothing else."
    )
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="What was found out after a settlement was sealed.")
class AdjustSettlementInput:
    settlement: strawberry.ID = strawberry.field(description="Beside which one.")
    what: str = strawberry.field(description="What for.")
    because: str = strawberry.field(description="Why.")
    amount: MoneyInput = strawberry.field(
        description="What the customer owes besides; negative for what it gets back."
    )
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="What a customer has paid in advance.")
class RecordPrepaymentInput:
    contract: strawberry.ID = strawberry.field(description="Under which contract.")
    what: str = strawberry.field(
        description="For what: the code or name of a service, where it pays for that; else nothing that a "
        "line charges counts as paid by it, but for what costs the very same for the very same period."
    )
    since: date = strawberry.field(description="The first day that it pays for.")
    until: date = strawberry.field(description="The last day that it pays for.")
    amount: MoneyInput = strawberry.field(description="How much, in the contract's currency.")
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)

    def value(self) -> Prepayment:
        return Prepayment(Days(self.since, self.until), self.amount.value())


@strawberry.type(description="The settlement, or why nothing was done.")
class SettlementPayload:
    settlement: Settlement | None = strawberry.field(description="Null where it was refused.")
    user_errors: list[UserError] = strawberry.field(description="Empty where it was done.")


@strawberry.type
class SettlementMutations:
    @strawberry.mutation(
        description="Seal what is owed, as it was read; its paper is made in every language. It never "
        "changes from then on.",
        extensions=[Needs(Scope.TERMINATIONS_DECIDE)],
    )
    async def seal_settlement(
        self, info: Info, input: Annotated[SealSettlementInput, described("Which one, as it was read.")]
    ) -> SettlementPayload | None:
        async def find() -> ContractId:
            return await contract_of_case(info, input.case)

        async def use_case(session: Session) -> UUID:
            await find()
            case = id_of("TerminationCase", input.case, field="case")
            context = info.context
            return await seal_settlement(session, context.deed, case, input.hash, context.documents)

        return await _done(info, input, find, use_case)

    @strawberry.mutation(
        description="Add to a sealed settlement what was found out since. What was sealed stays as it is.",
        extensions=[Needs(Scope.TERMINATIONS_DECIDE)],
    )
    async def adjust_settlement(
        self, info: Info, input: Annotated[AdjustSettlementInput, described("Which one, and what.")]
    ) -> SettlementPayload | None:
        async def find() -> ContractId:
            return await _contract_of(info, input.settlement)

        async def use_case(session: Session) -> UUID:
            await find()
            which = id_of("Settlement", input.settlement, field="settlement")
            await adjust_settlement(
                session,
                info.context.deed,
                which,
                what=input.what,
                because=input.because,
                amount=input.amount.value(),
            )
            return which

        return await _done(info, input, find, use_case)

    @strawberry.mutation(
        description="Put on record what a customer has paid in advance, so that the unused part is given "
        "back at the end.",
        extensions=[Needs(Scope.TERMINATIONS_DECIDE)],
    )
    async def record_prepayment(
        self, info: Info, input: Annotated[RecordPrepaymentInput, described("Who paid what.")]
    ) -> ContractPayload | None:
        async def do(session: Session, deed: Deed, which: ContractId) -> object:
            return await record_prepayment(session, deed, which, input.what, input.value())

        return await act(info, input, do)


async def _done(info: Info, given: object, find: Find, use_case: UseCase) -> SettlementPayload:
    made, errors = await carry_out(
        info.context, info.field_name, given, use_case, lambda error: refuse(info, given, find, error)
    )
    return SettlementPayload(settlement=await settlement(info, made), user_errors=errors)


async def _contract_of(info: Info, given: str) -> ContractId:
    """NotFound alike for a settlement that is not there, and one of a contract that one may not see."""
    which = id_of("Settlement", given, field="settlement")
    row = await info.context.loaders.of_terminations.settlements.load(which)
    if row is None:
        raise NotFound(Code.NOT_FOUND, "There is no such settlement.", field="settlement")
    return ContractId(row.contract_id)
