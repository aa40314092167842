"""What time alone will bring to an open clock, seen from one instant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sla_plugin.domain import working_time
from sla_plugin.domain.commitments import Commitments
from sla_plugin.domain.edges import contract_edges, edges, first_after
from sla_plugin.domain.levels import Commitment
from sla_plugin.domain.runs import Run
from sla_plugin.domain.steps import StepTaken, instant_of
from sla_plugin.domain.stretches import pause_reason
from sla_plugin.domain.terms import OnAmendment
from sla_plugin.domain.verdicts import ClockState

AT_RISK_SHARE = 4
"""Where no expected effort is stated, a clock is at risk when no more than a quarter of its time is left."""


@dataclass(frozen=True, slots=True)
class Outlook:
    state: ClockState
    due_at: datetime | None
    projected_due_at: datetime | None
    at_risk_at: datetime | None
    latest_safe_start: datetime | None
    next_instant: datetime | None
    steps: tuple[StepTaken, ...]


def outlook(run: Run, as_of: datetime) -> Outlook:
    """Of a clock that has been brought up to `as_of`."""
    state = _state(run)
    if not state.is_open:
        ended_at = run.stopped_at or run.lost_at or as_of
        steps = tuple(_steps(run, is_running=False))
        return Outlook(state, _last_due(run, state, ended_at), None, None, None, None, steps)
    due = run.tally.due_from(as_of, run.commitment)
    is_running = state is ClockState.RUNNING
    steps = tuple(_steps(run, is_running=is_running))
    return Outlook(
        state=state,
        due_at=due if is_running else None,
        projected_due_at=due,
        at_risk_at=_at_risk_at(run, is_running=is_running),
        latest_safe_start=_latest_safe_start(run, due),
        next_instant=_next_instant(run, due if is_running else None, steps, as_of),
        steps=steps,
    )


def _state(run: Run) -> ClockState:
    if run.final is not None:
        return run.final
    if run.lost_at is not None:
        return ClockState.CANCELLED
    return (
        ClockState.RUNNING
        if pause_reason(run.ticket, run.commitment, run.mark) is None
        else ClockState.PAUSED
    )


def _last_due(run: Run, state: ClockState, ended_at: datetime) -> datetime | None:
    """A stopped clock keeps the instant it was measured by: where it stopped out of a pause, the one it would
    have had on resuming then. A cancelled one only what had come, since nothing is due any more."""
    if state is ClockState.STOPPED:
        return run.tally.due_from(ended_at, run.commitment)
    due = run.tally.due or run.tally.used_up_at
    has_come = due is not None and due <= ended_at and run.breached_at is not None
    return due if has_come or state is ClockState.CENSORED else None


def _at_risk_at(run: Run, *, is_running: bool) -> datetime | None:
    """When the time left falls to the expected effort, or to a quarter. Taken from the beginning of the
    present stretch, so that it is the same instant whenever one looks."""
    began = run.stretches[-1].start
    tally = run.tally_before
    effort = run.commitment.expected_effort
    warning = (tally.target + tally.allowance) / AT_RISK_SHARE if effort is None else effort
    if tally.remaining <= warning:
        return began
    if not is_running:
        return None
    return working_time.add(run.calendar, began, tally.remaining - warning)


def _latest_safe_start(run: Run, due: datetime) -> datetime | None:
    effort: timedelta | None = run.commitment.expected_effort
    return None if effort is None else working_time.subtract(run.calendar, due, effort)


def _steps(run: Run, *, is_running: bool) -> Iterator[StepTaken]:
    """Those that were taken, in order of time, then those ahead."""
    for step, taken_at in sorted(run.taken.items(), key=lambda taken: taken[1]):
        yield StepTaken(step, taken_at, None)
    ahead = [step for step in run.commitment.escalations if step not in run.taken]
    if ahead:
        going = run.going if is_running else None
        for step in ahead:
            yield StepTaken(step, None, None if going is None else instant_of(step, going))


def _next_instant(
    run: Run, due: datetime | None, steps: Iterable[StepTaken], as_of: datetime
) -> datetime | None:
    return first_after(_instants(run, due, steps), as_of)


def _instants(run: Run, due: datetime | None, steps: Iterable[StepTaken]) -> Iterator[datetime]:
    """Opening hours are none of them: being out of hours is computed, never stored."""
    if due is not None and run.breached_at is None:
        yield due
    yield from (step.planned_at for step in steps if step.planned_at is not None)
    yield from cover_edges(run.commitments, run.commitment)
    if run.commitment.on_amendment is OnAmendment.RETARGET:
        customer = run.commitments.subject(run.ticket.fields).customer
        yield from edges(run.commitments, () if customer is None else (customer,))


def cover_edges(commitments: Commitments, commitment: Commitment) -> Iterator[datetime]:
    """Of the contract that covers, its suspensions and those of the line that promises included, and of those
    under which other agreements supply an attribute; and when a line that supplies one is terminated."""
    relied_on = [choice.winner for choice in commitment.choices if choice.winner is not None]
    supplying = (commitments.contract(one.contract) for one in relied_on if one.contract is not None)
    yield from contract_edges((commitment.contract, *supplying))
    yield from commitment.winner.suspension_edges
    yield from (one.terminated_at for one in relied_on if one.terminated_at is not None)
