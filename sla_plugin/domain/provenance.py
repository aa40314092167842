"""Where each attribute of a commitment comes from, and why every other candidate lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sla_plugin.domain.agreements import AgreementVersion
from sla_plugin.domain.combinations import Attribute
from sla_plugin.domain.credits import CreditSchedule
from sla_plugin.domain.escalations import EscalationStep
from sla_plugin.domain.goals import Goal, OutcomeGoals
from sla_plugin.domain.ids import CalendarId
from sla_plugin.domain.targets import Target
from sla_plugin.domain.terms import EndOfBusiness, Equality, OnAmendment, OnChange, PauseRule, ReopenRule

__all__ = ["Attribute", "Choice", "Loser", "LossReason", "Value"]


class LossReason(StrEnum):
    """LATER_CONTRACT: two contracts name the same agreement, and of those the first by number speaks.
    TARGET_DECIDES: this attribute goes with the target, which another agreement supplied. MANDATORY: a
    more general level lets nobody change it. BELOW_FLOOR: a more general level promises more, and must be
    kept."""

    LESS_SPECIFIC_LEVEL = "LESS_SPECIFIC_LEVEL"
    LESS_SPECIFIC_SCOPE = "LESS_SPECIFIC_SCOPE"
    LATER_ID = "LATER_ID"
    LATER_CONTRACT = "LATER_CONTRACT"
    SCOPE_MISMATCH = "SCOPE_MISMATCH"
    CONTRACT_NOT_MONITORED = "CONTRACT_NOT_MONITORED"
    NOT_IN_FORCE = "NOT_IN_FORCE"
    NOT_PINNED = "NOT_PINNED"
    DOES_NOT_STATE_IT = "DOES_NOT_STATE_IT"
    TARGET_DECIDES = "TARGET_DECIDES"
    MANDATORY = "MANDATORY"
    BELOW_FLOOR = "BELOW_FLOOR"


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
    | tuple[EscalationStep, ...]
    | Goal
    | OutcomeGoals
    | CreditSchedule
    | None
)


@dataclass(frozen=True, slots=True)
class Choice:
    """One attribute: what holds, who said so (None: nobody, so the product's default), and who lost. `added`:
    more general ones whose steps are added to the winner's."""

    attribute: Attribute
    value: Value
    winner: AgreementVersion | None
    losers: tuple[Loser, ...] = ()
    added: tuple[AgreementVersion, ...] = ()
