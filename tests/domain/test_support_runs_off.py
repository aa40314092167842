"""Clocks of teams and suppliers on a ticket that runs off after the end of its customer's contract."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from sla_plugin.domain.agreements import AgreementKind
from sla_plugin.domain.clock import Clock
from sla_plugin.domain.clocks import evaluate
from sla_plugin.domain.commitments import Commitments
from sla_plugin.domain.contracts import Contract
from sla_plugin.domain.counted import Result, count
from sla_plugin.domain.facts import (
    Assigned,
    Author,
    Fact,
    FieldChanged,
    Opened,
    PublicReply,
    Reopened,
    Status,
    StatusChanged,
    TicketField,
    What,
)
from sla_plugin.domain.metrics import Metric, MetricName
from sla_plugin.domain.targets import Target
from sla_plugin.domain.terms import ANY_PRIORITY, CalendarRule, Terms
from sla_plugin.domain.tickets import fold
from sla_plugin.domain.verdicts import ClockState, Verdict
from tests.support.books import ticket_id
from tests.support.stories import ALWAYS, DAIRY, contract, hours, promised, targets, version, within

END = datetime(2026, 6, 30, 17, tzinfo=UTC)
LATER = datetime(2026, 7, 10, tzinfo=UTC)
OPENED = Opened(Status.OPEN, fields=((TicketField.CUSTOMER, "crm:hospital"),))
RESOLVED = StatusChanged(Status.RESOLVED)
Given = Mapping[MetricName, Mapping[str, Target]]
CARRIER = Assigned("carrier", supplier=True)


def _around(end: float) -> datetime:
    """So many hours after the end of the customer's contract."""
    return END + hours(end)


def _world(
    *,
    runs_off: bool = True,
    uc: Contract | None = None,
    given: Given | None = None,
) -> Commitments:
    """Eight hours for the customer; the carrier has four, by a contract of its own, or tenant-wide."""
    under = replace(contract(until=END), runs_off=runs_off)
    ours = Terms(targets=given or targets(within(hours(8))), calendar=CalendarRule(ALWAYS))
    theirs = Terms(targets=targets(within(hours(4))), calendar=CalendarRule(ALWAYS))
    carried = version(theirs, "carried", kind=AgreementKind.UC, under=uc)
    contracts = (under,) if uc is None else (under, uc)
    return promised(version(ours, under=under), replace(carried, supporter="carrier"), contracts=contracts)


def _told(*happened: tuple[float, What]) -> list[Fact]:
    story: list[tuple[float, What]] = [(-2.0, OPENED), (-1.0, CARRIER), *happened]
    return [Fact(_around(at), "desk", n, str(n), what) for n, (at, what) in enumerate(story)]


def _carrier(world: Commitments, *happened: tuple[float, What], at: datetime = LATER) -> Clock:
    [clock] = [one for one in evaluate(_told(*happened), world, at) if one.side == "UC"]
    return clock


LASTING = contract("U-1", DAIRY)


def test_a_supplier_s_clock_goes_on_with_what_it_supports_and_counts_as_every_other() -> None:
    for world in (_world(uc=LASTING), _world()):
        clock = _carrier(world, (2, RESOLVED))
        assert (clock.state, clock.verdict, clock.elapsed) == (ClockState.STOPPED, Verdict.MET, hours(3))
        assert clock.runs_off_since is None
        booked = count(ticket_id("1"), clock, fold(_told((2, RESOLVED)), LATER), world)
        assert booked is not None
        assert (booked.result, booked.excluded_for) == (Result.MET, None)


def test_it_is_breached_when_it_is_due_also_after_the_end() -> None:
    clock = _carrier(_world(uc=LASTING))
    assert (clock.state, clock.verdict, clock.breached_at) == (
        ClockState.RUNNING, Verdict.BREACHED, _around(3),
    )  # fmt: skip


def test_it_ends_with_its_own_contract_at_its_own_instant() -> None:
    clock = _carrier(_world(uc=contract("U-1", DAIRY, until=_around(2))))
    assert (clock.state, clock.verdict) == (ClockState.CENSORED, Verdict.CENSORED)
    assert (clock.stopped_at, clock.elapsed) == (_around(2), hours(3))
    before = _carrier(_world(uc=contract("U-1", DAIRY, until=_around(2))), at=_around(1))
    assert (before.state, before.next_instant) == (ClockState.RUNNING, _around(2))


def test_it_ends_with_the_customer_s_contract_where_nothing_runs_off() -> None:
    clock = _carrier(_world(runs_off=False, uc=LASTING), (2, RESOLVED))
    assert (clock.state, clock.stopped_at, clock.elapsed) == (ClockState.CENSORED, END, hours(1))


def test_it_ends_when_the_last_that_is_promised_to_the_customer_has_been_kept() -> None:
    """Nobody is promised that the ticket is resolved, only that it is answered."""
    answers: Given = {Metric.FIRST_RESPONSE: {ANY_PRIORITY: within(hours(8))}}
    world = _world(uc=LASTING, given=answers)
    assert _carrier(world, at=_around(0.5)).state is ClockState.RUNNING
    clock = _carrier(world, (1, PublicReply(Author.AGENT)), (2, RESOLVED))
    assert (clock.state, clock.verdict) == (ClockState.CENSORED, Verdict.CENSORED)
    assert (clock.stopped_at, clock.elapsed) == (_around(1), hours(2))


def test_it_stops_when_the_ticket_leaves_it_and_nothing_new_begins_after_the_end() -> None:
    away, back = (1.0, Assigned("desk")), (2.0, CARRIER)
    clock = _carrier(_world(uc=LASTING), away, back)
    assert (clock.state, clock.stopped_at, clock.elapsed) == (ClockState.STOPPED, _around(1), hours(2))


def test_a_ticket_that_comes_back_after_it_has_run_off_is_nobody_s_promise() -> None:
    clock = _carrier(_world(uc=LASTING), (2, RESOLVED), (4, Reopened()))
    assert (clock.state, clock.stopped_at) == (ClockState.STOPPED, _around(2))


def test_what_is_told_of_the_ticket_meanwhile_changes_no_promise() -> None:
    clock = _carrier(_world(uc=LASTING), (1, FieldChanged(TicketField.PRIORITY, "P1")), (2, RESOLVED))
    assert (clock.state, clock.verdict, clock.elapsed) == (ClockState.STOPPED, Verdict.MET, hours(3))
    assert clock.explanation.changes == ()
