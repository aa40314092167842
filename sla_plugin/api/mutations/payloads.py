"""What every payload has: the errors that the caller can act on, each with a stable code."""

from __future__ import annotations

from typing import Any

import strawberry

from sla_plugin.api.ids import global_id
from sla_plugin.api.types.contract_enums import ContractState
from sla_plugin.api.types.termination_enums import CaseState, Side
from sla_plugin.domain.termination.case_checks import ConsentRequired
from sla_plugin.domain.termination.rivals import SupersededBy
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


@strawberry.type(description="It is not possible in the state in which the termination is.")
class TerminationNotInThisState(UserError):
    state: CaseState = strawberry.field(description="In which it is.")
    allowed: list[CaseState] = strawberry.field(description="Those in which it would be possible.")


@strawberry.type(
    name="SupersededBy",
    description="Another termination has taken its place: it ends the same, and earlier.",
)
class SupersededByAnother(UserError):
    case: strawberry.ID = strawberry.field(description="Which one.")


@strawberry.type(
    name="ConsentRequired",
    description="A notice that was received is only taken back with the other side's consent.",
)
class ConsentIsRequired(UserError):
    of: Side = strawberry.field(description="Of which side.")


@strawberry.type(description="It contradicts what came before, is kept, and waits for a person.")
class RequestQuarantined(UserError):
    request: strawberry.ID = strawberry.field(description="Under which id it is kept.")


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
    said: Any = {"code": error.code, "message": error.message, "hint": error.hint, "field": error.field}
    match error:
        case WrongState(state=ContractState()):
            allowed = [ContractState(one.value) for one in error.allowed]
            return NotInThisState(**said, state=ContractState(error.state.value), allowed=allowed)
        case WrongState(state=CaseState()):
            steps = [CaseState(one.value) for one in error.allowed]
            return TerminationNotInThisState(**said, state=CaseState(error.state.value), allowed=steps)
        case SupersededBy():
            by = strawberry.ID(global_id("TerminationCase", error.case))
            return SupersededByAnother(**said, case=by)
        case ConsentRequired():
            return ConsentIsRequired(**said, of=Side(error.of))
    kind = next(of for refused, of in _KINDS.items() if isinstance(error, refused))
    return kind(**said)
