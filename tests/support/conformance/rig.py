"""How a test causes things in a system, and which rule it stands for."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any, Protocol, TypeVar

from sla_plugin.sdk import AdapterKind, Connection, ContractTermination, RecordKind

Test = TypeVar("Test", bound=Callable[..., Any])


class Rig(Protocol):
    """How a test causes things in one system. Ids are the system's own."""

    adapter: AdapterKind
    connection: Connection[Any]
    kind: RecordKind
    """The kind of record that this rig makes."""

    async def burst(self, size: int) -> list[str]:
        """Make records, all within one second."""

    async def edit(self, number: str) -> None:
        """Change something about it that the stream tells."""

    async def delete(self, number: str) -> None: ...


class MergingRig(Rig, Protocol):
    async def merge(self, number: str, into: str) -> None: ...


class PoisoningRig(Rig, Protocol):
    async def poison(self, number: str) -> None:
        """Let the record come in a way that nobody can understand."""


class TerminatingRig(Rig, Protocol):
    """`kind` is TERMINATION."""

    async def ask(self) -> tuple[str, ContractTermination]:
        """Somebody asks to end a contract: the id of the request, and how it is to be told."""

    async def take_back(self, number: str) -> str:
        """The request's requester takes it back; the id of the request that says so."""

    async def lose_customers(self) -> None:
        """One customer is deleted, one is merged into another, and one is archived."""


class WritingRig(Rig, Protocol):
    def outpaced(self) -> AbstractContextManager[None]:
        """Inside, somebody changes the ticket between our reading and our writing."""

    async def shown(self, number: str) -> str | None:
        """The SLA state that people see at the ticket."""


class NotingRig(Rig, Protocol):
    async def notes(self, number: str) -> list[str]:
        """What agents read in the notes of the ticket, the oldest first."""


class FailingRig(Rig, Protocol):
    def limited(self) -> AbstractContextManager[None]:
        """Inside, the system asks for a pause of 7 seconds."""

    def down(self) -> AbstractContextManager[None]:
        """Inside, the system does not answer, or fails."""


def rule(*names: str) -> Callable[[Test], Test]:
    """Which rules of `quality.toml` a test stands for."""

    def mark(test: Test) -> Test:
        test.rules = names  # type: ignore[attr-defined]  # read again by `rules_of`
        return test

    return mark


def rules_of(suite: type) -> set[str]:
    """What the tests of a class stand for, those that it inherited included."""
    return {name for test in _tests(suite) for name in getattr(test, "rules", ())}


def _tests(suite: type) -> list[Any]:
    return [getattr(suite, name) for name in dir(suite) if name.startswith("test_")]
