"""Clocks that count neither way because somebody decided so, by name and with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sla_plugin.domain.counted import ClockKey, Counted, Result
from sla_plugin.domain.exclusion_reasons import ExclusionReason
from sla_plugin.errors import BadInput, Code

OWN_REASONS = frozenset({ExclusionReason.CENSORED, ExclusionReason.CANCELLED, ExclusionReason.RUNS_OFF})
"""Nobody decides these: the clock came to its end that way."""


@dataclass(frozen=True, slots=True)
class Exclusion:
    """`because` tells the case in words. BadInput `exclusion.unreasoned` without it or without an approver,
    and for a reason that only a clock itself can have."""

    clock: ClockKey
    reason: ExclusionReason
    because: str
    approver: str
    approved_at: datetime

    def __post_init__(self) -> None:
        check_approval(self.reason, self.because, self.approver)


def check_approval(reason: ExclusionReason, because: str, approver: str | None) -> None:
    """BadInput `exclusion.unreasoned`."""
    if reason in OWN_REASONS:
        raise _unreasoned(f"Nobody can decide that a clock was {reason}.", "reason")
    if not because.strip():
        raise _unreasoned("Nothing says why this should not count.", "because")
    if not (approver or "").strip():
        raise _unreasoned("Nobody approves that this does not count.", "approver")


def exclude(counted: Iterable[Counted], exclusions: Iterable[Exclusion]) -> tuple[Counted, ...]:
    """The books with these decisions: an excluded clock counts neither as met nor as breached. Of several
    decisions on one clock the first approved stands; a clock with a reason of its own keeps it."""
    decided: dict[ClockKey, ExclusionReason] = {}
    for exclusion in sorted(exclusions, key=lambda e: (e.approved_at, e.reason)):
        decided.setdefault(exclusion.clock, exclusion.reason)
    return tuple(_decided(one, decided.get(one.clock)) for one in counted)


def _decided(one: Counted, reason: ExclusionReason | None) -> Counted:
    if reason is None or one.result is Result.EXCLUDED:
        return one
    return replace(one, result=Result.EXCLUDED, excluded_for=reason)


def _unreasoned(message: str, field: str) -> BadInput:
    return BadInput(
        Code.EXCLUSION_UNREASONED,
        message,
        hint=f"Give one of {', '.join(r for r in ExclusionReason if r not in OWN_REASONS)}, "
        "say what happened, and name who approves.",
        field=field,
    )
