"""What became known after a settlement was sealed: rows beside it, never edits of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sla_plugin.domain.money import Money
from sla_plugin.domain.spoken import spoken
from sla_plugin.domain.termination.settlement import BindingCount, ClosedClock, Item, Settlement


@dataclass(frozen=True, slots=True)
class Correction:
    """`what` stays the same of a thing however often it is corrected; `because` tells how it was sealed, and
    what is known of it now. `amount`: what the customer owes besides."""

    what: str
    because: str
    amount: Money


Names = Mapping[UUID, str]
"""Of tickets, services and agreements."""
NOT_LISTED = "not listed"


def corrections(
    sealed: Settlement, known: Settlement, earlier: Iterable[Correction], names: Names
) -> tuple[Correction, ...]:
    """What brings the sealed one, with its earlier corrections in their order, to what is known now: clocks
    and counts for nothing, sums by their difference. What is RESERVED is in no total."""
    told = list(earlier)
    return tuple(_corrections(sealed, known, told, names))


def _corrections(
    sealed: Settlement, known: Settlement, earlier: list[Correction], names: Names
) -> Iterator[Correction]:
    said_before = {one.what: one.because for one in earlier}
    nothing = Money.none(sealed.total.currency)
    before, now = _said(sealed, names), _said(known, names)
    owed = _owed(known)
    for what, amount in _owed(sealed).items():
        owed[what] = owed.get(what, nothing) - amount
    for one in earlier:
        owed[one.what] = owed.get(one.what, nothing) - one.amount
    for what in sorted(before.keys() | now.keys() | said_before.keys()):
        was, is_now = before.get(what, NOT_LISTED), now.get(what, NOT_LISTED)
        because = f"Sealed: {was}. Known now: {is_now}."
        if said_before.get(what) == because or (what not in said_before and was == is_now):
            continue
        yield Correction(what, because, owed.get(what, nothing))


def _said(settlement: Settlement, names: Names) -> dict[str, str]:
    """Everything that follows from facts, by what it is of, in words."""
    said = {_clock(one, names): _closed(one) for one in settlement.clocks}
    said |= {_line(one, names): _counted(one) for one in settlement.counts}
    return said | {what: f"{amount.amount.normalize():f}" for what, amount in _owed(settlement).items()}


def _clock(one: ClosedClock, names: Names) -> str:
    return f"{one.metric} {one.cycle} of {names[one.ticket]}"


def _closed(one: ClosedClock) -> str:
    return f"{one.verdict} after {spoken(timedelta(microseconds=one.elapsed_us))}"


def _line(one: BindingCount, names: Names) -> str:
    period = f"{one.period.since} to {one.period.until}"
    return f"{names[one.service]} by {names[one.agreement]}, {period}"


def _counted(one: BindingCount) -> str:
    return f"{one.met} met, {one.breached} breached, {one.censored} censored"


def _owed(settlement: Settlement) -> dict[str, Money]:
    owed: dict[str, Money] = {}
    for one in settlement.sums:
        if one.item is not Item.RESERVED:
            what = f"{one.item} {one.what}"
            owed[what] = owed.get(what, Money.none(one.amount.currency)) + one.amount
    return owed
