"""Run a verb's coroutine in an installation, and let Ctrl-C and SIGTERM end it in order."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import FrameType
from typing import TypeVar

import structlog

from sla_plugin.runtime.installation import Installation, open_installation
from sla_plugin.runtime.time_source import TimeSource, system_time
from sla_plugin.settings import Settings

T = TypeVar("T")


def load_settings() -> Settings:
    file = Path("sla.toml")
    return Settings.load(os.environ, file if file.exists() else None)


def in_installation(
    work: Callable[[Installation], Awaitable[T]],
    settings: Settings | None = None,
    now: TimeSource = system_time,
    *,
    emptied: bool = False,
) -> T:
    """What `work` returns. The bundled server, if it was ours alone, has stopped by then."""

    chosen = settings or load_settings()

    async def run() -> T:
        async with open_installation(chosen, now, emptied=emptied) as installation:
            return await work(installation)

    log_to_stderr(chosen.log_level)
    end_on_signals()
    return asyncio.run(run())


def log_to_stderr(level: str) -> None:
    """What a verb answers goes to standard output, and nothing else does."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def end_on_signals() -> None:
    """SIGTERM and Ctrl-C alike: as SystemExit, so that every `finally` runs. To be set before uvicorn, which
    would raise them again."""

    def leave(number: int, frame: FrameType | None) -> None:
        sys.exit(128 + number)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, leave)
