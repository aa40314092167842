"""What an end would do to tickets that are open, and to what it supports. Nothing is written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sla_plugin.domain.clocks import Evaluation, evaluate_ticket
from sla_plugin.domain.commitments import Commitments
from sla_plugin.domain.ids import AgreementId, ContractId, ServiceId, TicketId
from sla_plugin.domain.microseconds import MICROSECOND
from sla_plugin.domain.support.gaps import Gap, Waiver
from sla_plugin.domain.termination.hypothetical import with_end
from sla_plugin.domain.termination.settlement import ClosedClock, TicketCover
from sla_plugin.domain.verdicts import Verdict
from sla_plugin.storage.clocks import ClockRow
from sla_plugin.storage.commitments import load_commitments
from sla_plugin.storage.facts import facts_of
from sla_plugin.storage.session import Session
from sla_plugin.usecases.check_support import Support, read_support


@dataclass(frozen=True, slots=True)
class RaisedGap:
    """A gap that `agreement` does not have now."""

    agreement: AgreementId
    gap: Gap
    waiver: Waiver | None


@dataclass(frozen=True, slots=True)
class Foreseen:
    """As far as is known now. `clocks`: those that the end would close without a verdict, as they would stand
    then if nothing else happened; `cover`: of every ticket that has one of them, by which contract it would
    be covered from there on; `gaps`: under what the contract supports."""

    clocks: Sequence[ClosedClock]
    cover: Sequence[TicketCover]
    gaps: Sequence[RaisedGap]


async def foresee_end(
    session: Session,
    which: ContractId,
    scope: frozenset[ServiceId] | None,
    ends_at: datetime,
    now: datetime,
) -> Foreseen:
    """Of the whole contract, or of the lines of these services."""
    commitments = await load_commitments(session)
    ended = with_end(commitments, which, scope, ends_at)
    tickets = await _open_then(session, which, ends_at)
    histories = await facts_of(session, tickets) if tickets else {}
    clocks: list[ClosedClock] = []
    cover: list[TicketCover] = []
    for ticket in tickets:
        found = evaluate_ticket(histories[ticket], ended, ends_at, ticket)
        closed = list(_closed(ticket, found, which, ends_at))
        clocks += closed
        if closed:
            cover.append(TicketCover(ticket, _covering(found, which, ends_at)))
    gaps = await _raised(session, commitments, ended, which, now)
    return Foreseen(tuple(clocks), tuple(cover), gaps)


async def _open_then(session: Session, which: ContractId, ends_at: datetime) -> list[TicketId]:
    """Also those that were, where the end is a day that is over."""
    clocks = session.query(ClockRow).filter(contract_id=which)
    rows = [
        *await clocks.filter(stopped_at__isnull=True).values("ticket_id"),
        *await clocks.filter(stopped_at__gte=ends_at).values("ticket_id"),
    ]
    return sorted({TicketId(row["ticket_id"]) for row in rows})


def _closed(
    ticket: TicketId, found: Evaluation, which: ContractId, ends_at: datetime
) -> Iterator[ClosedClock]:
    for clock in found.clocks:
        if clock.verdict is Verdict.CENSORED and clock.stopped_at == ends_at and clock.contract.id == which:
            yield ClosedClock(
                ticket=ticket,
                metric=str(clock.metric),
                cycle=clock.cycle,
                state=clock.state.value,
                verdict=clock.verdict.value,
                elapsed_us=clock.elapsed // MICROSECOND,
            )


def _covering(found: Evaluation, which: ContractId, ends_at: datetime) -> ContractId | None:
    """Another contract takes over at the very instant, by a clock of its own."""
    return next(
        (
            clock.contract.id
            for clock in found.clocks
            if clock.started_at == ends_at and clock.contract.id != which
        ),
        None,
    )


async def _raised(
    session: Session, commitments: Commitments, ended: Commitments, which: ContractId, now: datetime
) -> tuple[RaisedGap, ...]:
    supports = {
        *(line.agreement for line in commitments.bindings if line.contract == which),
        *(version.agreement.id for version in commitments.agreements if version.contract == which),
    }
    support = await read_support(session, commitments)
    concerned = sorted(
        level
        for level, links in support.links.items()
        if any(link.supporter_id in supports for link in links)
    )
    after = Support(ended, support.links, support.waivers)
    found = []
    for level in concerned:
        held = {gap for gap, _ in support.check(level, now).gaps}
        new = (one for one in after.check(level, now).gaps if one[0] not in held)
        found += [RaisedGap(level, gap, waiver) for gap, waiver in new]
    return tuple(found)
