"""Where each attribute of a commitment comes from, and why every other candidate lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sla_plugin.domain.agreements import AgreementVersion
from sla_plugin.domain.ids import CalendarId
from sla_plugin.domain.targets import Target
from sla_plugin.domain.terms import EndOfBusiness, Equality, OnAmendment, OnChange, PauseRule, ReopenRule


class Attribute(StrEnum):
    """What is resolved on its own."""

    TARGET = "TARGET"
    CALENDAR = "CALENDAR"
    PAUSE = "PAUSE"
    REOPEN = "REOPEN"
    ON_CHANGE = "ON_CHANGE"
    ON_AMENDMENT = "ON_AMENDMENT"
    EQUALITY = "EQUALITY"
    END_OF_BUSINESS = "END_OF_BUSINESS"
    EXPECTED_EFFORT = "EXPECTED_EFFORT"


class LossReason(StrEnum):
    """TARGET_DECIDES: this attribute goes with the target, which another agreement supplied."""

    LESS_SPECIFIC_LEVEL = "LESS_SPECIFIC_LEVEL"
    LESS_SPECIFIC_SCOPE = "LESS_SPECIFIC_SCOPE"
    LATER_ID = "LATER_ID"
    SCOPE_MISMATCH = "SCOPE_MISMATCH"
    CONTRACT_NOT_MONITORED = "CONTRACT_NOT_MONITORED"
    NOT_IN_FORCE = "NOT_IN_FORCE"
    NOT_PINNED = "NOT_PINNED"
    DOES_NOT_STATE_IT = "DOES_NOT_STATE_IT"
    TARGET_DECIDES = "TARGET_DECIDES"


@dataclass(frozen=True, slots=True)
class Loser:
    """`detail` names the dimension, the predicate with both values, or the instants that decided."""

    version: AgreementVersion
    because: LossReason
    detail: str | None = None


Value = (
    Target
    | CalendarId
    | PauseRule
    | ReopenRule
    | OnChange
    | OnAmendment
    | Equality
    | EndOfBusiness
    | timedelta
    | None
)


@dataclass(frozen=True, slots=True)
class Choice:
    """One attribute: what holds, who said so (None: nobody, so the product's default), and who lost."""

    attribute: Attribute
    value: Value
    winner: AgreementVersion | None
    losers: tuple[Loser, ...] = ()
