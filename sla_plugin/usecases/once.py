"""Carry a request out once, however often it is delivered."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from datetime import datetime
from uuid import UUID

from sla_plugin.errors import BadInput, Code, Conflict
from sla_plugin.storage.answered_requests import AnsweredRequestRow
from sla_plugin.storage.session import Session

_LONGEST_KEY = 200

_ONE_AT_A_TIME = (
    "select pg_advisory_xact_lock(hashtextextended(concat_ws(' ', $1::uuid, $2::text, $3::text), 0))"
)


async def once(
    session: Session,
    operation: str,
    key: str | None,
    content: bytes,
    now: datetime,
    carry_out: Callable[[], Awaitable[UUID]],
) -> UUID:
    """The object that the request made, now or the first time. Conflict `request.key_reused` where the key
    came with other content before, BadInput `request.key` where it is none. Of two deliveries at the same
    instant the second waits for the first, until its transaction ends."""
    if key is None:
        return await carry_out()
    if not 1 <= len(key) <= _LONGEST_KEY:
        raise BadInput(
            Code.REQUEST_KEY,
            f"An idempotency key of {len(key)} characters was given.",
            hint=f"Send 1 to {_LONGEST_KEY} characters, such as a UUID, or none at all.",
            field="idempotencyKey",
        )
    await session.sql(_ONE_AT_A_TIME, operation, key)
    fingerprint = hashlib.sha256(content).hexdigest()
    answered = await session.query(AnsweredRequestRow).get_or_none(operation=operation, key=key)
    if answered is None:
        made = await carry_out()
        await session.add(
            AnsweredRequestRow(
                key=key, operation=operation, fingerprint=fingerprint, object_id=made, answered_at=now
            )
        )
        return made
    if answered.fingerprint != fingerprint:
        raise Conflict(
            Code.REQUEST_KEY_REUSED,
            f"The idempotency key {key!r} was used before for another {operation}.",
            hint="Send a new key with new content.",
        )
    return answered.object_id
