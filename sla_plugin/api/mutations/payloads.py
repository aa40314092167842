"""What every payload has: the errors that the caller can act on, each with a stable code."""

from __future__ import annotations

import strawberry

from sla_plugin.errors import BadInput, Conflict, NotFound, SlaError, Unreachable


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


@strawberry.type(description="Something that the input names does not exist.")
class Missing(UserError):
    pass


@strawberry.type(description="A place that the input names does not answer, or not with what it should.")
class Unanswered(UserError):
    pass


_KINDS: dict[type[SlaError], type[UserError]] = {
    BadInput: InputRefused,
    Conflict: Conflicting,
    NotFound: Missing,
    Unreachable: Unanswered,
}

ANSWERABLE = tuple(_KINDS)
"""Errors that are part of a payload. All others end the operation."""


def user_error(error: SlaError) -> UserError:
    kind = next(of for refused, of in _KINDS.items() if isinstance(error, refused))
    return kind(code=error.code, message=error.message, hint=error.hint, field=error.field)
