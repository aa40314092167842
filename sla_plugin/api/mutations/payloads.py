"""What every payload has: the errors that the caller can act on, each with a stable code."""

from __future__ import annotations

import strawberry

from sla_plugin.api.types.contract_enums import ContractState
from sla_plugin.domain.transitions import WrongState
from sla_plugin.errors import BadInput, Conflict, Forbidden, NotFound, SlaError, Unreachable


@strawberry.interface(description="Why nothing was done. Nothing is ever half done.")
class UserError:
    code: str = strawberry.field(description="Stable, `area.reason`; see the reference of errors.")
    message: str = strawberry.field(description="What happened and why.")
    hint: str | None = strawberry.field(description="What to do.")
    field: str | None = strawberry.field(description="Which input it is about.")


@strawberry.type(description="The input is wrong; corrected input will be taken.")
class InputRefused(UserError):
    pass


@strawberry.type(description="It exists already, or somebody else was there first.")
class Conflicting(UserError):
    pass


@strawberry.type(description="It is not possible in the state in which it is.")
class NotInThisState(UserError):
    state: ContractState = strawberry.field(description="In which it is.")
    allowed: list[ContractState] = strawberry.field(description="Those in which it would be possible.")


@strawberry.type(description="It is for somebody with another role, or for another person.")
class NotAllowed(UserError):
    pass


@strawberry.type(description="Something that the input names does not exist.")
class Missing(UserError):
    pass


@strawberry.type(description="A place that the input names does not answer, or not with what it should.")
class Unanswered(UserError):
    pass


_KINDS: dict[type[SlaError], type[UserError]] = {
    BadInput: InputRefused,
    Conflict: Conflicting,
    Forbidden: NotAllowed,
    NotFound: Missing,
    Unreachable: Unanswered,
}

ANSWERABLE = tuple(_KINDS)
"""Errors that are part of a payload. All others end the operation."""


def user_error(error: SlaError) -> UserError:
    if isinstance(error, WrongState) and isinstance(error.state, ContractState):
        return _not_in_this_state(error)
    kind = next(of for refused, of in _KINDS.items() if isinstance(error, refused))
    return kind(code=error.code, message=error.message, hint=error.hint, field=error.field)


def _not_in_this_state(error: WrongState) -> UserError:
    return NotInThisState(
        code=error.code,
        message=error.message,
        hint=error.hint,
        field=error.field,
        state=ContractState(error.state.value),
        allowed=[ContractState(one.value) for one in error.allowed],
    )
