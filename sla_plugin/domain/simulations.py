"""What would have been, had a draft held: real tickets of a past period, replayed (40-levels, "What-if").

Nothing here writes. Today's figures are computed from the same facts by the same functions as the stored
ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from sla_plugin.domain.agreements import AgreementVersion
from sla_plugin.domain.attainment import Attainment, attainments
from sla_plugin.domain.batch.books import booked_many
from sla_plugin.domain.batch.clock_columns import SIDES, VERDICTS, ClockColumns
from sla_plugin.domain.batch.clocks import Progress, evaluate_many
from sla_plugin.domain.batch.fact_columns import FactColumns
from sla_plugin.domain.batch.run_columns import STATES
from sla_plugin.domain.clock import Side
from sla_plugin.domain.commitments import Commitments
from sla_plugin.domain.counted import ClockKey, Counted
from sla_plugin.domain.credits import CreditSchedule
from sla_plugin.domain.exclusions import Exclusion, exclude
from sla_plugin.domain.facts import Fact
from sla_plugin.domain.ids import ContractId, TicketId
from sla_plugin.domain.metrics import MetricName
from sla_plugin.domain.periods import Month, Period
from sla_plugin.domain.slices import Dimension, Slice
from sla_plugin.domain.verdicts import Verdict
from sla_plugin.errors import BadInput, Code

Histories = Mapping[TicketId, Sequence[Fact]]
BY = (Dimension.METRIC, Dimension.PRIORITY)


@dataclass(frozen=True, slots=True)
class Compared:
    """One metric and priority; None where nothing of it counted on that side."""

    metric: MetricName
    priority: str | None
    today: Attainment | None
    drafted: Attainment | None


@dataclass(frozen=True, slots=True)
class Flip:
    """A clock whose verdict would be another; None where there would be no such clock."""

    clock: ClockKey
    today: Verdict | None
    drafted: Verdict | None


@dataclass(frozen=True, slots=True)
class Move:
    """An open clock whose due instant would be another, were the draft published now."""

    clock: ClockKey
    due_today: datetime | None
    due_drafted: datetime | None
    would_be_breached: bool


@dataclass(frozen=True, slots=True)
class CreditChange:
    """Of one contract and month: the share of the charge that its schedule gives back."""

    contract: ContractId
    month: Month
    today: Decimal
    drafted: Decimal


@dataclass(frozen=True, slots=True)
class Simulation:
    """`busiest`: by local hour of the zone asked for, how many clocks would have fallen due in it."""

    period: Period
    tickets: int
    compared: tuple[Compared, ...]
    flips: tuple[Flip, ...]
    moves: tuple[Move, ...]
    credits: tuple[CreditChange, ...]
    busiest: tuple[int, ...]


def simulate(
    draft: AgreementVersion,
    commitments: Commitments,
    histories: Histories,
    period: Period,
    zone: str,
    now: datetime,
    *,
    exclusions: Collection[Exclusion] = (),
    progress: Progress = lambda done, of: None,
) -> Simulation:
    """`draft` stands in place of every version of its agreement, or beside the others where it is new. What
    somebody has excluded stays excluded. BadInput `simulation.no_data` where no clock of the period counts
    today."""
    draft = _numbered(draft, commitments)
    facts = FactColumns.of({ticket: histories[ticket] for ticket in sorted(histories)})
    many = len(facts)
    before = _Side(facts, commitments, now, lambda done, of: progress(done // 2, many))
    drafted = always(draft, commitments)
    after = _Side(facts, drafted, now, lambda done, of: progress((many + done) // 2, many))
    moves = _moves(before, amended(draft, commitments), histories, now)
    for side in (before, after):
        side.leave_out(exclusions)
    if not any(one.at in period for one in before.counted):
        raise BadInput(
            Code.SIMULATION_NO_DATA,
            f"No clock was decided from {period.start:%Y-%m-%d} until {period.end:%Y-%m-%d}.",
            hint="Take a period in which tickets were worked on.",
            field="period",
        )
    return Simulation(
        period=period,
        tickets=many,
        compared=tuple(_compared(before.counted, after.counted, period)),
        flips=tuple(_flips(before, after, period)),
        moves=moves,
        credits=tuple(_credit_changes(before, after, period)),
        busiest=_busiest(after.clocks.values(), period, zone),
    )


def _numbered(draft: AgreementVersion, commitments: Commitments) -> AgreementVersion:
    """With a number that no other version has, and so no contract line names."""
    held = (version.number for version in commitments.versions_of(draft.agreement.id))
    return replace(draft, number=max(held, default=0) + 1)


def always(draft: AgreementVersion, commitments: Commitments) -> Commitments:
    """As if it had held from the beginning, in place of every version of its agreement, also where a contract
    line names one."""
    others = tuple(v for v in commitments.agreements if v.agreement.id != draft.agreement.id)
    first = min((v.effective_from for v in commitments.agreements), default=draft.effective_from)
    held = replace(draft, effective_from=min(first, draft.effective_from), effective_until=None)
    bindings = tuple(
        replace(one, version=draft.number) if one.agreement == draft.agreement.id else one
        for one in commitments.bindings
    )
    return replace(commitments, agreements=(*others, held), bindings=bindings)


def amended(draft: AgreementVersion, commitments: Commitments) -> Commitments:
    """As if it were published: it takes over when it says."""

    def until(version: AgreementVersion) -> AgreementVersion:
        if version.agreement.id != draft.agreement.id or not version.is_in_force(draft.effective_from):
            return version
        return replace(version, effective_until=draft.effective_from)

    earlier = tuple(
        until(v)
        for v in commitments.agreements
        if v.agreement.id != draft.agreement.id or v.effective_from < draft.effective_from
    )
    return replace(commitments, agreements=(*earlier, draft))


@dataclass(frozen=True, slots=True)
class _Seen:
    """What is compared of one clock."""

    verdict: Verdict
    is_open: bool
    due_at: datetime | None
    projected_due_at: datetime | None
    is_breached: bool
    credits: CreditSchedule | None


class _Side:
    """What was evaluated under one set of promises, of what customers were promised."""

    def __init__(
        self, facts: FactColumns, commitments: Commitments, now: datetime, progress: Progress
    ) -> None:
        self.commitments = commitments
        columns = evaluate_many(facts, commitments, now, progress)
        self.clocks = _seen(facts, columns)
        counted = booked_many(facts, columns, commitments, now)
        self.counted = sorted((one for one in counted if one.clock.side is Side.SLA), key=lambda c: c.clock)

    def leave_out(self, exclusions: Iterable[Exclusion]) -> None:
        self.counted = list(exclude(self.counted, exclusions))


def _seen(facts: FactColumns, columns: ClockColumns) -> dict[ClockKey, _Seen]:
    assert facts.tickets is not None
    found = {}
    for row in range(len(columns)):
        if SIDES[columns.side[row]] is not Side.SLA:
            continue
        ticket = facts.tickets[int(columns.ticket[row])]
        key = ClockKey(ticket, columns.metrics[columns.metric[row]], int(columns.cycle[row]))
        state = STATES[columns.state[row]]
        found[key] = _Seen(
            verdict=VERDICTS[columns.verdict[row]],
            is_open=state.is_open,
            due_at=columns.instant("due_at", row),
            projected_due_at=columns.instant("projected_due_at", row),
            is_breached=columns.instant("breached_at", row) is not None,
            credits=columns.commitments[columns.commitment[row]].credits,
        )
    return found


def _compared(today: Iterable[Counted], drafted: Iterable[Counted], period: Period) -> Iterator[Compared]:
    before, after = attainments(today, period, BY), attainments(drafted, period, BY)
    for slice_ in sorted(before.keys() | after.keys(), key=_named):
        where: Mapping[Dimension, Hashable] = dict(slice_.where)
        priority = where[Dimension.PRIORITY]
        yield Compared(
            metric=str(where[Dimension.METRIC]),
            priority=None if priority is None else str(priority),
            today=before.get(slice_),
            drafted=after.get(slice_),
        )


def _named(slice_: Slice) -> tuple[str, ...]:
    return tuple(str(value or "") for _, value in slice_.where)


def _flips(before: _Side, after: _Side, period: Period) -> Iterator[Flip]:
    decided = {one.clock for side in (before, after) for one in side.counted if one.at in period}
    for key in sorted(decided):
        today, drafted = _verdict(before, key), _verdict(after, key)
        if today is not drafted:
            yield Flip(key, today, drafted)


def _verdict(side: _Side, key: ClockKey) -> Verdict | None:
    return side.clocks[key].verdict if key in side.clocks else None


def _moves(before: _Side, published: Commitments, histories: Histories, now: datetime) -> tuple[Move, ...]:
    """Of the clocks that are open, under the promises as they would be from the draft's publication on."""
    open_ = {key: clock for key, clock in before.clocks.items() if clock.is_open}
    facts = FactColumns.of({ticket: histories[ticket] for ticket in sorted({key.ticket for key in open_})})
    then = _seen(facts, evaluate_many(facts, published, now))
    found = []
    for key, clock in open_.items():
        other = then.get(key)
        if other is not None and other.projected_due_at != clock.projected_due_at:
            breached = other.is_breached and not clock.is_breached
            found.append(Move(key, clock.projected_due_at, other.projected_due_at, breached))
    return tuple(found)


def _credit_changes(before: _Side, after: _Side, period: Period) -> Iterator[CreditChange]:
    """Month by month; where both sides give back nothing there is nothing to say."""
    today, drafted = _credit_shares(before, period), _credit_shares(after, period)
    for contract, month in sorted(today.keys() | drafted.keys(), key=lambda k: (k[1].period.start, k[0])):
        shares = today.get((contract, month), Decimal(0)), drafted.get((contract, month), Decimal(0))
        if any(shares):
            yield CreditChange(contract, month, *shares)


def _credit_shares(side: _Side, period: Period) -> dict[tuple[ContractId, Month], Decimal]:
    """By the schedule that the month's last clock of the contract was promised with."""
    months: dict[tuple[ContractId, Month], list[Counted]] = {}
    for one in sorted(side.counted, key=lambda c: c.at):
        if one.at in period:
            zone = side.commitments.contract(one.contract).zone
            months.setdefault((one.contract, Month.of(one.at, zone)), []).append(one)
    shares = {}
    for (contract, month), counted in months.items():
        schedule = side.clocks[counted[-1].clock].credits
        [attained] = attainments(counted, month.period, ()).values()
        if schedule is not None:
            shares[contract, month] = schedule.share_for(attained.share)
    return shares


def _busiest(clocks: Iterable[_Seen], period: Period, zone: str) -> tuple[int, ...]:
    local = ZoneInfo(zone)
    due = [clock.due_at for clock in clocks if clock.due_at is not None]
    hours = Counter(at.astimezone(local).hour for at in due if at in period)
    return tuple(hours[hour] for hour in range(24))
