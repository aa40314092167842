"""Systems by name: what a test or the demo makes here, a connection finds."""

from __future__ import annotations

from datetime import UTC, datetime

from sla_integrations.memory.crm import Crm
from sla_integrations.memory.desk import Desk
from sla_integrations.memory.journal import Journal, Transaction
from sla_integrations.memory.traps import Traps
from sla_plugin.sdk import AuthFailed, ConfigWrong

ANONYMOUS = "anonymous"


class MemorySystem:
    """A desk and a CRM with one journal and one clock. With a `key`, only who knows it gets in.

    `now` is the server's clock: the host's until it is set. Actions carry their own instants and do not
    move it.
    """

    def __init__(self, name: str, *, key: str | None = None, now: datetime | None = None) -> None:
        self.name = name
        self.traps = Traps()
        self.journal = Journal()
        self.desk = Desk(self.journal, self.traps)
        self.crm = Crm(self.journal, self.traps)
        self.generation = 1
        self._key = key
        self._now = now

    @property
    def now(self) -> datetime:
        return self._now or datetime.now(UTC)

    @now.setter
    def now(self, instant: datetime) -> None:
        self._now = instant

    def transaction(self) -> Transaction:
        """A slow one: others go on, and read, between what is done in it and its commit."""
        return Transaction(self.journal)

    def expire_cursors(self) -> None:
        """Whoever was reading has to start again."""
        self.generation += 1

    def enter(self, key: str | None) -> str:
        """The caller's name, at the start of every request. May run into a trap."""
        self.traps.strike()
        if self._key is None or key == self._key:
            return "sla"
        if self.traps.anonymous:
            return ANONYMOUS
        raise AuthFailed(
            f"The memory system {self.name!r} does not accept our key.", hint="Renew the secret `key`."
        )


_REGISTERED: dict[str, MemorySystem] = {}


def register(system: MemorySystem) -> None:
    """Let connections find it by its name, in the place of any other of that name."""
    _REGISTERED[system.name] = system


def forget(name: str) -> None:
    _REGISTERED.pop(name, None)


def named(name: str) -> MemorySystem:
    """ConfigWrong where there is none (any more)."""
    try:
        return _REGISTERED[name]
    except KeyError:
        raise ConfigWrong(
            f"This process has no memory system {name!r}.",
            hint=f"Registered are: {', '.join(sorted(_REGISTERED)) or 'none'}.",
        ) from None
