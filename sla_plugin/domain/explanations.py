"""Why a clock shows what it shows, as data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sla_plugin.domain.agreements import AgreementVersion
from sla_plugin.domain.contracts import Contract
from sla_plugin.domain.ids import CalendarId
from sla_plugin.domain.provenance import Choice


class ChangeKind(StrEnum):
    """What changed while the clock was open."""

    HANDED_OVER = "HANDED_OVER"
    AMENDED = "AMENDED"
    CALENDAR_CHANGED = "CALENDAR_CHANGED"
    COMMITMENT_LOST = "COMMITMENT_LOST"
    COMMITMENT_REGAINED = "COMMITMENT_REGAINED"
    REOPENED = "REOPENED"
    RESTARTED = "RESTARTED"
    RUNS_OFF = "RUNS_OFF"


@dataclass(frozen=True, slots=True)
class Standing:
    """What held at one instant: the promise, the working duration equal to its target, its calendar."""

    version: AgreementVersion
    contract: Contract
    calendar: CalendarId
    target: timedelta


@dataclass(frozen=True, slots=True)
class Change:
    """`cause` is the external id of the fact behind it; None where a date alone did it.

    `before` and `after` are None where nothing was promised.
    """

    at: datetime
    kind: ChangeKind
    before: Standing | None
    after: Standing | None
    cause: str | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """`choices`: one for each attribute of the commitment now in force. `derived`: the desk keeps no history
    of this ticket, so that changes between two polls are unseen."""

    choices: tuple[Choice, ...]
    changes: tuple[Change, ...] = ()
    derived: bool = False
