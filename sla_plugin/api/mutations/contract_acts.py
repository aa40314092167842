"""The edge at which something is done to a contract: for the contracts that the caller sees, and with every
refusal in the contract's trail."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from typing import Protocol
from uuid import UUID

import strawberry

from sla_plugin.api.context import Info
from sla_plugin.api.ids import id_of
from sla_plugin.api.mutations.carry_out import carry_out, fingerprint
from sla_plugin.api.mutations.payloads import UserError
from sla_plugin.api.types.contract import Contract, contract
from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.ids import ContractId
from sla_plugin.errors import Code, NotFound, SlaError
from sla_plugin.storage.session import Session
from sla_plugin.usecases.once import once
from sla_plugin.usecases.refuse_on_record import refuse_on_record


class OfContract(Protocol):
    """An input that names a contract."""

    contract: strawberry.ID
    idempotency_key: str | None


Do = Callable[[Session, Deed, ContractId], Awaitable[object]]
Find = Callable[[], Awaitable[ContractId]]


@strawberry.type(description="The contract, or why nothing was done.")
class ContractPayload:
    contract: Contract | None = strawberry.field(description="Null where it was refused.")
    user_errors: list[UserError] = strawberry.field(description="Empty where it was done.")


async def act(info: Info, given: OfContract, do: Do) -> ContractPayload:
    """Do something to the contract that the input names."""

    async def find() -> ContractId:
        return await seen(info, given.contract)

    async def use_case(session: Session) -> UUID:
        which = await find()
        await do(session, info.context.deed, which)
        return which

    made, errors = await carry_out(
        info.context, info.field_name, given, use_case, lambda error: refuse(info, given, find, error)
    )
    return ContractPayload(contract=await contract(info, made), user_errors=errors)


async def seen(info: Info, given: str, *, field: str = "contract") -> ContractId:
    """NotFound alike for a contract that is not there, and one that the caller may not see."""
    which = ContractId(id_of("Contract", given, field=field))
    if await info.context.loaders.contracts.load(which) is None:
        raise NotFound(Code.NOT_FOUND, "There is no such contract.", field=field)
    return which


_NOT_OF_THE_CONTRACT = frozenset({Code.ID_MALFORMED, Code.REQUEST_KEY, Code.REQUEST_KEY_REUSED})


async def refuse(info: Info, given: object, find: Find, error: SlaError) -> None:
    """Write down who tried what. Not where no contract, or nothing that there is, was meant; and once for a
    request that comes again under its idempotency key."""
    context = info.context
    if isinstance(error, NotFound) or error.code in _NOT_OF_THE_CONTRACT:
        return
    key = getattr(given, "idempotency_key", None)
    if key is not None:
        tried = fingerprint(context, [info.field_name, given, error.code])
        key = hashlib.sha256(tried).hexdigest()
    which = await find()

    async def write() -> UUID:
        await refuse_on_record(context.session, context.deed, which, info.field_name, error)
        return which

    async with context.session.savepoint():
        await once(context.session, "refusal", key, b"", context.now, write)
    context.forget_what_was_read()
