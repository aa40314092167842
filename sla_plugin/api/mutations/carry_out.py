"""The edge at which a mutation's use case is run: once, whole or not at all."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import orjson

from sla_plugin.api.context import Context
from sla_plugin.api.mutations.payloads import ANSWERABLE, UserError, user_error
from sla_plugin.errors import Code, SlaError
from sla_plugin.storage.session import Session
from sla_plugin.usecases.once import once

UseCase = Callable[[Session], Awaitable[UUID]]


Refused = Callable[[SlaError], Awaitable[None]]


async def carry_out(
    context: Context, operation: str, given: Any, use_case: UseCase, refused: Refused | None = None
) -> tuple[UUID | None, list[UserError]]:
    """The object made, or why nothing was done. `given` is the input, with an `idempotency_key`. `refused`:
    what is to be done about a refusal, once what was half done is undone."""
    session = context.session
    try:
        async with session.savepoint():
            made = await once(
                session,
                operation,
                given.idempotency_key,
                fingerprint(context, given),
                context.now,
                lambda: use_case(session),
            )
    except ANSWERABLE as error:
        if error.code is Code.RIGHT_SCOPE_MISSING:
            # What a token may is told alike, wherever that is asked.
            raise
        if refused is not None:
            await refused(error)
        return None, [user_error(error)]
    context.forget_what_was_read()
    return made, []


def fingerprint(context: Context, given: Any) -> bytes:
    """One text for one input of one caller: what somebody has done, nobody else has done by the same key."""
    return orjson.dumps([context.principal.subject, given], default=str, option=orjson.OPT_SORT_KEYS)
