"""How one attribute is resolved: the first candidate that states it wins, unless a more general one holds on
to it; and every other one is told why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sla_plugin.domain.candidates import Candidate
from sla_plugin.domain.combinations import Attribute, Combination
from sla_plugin.domain.metrics import MetricName
from sla_plugin.domain.provenance import Choice, Loser, LossReason, Value
from sla_plugin.domain.terms import (
    EndOfBusiness,
    Equality,
    OnAmendment,
    OnChange,
    PauseRule,
    ReopenRule,
    Terms,
)

Stated = Callable[[Terms, MetricName], Value]

STATED: dict[Attribute, Stated] = {
    Attribute.PAUSE: lambda terms, _: terms.pause,
    Attribute.REOPEN: lambda terms, _: terms.reopen,
    Attribute.ON_CHANGE: lambda terms, _: terms.on_change,
    Attribute.ON_AMENDMENT: lambda terms, _: terms.on_amendment,
    Attribute.EQUALITY: lambda terms, _: terms.equality,
    Attribute.END_OF_BUSINESS: lambda terms, _: terms.end_of_business,
    Attribute.EXPECTED_EFFORT: lambda terms, _: terms.expected_effort,
    Attribute.ESCALATIONS: lambda terms, metric: terms.steps(metric),
    Attribute.GOAL: lambda terms, _: terms.goal,
    Attribute.OUTCOME: lambda terms, _: terms.outcome,
    Attribute.CREDITS: lambda terms, _: terms.credits,
}
"""Where an agreement states what; target and calendar depend on the ticket besides."""

DEFAULTS: dict[Attribute, Value] = {
    Attribute.PAUSE: PauseRule(),
    Attribute.REOPEN: ReopenRule(),
    Attribute.ON_CHANGE: OnChange.KEEP_ELAPSED,
    Attribute.ON_AMENDMENT: OnAmendment.GRANDFATHER,
    Attribute.EQUALITY: Equality.MET,
    Attribute.END_OF_BUSINESS: EndOfBusiness.CLOSING_TIME,
    Attribute.ESCALATIONS: (),
}
"""What holds where nobody states anything (30-clocks, "Rules")."""


def choose(
    attribute: Attribute,
    candidates: Sequence[Candidate],
    stated: Callable[[Terms], Any],
    excluded: Sequence[Loser] = (),
    promises_more: Callable[[Candidate, Candidate], bool] | None = None,
) -> Choice:
    """The value of one attribute. `candidates` in order; `excluded` lost before the attribute was read.

    `promises_more(general, specific)`: whether the general one's FLOOR lies above what the specific one
    states."""
    stating = [c for c in candidates if stated(c.version.terms) is not None]
    holder = _holder(attribute, stating)
    winner = _winner(stating, holder, attribute, promises_more)
    added = [c for c in stating if c is not winner and _marks(c, attribute, Combination.ADDITIVE)]
    if winner is not None:
        added = [c for c in added if stating.index(c) > stating.index(winner)]
    losers = (*_losers(candidates, winner, holder, added, stated), *excluded)
    if winner is None:
        return Choice(attribute, DEFAULTS.get(attribute), None, losers)
    value = stated(winner.version.terms)
    for other in added:
        value = (*value, *(step for step in stated(other.version.terms) if step not in value))
    return Choice(attribute, value, winner.version, losers, tuple(c.version for c in added))


def _winner(
    stating: Sequence[Candidate],
    holder: Candidate | None,
    attribute: Attribute,
    promises_more: Callable[[Candidate, Candidate], bool] | None,
) -> Candidate | None:
    """The most specific that may speak; below a more general one's FLOOR, whose floor promises most."""
    speaking = stating if holder is None else stating[stating.index(holder) :]
    winner = speaking[0] if speaking else None
    for candidate in speaking[1:]:
        is_floor = promises_more is not None and _marks(candidate, attribute, Combination.FLOOR)
        if is_floor and winner is not None and promises_more is not None and promises_more(candidate, winner):
            winner = candidate
    return winner


def _holder(attribute: Attribute, stating: Sequence[Candidate]) -> Candidate | None:
    """The most general that nobody more specific may change. What is more general still binds it too."""
    return next((c for c in reversed(stating) if _marks(c, attribute, Combination.MANDATORY)), None)


def _marks(candidate: Candidate, attribute: Attribute, combination: Combination) -> bool:
    return candidate.version.terms.combine.get(attribute) is combination


def _losers(
    candidates: Sequence[Candidate],
    winner: Candidate | None,
    holder: Candidate | None,
    added: Sequence[Candidate],
    stated: Callable[[Terms], Any],
) -> Iterator[Loser]:
    is_held, is_above = holder is not None, True
    for candidate in candidates:
        if candidate is holder:
            is_held = False
        if candidate is winner:
            is_above = False
        elif stated(candidate.version.terms) is None:
            yield Loser(candidate.version, LossReason.DOES_NOT_STATE_IT)
        elif is_held and holder is not None:
            yield Loser(candidate.version, LossReason.MANDATORY, holder.version.agreement.code)
        elif winner is not None and is_above:
            # It would have spoken first, did a more general one not promise more.
            yield Loser(candidate.version, LossReason.BELOW_FLOOR, winner.version.agreement.code)
        elif winner is not None and candidate not in added:
            yield candidate.loses_to(winner)
