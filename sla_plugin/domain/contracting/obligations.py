"""What the parties owe each other besides service: a report, a review, a certificate."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from sla_plugin.domain.ids import OrganisationId
from sla_plugin.domain.notice.months import months_after
from sla_plugin.domain.notice.rules import MonthRule
from sla_plugin.domain.notice.term_ends import MOST_MONTHS
from sla_plugin.errors import Code, Conflict

UNWIND = "UNWIND"
"""The kind of what the end of a contract leaves the provider to do about its own: no matter of customers."""


class ObligationState(StrEnum):
    OPEN = "OPEN"
    DONE = "DONE"
    WAIVED = "WAIVED"
    LAPSED = "LAPSED"


@dataclass(frozen=True, slots=True)
class Obligation:
    """`kind` such as `REPORT` or `REVIEW`. `due_on` None: when it is asked for. `every_months`: it comes
    again. `survives_until`: the last day on which it is owed although the contract has ended."""

    owner: OrganisationId
    kind: str
    what: str
    due_on: date | None = None
    every_months: int | None = None
    survives_until: date | None = None
    state: ObligationState = ObligationState.OPEN

    @property
    def comes_again_at_some_time(self) -> bool:
        """Also true of what is owed once."""
        if self.every_months is None:
            return True
        return self.due_on is not None and 1 <= self.every_months <= MOST_MONTHS

    def is_overdue(self, today: date) -> bool:
        return self.state is ObligationState.OPEN and self.due_on is not None and self.due_on < today


def settled(obligation: Obligation, state: ObligationState) -> tuple[Obligation, Obligation | None]:
    """As it is afterwards, and the one that is owed next. Conflict `obligation.state` where it is settled
    already, or would be opened again: nothing that was settled is undone."""
    if obligation.state is not ObligationState.OPEN or state is ObligationState.OPEN:
        raise Conflict(
            Code.OBLIGATION_STATE,
            f"This obligation is {obligation.state}, and cannot become {state}.",
            hint="Record another one, if it is owed again.",
            field="state",
        )
    following = None
    if obligation.every_months is not None and obligation.due_on is not None:
        due_on = months_after(obligation.due_on, obligation.every_months, MonthRule.CLAMP)
        following = replace(obligation, due_on=due_on)
    return replace(obligation, state=state), following
