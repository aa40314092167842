"""The edge at which a mutation's use case is run: once, whole or not at all."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import orjson

from sla_plugin.api.context import Context
from sla_plugin.api.mutations.payloads import ANSWERABLE, UserError, user_error
from sla_plugin.storage.session import Session
from sla_plugin.usecases.once import once

UseCase = Callable[[Session], Awaitable[UUID]]


async def carry_out(
    context: Context, operation: str, given: Any, use_case: UseCase
) -> tuple[UUID | None, list[UserError]]:
    """The object made, or why nothing was done. `given` is the input, with an `idempotency_key`."""
    session = context.session
    try:
        async with session.savepoint():
            made = await once(
                session,
                operation,
                given.idempotency_key,
                orjson.dumps(given, default=str, option=orjson.OPT_SORT_KEYS),
                context.now,
                lambda: use_case(session),
            )
    except ANSWERABLE as error:
        return None, [user_error(error)]
    context.forget_what_was_read()
    return made, []
