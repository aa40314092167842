"""Bytes that come asynchronously, for a library that asks for them in a thread.

obstore's asynchronous calls end in a thread of its own; where the interpreter ends at that moment, the
process aborts (PyO3/pyo3-async-runtimes, issue 40). Its plain calls in threads of ours do not.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Pulled(Iterator[bytes]):
    """To be made in the event loop, and asked in one other thread."""

    def __init__(self, source: AsyncIterator[bytes]) -> None:
        self._source = source
        self._loop = asyncio.get_running_loop()
        self._waiting: asyncio.Task[None] | None = None
        self._stopped = False

    def __next__(self) -> bytes:
        chunk = asyncio.run_coroutine_threadsafe(self._next(), self._loop).result()
        if chunk is None:
            raise StopIteration
        return chunk

    async def _next(self) -> bytes | None:
        if self._stopped:
            raise asyncio.CancelledError
        self._waiting = asyncio.current_task()
        return await anext(self._source, None)

    def stop(self) -> None:
        """Called in the event loop: whoever asks is refused."""
        self._stopped = True
        if self._waiting is not None:
            self._waiting.cancel()


async def in_thread(call: Callable[P, T], *arguments: P.args, **named: P.kwargs) -> T:
    """Whoever gives up waiting for it does not leave it waiting for what it pulls."""
    try:
        return await asyncio.to_thread(call, *arguments, **named)
    except asyncio.CancelledError:
        for argument in arguments:
            if isinstance(argument, Pulled):
                argument.stop()
        raise
