"""The terms of a contract, one after the other: a renewal adds one, and no date is ever edited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from sla_plugin.domain.dates import ONE_DAY
from sla_plugin.domain.notice.term_ends import TermPlan, months_until
from sla_plugin.errors import Code, Conflict


class TermKind(StrEnum):
    INITIAL = "INITIAL"
    RENEWAL = "RENEWAL"


class TermStatus(StrEnum):
    PLANNED = "PLANNED"
    RUNNING = "RUNNING"
    ENDED = "ENDED"
    VOIDED = "VOIDED"


@dataclass(frozen=True, slots=True)
class Term:
    """`number` from 1. Both days are inclusive; `ends_on` None: it is open. `is_voided`: a notice that was
    received in time beats the renewal (R11)."""

    number: int
    kind: TermKind
    starts_on: date
    ends_on: date | None
    is_voided: bool = False

    def status(self, today: date) -> TermStatus:
        if self.is_voided:
            return TermStatus.VOIDED
        if today < self.starts_on:
            return TermStatus.PLANNED
        return TermStatus.ENDED if self.ends_on is not None and self.ends_on < today else TermStatus.RUNNING


def first_term(starts_on: date, plan: TermPlan | None) -> Term:
    """`plan` None: it runs until somebody ends it."""
    return Term(1, TermKind.INITIAL, starts_on, None if plan is None else plan.end(1))


def renewed(terms: Sequence[Term], plan: TermPlan | None) -> tuple[Term, ...]:
    """With one more, from the day after the last on, until an end that is counted from the first start.
    Conflict `contract.not_renewable` where there is no renewal, or the last one is voided."""
    last = terms[-1]
    if plan is None or plan.renewal_months is None or last.ends_on is None or last.is_voided:
        raise Conflict(
            Code.CONTRACT_NOT_RENEWABLE,
            "This contract is not renewed.",
            hint="Agree on a new term by an amendment.",
        )
    begins = last.ends_on + ONE_DAY
    # Not the end of that number: an amendment may have made a term longer, or renewals shorter.
    return (*terms, Term(last.number + 1, TermKind.RENEWAL, begins, plan.end_from(begins)))


def extended(terms: Sequence[Term], plan: TermPlan | None) -> tuple[Term, ...]:
    """As an amendment has it that agrees on another first term: what is longer becomes one more term, for no
    date is edited. Conflict `contract.overlap` where it would end the running one: that is a termination."""
    last = current_end(terms)
    end = None if plan is None else plan.end(1)
    if end == last:
        return tuple(terms)
    if last is None:
        raise _shorter(f"runs until somebody ends it, and would end on {end}")
    if end is not None and end < last:
        # Renewals have already gone beyond the first term; that it was no longer changes nothing.
        if any(term.kind is TermKind.RENEWAL and not term.is_voided for term in terms):
            return tuple(terms)
        raise _shorter(f"ends on {last}, and would end on {end}")
    number = terms[-1].number + 1
    return (*terms, Term(number, TermKind.RENEWAL, last + ONE_DAY, end))


def _shorter(what: str) -> Conflict:
    return Conflict(
        Code.CONTRACT_OVERLAP,
        f"The term {what}.",
        hint="Let it be terminated to end it earlier.",
        field="initialMonths",
    )


def voided(terms: Sequence[Term], after: date) -> tuple[Term, ...]:
    """Without the renewals that begin after a day on which the contract ends; they stay to be seen."""
    return tuple(
        replace(term, is_voided=True) if term.kind is TermKind.RENEWAL and term.starts_on > after else term
        for term in terms
    )


def standing(terms: Sequence[Term]) -> tuple[Term, ...]:
    """Those that no notice has voided."""
    return tuple(term for term in terms if not term.is_voided)


def current_end(terms: Sequence[Term]) -> date | None:
    """The last day that is agreed; None where it is open."""
    return standing(terms)[-1].ends_on


def plan_of(terms: Sequence[Term], renewal_months: int | None) -> TermPlan | None:
    """The ends that were agreed, whichever amendments and renewals led to them, and what follows on the last;
    None: it runs until somebody ends it. Where notice has voided the last term, none follows."""
    start, last = terms[0].starts_on, terms[-1]
    ends = [months_until(start, term.ends_on) for term in standing(terms) if term.ends_on is not None]
    if not ends:
        return None
    is_final = last.is_voided or last.ends_on is None
    return TermPlan(start, ends[0], None if is_final else renewal_months, tuple(ends[1:]))
