"""What is owed when a contract has ended, in all its parts, bound by one hash."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from uuid import UUID

from sla_plugin.domain.canonical import content_hash
from sla_plugin.domain.ids import AgreementId, ContractId, OrganisationId, ServiceId, TicketId
from sla_plugin.domain.money import Money
from sla_plugin.domain.notice.trace import Step
from sla_plugin.domain.termination.charges import Days
from sla_plugin.domain.termination.grounds import Ground
from sla_plugin.errors import BadInput, Code, SlaError


class Item(StrEnum):
    CHARGE = "CHARGE"
    PREPAID = "PREPAID"
    REFUND = "REFUND"
    FEE = "FEE"
    CREDIT = "CREDIT"
    RESERVED = "RESERVED"
    ADJUSTMENT = "ADJUSTMENT"


@dataclass(frozen=True, slots=True)
class Sum:
    """`amount`: what the customer owes; negative for what it gets back. `basis`: how it was computed, for
    whoever computes it again. What is RESERVED waits for a decision, and is in no total."""

    item: Item
    what: str
    basis: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Evidence:
    """Of the notice: when it was sent, received and recorded, and the hash of the paper that shows it."""

    sent_at: datetime | None
    received_at: datetime
    recorded_at: datetime
    document: str | None


@dataclass(frozen=True, slots=True)
class BindingCount:
    """Of one line in one period: what was met, breached, and censored by the end."""

    service: ServiceId
    agreement: AgreementId
    period: Days
    is_partial: bool
    met: int
    breached: int
    censored: int


@dataclass(frozen=True, slots=True)
class ClosedClock:
    """A clock that the end closed, or that was open then. Figures in whole microseconds of working time."""

    ticket: TicketId
    metric: str
    cycle: int
    state: str
    verdict: str
    elapsed_us: int
    overrun_us: int | None = None


@dataclass(frozen=True, slots=True)
class Unwinding:
    """An OLA or UC that supported what has ended: until when it lasts at the earliest, the gap in days, and
    what that costs for nothing."""

    contract: ContractId
    earliest_end: date | None
    gap_days: int
    stranded: Money | None


@dataclass(frozen=True, slots=True)
class TicketCover:
    """Of a ticket that was open at the end: by which contract it is covered from there on, if any."""

    ticket: TicketId
    by: ContractId | None


@dataclass(frozen=True, slots=True)
class Duty:
    """Of the exit: `evidence`: the hash of the paper that shows that it was done."""

    kind: str
    what: str
    due_on: date
    state: str
    evidence: str | None = None


@dataclass(frozen=True)
class Settlement:
    """The fifteen parts of 60-termination, the last two being the approvals beside it and its `hash`. A field
    that is added later has None for its default, so that what was sealed before keeps its hash."""

    case: UUID
    contract: ContractId
    parties: tuple[OrganisationId, ...]
    ground: Ground
    scope: frozenset[ServiceId] | None
    evidence: Evidence
    rule: str
    trace: tuple[Step, ...]
    effective_on: date
    ends_at: datetime
    counts: tuple[BindingCount, ...]
    clocks: tuple[ClosedClock, ...]
    sums: tuple[Sum, ...]
    duties: tuple[Duty, ...]
    surviving: tuple[str, ...]
    unwinding: tuple[Unwinding, ...]
    cover: tuple[TicketCover, ...]
    total: Money
    is_disputed: bool = False

    @cached_property
    def hash(self) -> str:
        return content_hash(self)


def total_of(sums: tuple[Sum, ...], currency: str) -> Money:
    """Without what is reserved."""
    total = Money.none(currency)
    for one in sums:
        if one.item is not Item.RESERVED:
            total += one.amount
    return total


def settlement_flaws(settlement: Settlement) -> Iterator[SlaError]:
    """What keeps it from being sealed: BadInput `settlement.sum`, `currency.mixed`."""
    currencies = {one.amount.currency for one in settlement.sums} | {settlement.total.currency}
    if len(currencies) > 1:
        yield BadInput(
            Code.CURRENCIES_MIXED,
            f"The settlement adds up {' and '.join(sorted(currencies))}.",
            hint="Settle each currency by itself.",
            field="sums",
        )
        return
    expected = total_of(settlement.sums, settlement.total.currency)
    if expected != settlement.total:
        yield BadInput(
            Code.SETTLEMENT_SUM,
            f"The lines add up to {expected.amount}, and the total says {settlement.total.amount}.",
            hint="Correct the line that is wrong, or the total.",
            field="total",
        )
