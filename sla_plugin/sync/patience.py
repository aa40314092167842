"""How often and how long a system that is not answering is asked again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

import stamina

from sla_plugin.sdk.errors import RateLimited, Transient

T = TypeVar("T")

ATTEMPTS = 5
LONGEST = timedelta(seconds=45)


def _pause(error: Exception) -> bool | timedelta:
    """A pause that the system asked for is kept to the second."""
    if isinstance(error, RateLimited):
        return error.retry_after
    return isinstance(error, Transient)


async def patiently(ask: Callable[[], Awaitable[T]]) -> T:
    """Ask, and ask again after a transient failure; what fails in the end is raised as it is."""
    async for attempt in stamina.retry_context(on=_pause, attempts=ATTEMPTS, timeout=LONGEST):
        with attempt:
            return await ask()
    raise AssertionError("unreachable: the last attempt returns or raises")
