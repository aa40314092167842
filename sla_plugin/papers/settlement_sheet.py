"""What the paper of a settlement says, with every name looked up. Two equal sheets make the same paper."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sla_plugin.domain.money import Money
from sla_plugin.domain.notice.trace import Step
from sla_plugin.domain.termination.cases import Side
from sla_plugin.domain.termination.grounds import Ground
from sla_plugin.domain.termination.settlement import Evidence, Sum


@dataclass(frozen=True, slots=True)
class SheetCount:
    """Of one line in the days of one month, both inclusive."""

    service: str
    level: str
    since: date
    until: date
    is_partial: bool
    met: int
    breached: int
    censored: int


@dataclass(frozen=True, slots=True)
class SheetClock:
    ticket: str
    metric: str
    verdict: str
    elapsed: timedelta
    overrun: timedelta | None = None


@dataclass(frozen=True, slots=True)
class SheetDuty:
    """`evidence`: SHA-256 of the paper that shows that it was done."""

    kind: str
    what: str
    due_on: date
    state: str
    evidence: str | None = None


@dataclass(frozen=True, slots=True)
class SheetCover:
    """`by`: the number of the contract that covers the ticket from the end instant on."""

    ticket: str
    by: str | None


@dataclass(frozen=True, slots=True)
class SettlementSheet:
    """`number`: of the contract; `scope`: the services whose lines ended, None: the whole contract;
    `approved_by`: persons. `drawn_up_at`: when it was sealed. Whatever is listed stands as it comes. Of the
    twelfth part it has nothing: the paper goes to the parties, and that part is about others."""

    number: str
    content_hash: str
    drawn_up_at: datetime
    zone: str
    parties: tuple[str, ...]
    ground: Ground
    initiator: Side
    scope: tuple[str, ...] | None
    evidence: Evidence
    rule: str
    trace: tuple[Step, ...]
    effective_on: date
    ends_at: datetime
    total: Money
    counts: tuple[SheetCount, ...] = ()
    clocks: tuple[SheetClock, ...] = ()
    sums: tuple[Sum, ...] = ()
    duties: tuple[SheetDuty, ...] = ()
    surviving: tuple[str, ...] = ()
    cover: tuple[SheetCover, ...] = ()
    is_disputed: bool = False
    approved_by: tuple[str, ...] = ()
    sealed_by: str = ""
