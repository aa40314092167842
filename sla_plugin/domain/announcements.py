"""When a breach may be told, and how sure it is by then (30-clocks, "Facts")."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sla_plugin.domain.clock import Clock
from sla_plugin.domain.counted import ClockKey
from sla_plugin.domain.verdicts import Verdict

SYNC_GRACE = timedelta(minutes=10)
"""How long a breach waits for the desk: twice the five minutes that streams are to be read in."""


class Certainty(StrEnum):
    """WAITING: the desk may have answered in time and we not heard yet. PROVISIONAL: still so, but nobody is
    left waiting longer. CONFIRMED: everything up to the breach has been heard."""

    WAITING = "WAITING"
    PROVISIONAL = "PROVISIONAL"
    CONFIRMED = "CONFIRMED"


def certainty(
    breached_at: datetime, confirmed_until: datetime | None, sync_grace: timedelta, as_of: datetime
) -> Certainty:
    """`confirmed_until`: up to which instant the ticket's stream is known to be complete; None: not at all.

    `breached_at` is the due instant, or that of the later change which used the target up: what happened
    before it could have prevented the breach.
    """
    if confirmed_until is not None and confirmed_until >= breached_at:
        return Certainty.CONFIRMED
    return Certainty.WAITING if as_of < breached_at + sync_grace else Certainty.PROVISIONAL


@dataclass(frozen=True, slots=True)
class Told:
    """What others have been told of a clock: in which event, and what it said."""

    event: str
    clock: ClockKey
    verdict: Verdict
    breached_at: datetime | None


@dataclass(frozen=True, slots=True)
class Correction:
    """`corrects` is the event that was wrong. `verdict` None: that clock never was."""

    corrects: str
    clock: ClockKey
    verdict: Verdict | None
    breached_at: datetime | None


def correction(told: Told, clock: Clock | None) -> Correction | None:
    """What others must hear now; None while what they were told is still so.

    That a clock on its way has come to an end is news, and corrects nothing.
    """
    verdict = None if clock is None else clock.verdict
    breached_at = None if clock is None else clock.breached_at
    was_final = told.verdict not in (Verdict.ON_TRACK, Verdict.AT_RISK)
    if not was_final or (verdict, breached_at) == (told.verdict, told.breached_at):
        return None
    return Correction(told.event, told.clock, verdict, breached_at)
