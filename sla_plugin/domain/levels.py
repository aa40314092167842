"""What was promised for a ticket at an instant, attribute by attribute, over all levels (40-levels)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from sla_plugin.domain.agreements import AgreementVersion
from sla_plugin.domain.contracts import Contract
from sla_plugin.domain.ids import CalendarId
from sla_plugin.domain.metrics import Metric
from sla_plugin.domain.provenance import Choice
from sla_plugin.domain.targets import Target
from sla_plugin.domain.terms import EndOfBusiness, Equality, OnAmendment, OnChange, PauseRule, ReopenRule


@dataclass(frozen=True, slots=True)
class Commitment:
    """One promise as it holds for one ticket. `winner` stated the target; `contract` covers the ticket.

    Two commitments are equal when they promise the same, whoever else lost: `choices` is how it came about.
    """

    metric: Metric
    winner: AgreementVersion
    contract: Contract
    target: Target
    calendar: CalendarId
    pause: PauseRule
    reopen: ReopenRule
    on_change: OnChange
    on_amendment: OnAmendment
    equality: Equality
    end_of_business: EndOfBusiness
    expected_effort: timedelta | None
    choices: tuple[Choice, ...] = field(compare=False)
