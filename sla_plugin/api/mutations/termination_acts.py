"""The edge at which something is done to a termination: of the contracts that the caller sees, and with every
refusal in the contract's trail."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from typing import Protocol
from uuid import UUID

import strawberry

from sla_plugin.api.context import Info
from sla_plugin.api.ids import id_of
from sla_plugin.api.mutations.carry_out import UseCase, carry_out
from sla_plugin.api.mutations.contract_acts import Find, refuse
from sla_plugin.api.mutations.payloads import UserError
from sla_plugin.api.types.contract import Contract, contract
from sla_plugin.api.types.termination import TerminationCase, termination_case
from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.ids import ContractId
from sla_plugin.domain.termination.rivals import SupersededBy, in_the_place_of
from sla_plugin.domain.termination.states import CaseState
from sla_plugin.domain.transitions import WrongState
from sla_plugin.errors import Code, NotFound
from sla_plugin.storage.session import Session


class OfCase(Protocol):
    """An input that names a termination."""

    case: strawberry.ID
    idempotency_key: str | None


Do = Callable[[Session, Deed, UUID], Awaitable[object]]


@strawberry.type(description="The termination and its contract, or why nothing was done.")
class TerminationPayload:
    termination_case: TerminationCase | None = strawberry.field(description="Null where it was refused.")
    contract: Contract | None = strawberry.field(description="Null where it was refused.")
    accepted_on: date | None = strawberry.field(
        description="Notice was accepted, but not for the day that was asked for: the earliest last day of "
        "service that it leads to. Null where there is no such difference."
    )
    note: str | None = strawberry.field(description="What to tell whoever gave notice; null for nothing.")
    user_errors: list[UserError] = strawberry.field(description="Empty where it was done.")


async def act_on(info: Info, given: OfCase, do: Do) -> TerminationPayload:
    """Do something to the termination that the input names."""

    async def find() -> ContractId:
        return await contract_of_case(info, given.case)

    async def use_case(session: Session) -> UUID:
        await find()
        which = id_of("TerminationCase", given.case, field="case")
        try:
            await do(session, info.context.deed, which)
        except WrongState as refusal:
            if refusal.state is not CaseState.SUPERSEDED:
                raise
            raise await _superseded(info, which, refusal) from refusal
        return which

    return await done(info, given, find, use_case)


async def done(info: Info, given: object, find: Find, use_case: UseCase) -> TerminationPayload:
    """`use_case` gives the id of the case."""
    made, errors = await carry_out(
        info.context, info.field_name, given, use_case, lambda error: refuse(info, given, find, error)
    )
    return await payload(info, made, errors, getattr(given, "requested_on", None))


async def payload(
    info: Info, made: UUID | None, errors: list[UserError], requested_on: date | None
) -> TerminationPayload:
    shown = await termination_case(info, made)
    key = None if shown is None else shown.row.contract_id
    accepted = _accepted(shown, requested_on)
    return TerminationPayload(
        termination_case=shown,
        contract=await contract(info, key),
        accepted_on=accepted,
        note=_note(accepted, requested_on),
        user_errors=errors,
    )


def _accepted(shown: TerminationCase | None, requested_on: date | None) -> date | None:
    """An earlier day than is permitted is no reason to refuse notice: it ends the contract as early as it
    can."""
    if shown is None or shown.end is None or requested_on is None:
        return None
    return None if shown.end.effective_on == requested_on else shown.end.effective_on


def _note(accepted: date | None, requested_on: date | None) -> str | None:
    if accepted is None:
        return None
    return f"{requested_on} was asked for; the first day on which it can end from then on is {accepted}."


async def contract_of_case(info: Info, given: str) -> ContractId:
    """NotFound alike for a termination that is not there, and one of a contract that one may not see."""
    which = id_of("TerminationCase", given, field="case")
    row = await info.context.loaders.of_terminations.cases.load(which)
    if row is None:
        raise NotFound(Code.NOT_FOUND, "There is no such termination.", field="case")
    return ContractId(row.contract_id)


async def _superseded(info: Info, which: UUID, refusal: WrongState) -> WrongState | SupersededBy:
    """Which termination has taken its place; the refusal as it was where that is none any more."""
    loaders = info.context.loaders.of_terminations
    row = await loaders.cases.load(which)
    cases = None if row is None else await loaders.of_contract.load(row.contract_id)
    if cases is None:
        return refusal
    other = in_the_place_of(cases.value(cases.row(which)), cases.values)
    if other is None or other.end is None:
        return refusal
    return SupersededBy(other.id, other.end.ends_at)
