"""Do something and undo it again, to see whether and how it would be done."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Generic, TypeVar

from sla_plugin.storage.session import Session

T = TypeVar("T")


async def undone(session: Session, work: Awaitable[T]) -> T:
    """What `work` returned; nothing that it did in this session is kept. What refuses it is raised."""
    try:
        async with session.savepoint():
            raise _GivenBack(await work)
    except _GivenBack as given_back:
        result: T = given_back.result
        return result


class _GivenBack(Exception, Generic[T]):  # noqa: N818 - a signal, not an error
    def __init__(self, result: T) -> None:
        self.result = result
