"""The rounds of a pump: one after the other, whatever goes wrong in one of them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog

from sla_plugin.errors import SlaError

log = structlog.get_logger(__name__)


async def make_rounds(drain: Callable[[], Awaitable[int]], interval: timedelta, of: str) -> None:
    """Until it is cancelled. A database that is away for a while is waited for; and what nobody has thought
    of is logged, for without its pump the service would look well and watch nothing."""
    while True:
        try:
            await drain()
        except (SlaError, OSError) as error:
            log.warning("pump.failed", pump=of, error=str(error))
        except Exception:
            log.exception("pump.failed", pump=of)
        await asyncio.sleep(interval.total_seconds())
