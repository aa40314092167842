"""How one attribute is resolved: the first candidate that states it wins, and every other one is told why."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from sla_plugin.domain.candidates import Candidate
from sla_plugin.domain.provenance import Attribute, Choice, Loser, LossReason, Value
from sla_plugin.domain.terms import (
    EndOfBusiness,
    Equality,
    OnAmendment,
    OnChange,
    PauseRule,
    ReopenRule,
    Terms,
)

STATED: dict[Attribute, Callable[[Terms], Value]] = {
    Attribute.PAUSE: lambda terms: terms.pause,
    Attribute.REOPEN: lambda terms: terms.reopen,
    Attribute.ON_CHANGE: lambda terms: terms.on_change,
    Attribute.ON_AMENDMENT: lambda terms: terms.on_amendment,
    Attribute.EQUALITY: lambda terms: terms.equality,
    Attribute.END_OF_BUSINESS: lambda terms: terms.end_of_business,
    Attribute.EXPECTED_EFFORT: lambda terms: terms.expected_effort,
}
"""Where an agreement states what; target and calendar depend on the ticket's priority besides."""

DEFAULTS: dict[Attribute, Value] = {
    Attribute.PAUSE: PauseRule(),
    Attribute.REOPEN: ReopenRule(),
    Attribute.ON_CHANGE: OnChange.KEEP_ELAPSED,
    Attribute.ON_AMENDMENT: OnAmendment.GRANDFATHER,
    Attribute.EQUALITY: Equality.MET,
    Attribute.END_OF_BUSINESS: EndOfBusiness.CLOSING_TIME,
}
"""What holds where nobody states anything (30-clocks, "Rules")."""


def choose(
    attribute: Attribute,
    candidates: Sequence[Candidate],
    stated: Callable[[Terms], Value],
    excluded: Sequence[Loser] = (),
) -> Choice:
    """The value of one attribute. `candidates` in order; `excluded` lost before the attribute was read."""
    winner = next((c for c in candidates if stated(c.version.terms) is not None), None)
    losers = (*_losers(candidates, winner, stated), *excluded)
    if winner is None:
        return Choice(attribute, DEFAULTS.get(attribute), None, losers)
    return Choice(attribute, stated(winner.version.terms), winner.version, losers)


def _losers(
    candidates: Sequence[Candidate], winner: Candidate | None, stated: Callable[[Terms], Value]
) -> Iterator[Loser]:
    for candidate in candidates:
        if stated(candidate.version.terms) is None:
            yield Loser(candidate.version, LossReason.DOES_NOT_STATE_IT)
        elif winner is not None and candidate is not winner:
            yield candidate.loses_to(winner)
