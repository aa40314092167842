"""What a token must be allowed, declared beside each root field."""

from __future__ import annotations

from collections.abc import Awaitable
from inspect import isawaitable
from typing import Any

from strawberry.extensions import FieldExtension
from strawberry.types.field import StrawberryField

from sla_plugin.api.context import Info
from sla_plugin.api.texts import check_texts
from sla_plugin.auth.scopes import Scope, require


class Needs(FieldExtension):
    """Refuse the field where the token lacks the scope, or what it is given cannot be. `rights_of` reads the
    scope back for docs and tests."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    async def resolve_async(self, next_: Any, source: Any, info: Info, **arguments: Any) -> Any:
        require(info.context.principal, self.scope)
        check_texts(list(arguments.values()))
        answer: Awaitable[Any] | Any = next_(source, info, **arguments)
        return await answer if isawaitable(answer) else answer


def rights_of(field: StrawberryField) -> Scope | None:
    """The declared scope; None where any valid token may."""
    return next((e.scope for e in field.extensions if isinstance(e, Needs)), None)
