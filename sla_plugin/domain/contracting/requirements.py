"""What the customer needs, and whether it can be done and is worth it: judged by two persons."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

from sla_plugin.domain.ids import ServiceId


class Side(StrEnum):
    """TECHNICAL is for a SYSTEMS_ENGINEER, COMMERCIAL for a CRM_AGENT."""

    TECHNICAL = "TECHNICAL"
    COMMERCIAL = "COMMERCIAL"


@dataclass(frozen=True, slots=True)
class Judgement:
    by: str
    at: datetime

    @property
    def in_utc(self) -> Judgement:
        return replace(self, at=self.at.astimezone(UTC))


@dataclass(frozen=True, slots=True)
class Requirement:
    """`need`: in the customer's own words. `service`: what of the catalogue meets it."""

    id: UUID
    need: str
    outcome: str
    service: ServiceId | None = None
    technical: Judgement | None = None
    commercial: Judgement | None = None

    @property
    def is_judged(self) -> bool:
        return self.service is not None and self.technical is not None and self.commercial is not None

    @property
    def in_utc(self) -> Requirement:
        """The same, so that equal instants are written alike."""
        technical, commercial = (one and one.in_utc for one in (self.technical, self.commercial))
        return replace(self, technical=technical, commercial=commercial)

    def judgement(self, side: Side) -> Judgement | None:
        return self.technical if side is Side.TECHNICAL else self.commercial
