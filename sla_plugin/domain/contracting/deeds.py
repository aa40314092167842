"""Who does something to a contract, and when: what every event of its trail says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from sla_plugin.domain.transitions import SYSTEM, Actor


@dataclass(frozen=True, slots=True)
class Deed:
    """`seal` puts the trail's seal on a text. `address`: from where, as far as the network tells."""

    actor: Actor
    at: datetime
    seal: Callable[[str], str] = field(repr=False, compare=False)
    address: str | None = None

    @property
    def roles(self) -> str | None:
        return ", ".join(sorted(self.actor.roles)) or None

    def by_time(self, at: datetime) -> Deed:
        """What an instant brought about, at that very instant, however late it is written down."""
        return replace(self, actor=SYSTEM, at=at, address=None)
