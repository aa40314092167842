"""Decisions on improvement actions."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

import strawberry
from strawberry import argument as described

from sla_plugin.api.context import Info
from sla_plugin.api.ids import id_of
from sla_plugin.api.mutations.carry_out import carry_out
from sla_plugin.api.mutations.catalogue import KEY
from sla_plugin.api.mutations.payloads import UserError
from sla_plugin.api.rights import Needs
from sla_plugin.api.types.improvement import ImprovementAction, improvement_action
from sla_plugin.auth.scopes import Scope
from sla_plugin.storage.session import Session
from sla_plugin.usecases.improve import complete_improvement_action, drop_improvement_action


@strawberry.input(description="That an improvement action is done.")
class CompleteImprovementActionInput:
    action: strawberry.ID = strawberry.field(description="Which one.")
    on: date | None = strawberry.field(default=None, description="When; left out, today in UTC.")
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="That an improvement action will not be done.")
class DropImprovementActionInput:
    action: strawberry.ID = strawberry.field(description="Which one.")
    because: str = strawberry.field(description="Why not.")
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.type(description="The improvement action, or why nothing was done.")
class ImprovementActionPayload:
    improvement_action: ImprovementAction | None = strawberry.field(description="Null where it was refused.")
    user_errors: list[UserError] = strawberry.field(description="Empty where it was done.")


@strawberry.type
class ImprovementMutations:
    @strawberry.mutation(
        description="Say that an improvement action is done. The next sealed period shows whether it helped.",
        extensions=[Needs(Scope.AGREEMENTS_WRITE)],
    )
    async def complete_improvement_action(
        self, info: Info, input: Annotated[CompleteImprovementActionInput, described("Which, and when.")]
    ) -> ImprovementActionPayload | None:
        async def use_case(session: Session) -> UUID:
            on = input.on or info.context.now.date()
            return await complete_improvement_action(session, _id(input.action), on)

        made, errors = await carry_out(info.context, "completeImprovementAction", input, use_case)
        return await _payload(info, made, errors)

    @strawberry.mutation(
        description="Decide that an improvement action will not be done.",
        extensions=[Needs(Scope.AGREEMENTS_WRITE)],
    )
    async def drop_improvement_action(
        self, info: Info, input: Annotated[DropImprovementActionInput, described("Which, and why.")]
    ) -> ImprovementActionPayload | None:
        async def use_case(session: Session) -> UUID:
            return await drop_improvement_action(session, _id(input.action), input.because)

        made, errors = await carry_out(info.context, "dropImprovementAction", input, use_case)
        return await _payload(info, made, errors)


def _id(given: str) -> UUID:
    return id_of("ImprovementAction", given, field="action")


async def _payload(info: Info, made: UUID | None, errors: list[UserError]) -> ImprovementActionPayload:
    return ImprovementActionPayload(
        improvement_action=await improvement_action(info, made), user_errors=errors
    )
