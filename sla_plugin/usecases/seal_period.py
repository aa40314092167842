"""Close a period: keep what it holds, and act on the goals that it missed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from sla_plugin.domain.attainment import Attainment, attainments
from sla_plugin.domain.clock import Side
from sla_plugin.domain.counted import Counted
from sla_plugin.domain.customer_promises import customer_promises
from sla_plugin.domain.goals import Goal
from sla_plugin.domain.ids import OrganisationId
from sla_plugin.domain.improvements import ActionState, ImprovementAction, raised_by
from sla_plugin.domain.metrics import MetricName
from sla_plugin.domain.periods import Period
from sla_plugin.domain.slices import Dimension, Slice
from sla_plugin.errors import BadInput, Code, Conflict
from sla_plugin.storage.commitments import load_commitments
from sla_plugin.storage.counted import books
from sla_plugin.storage.improvements import add_action, all_actions, change_action
from sla_plugin.storage.sealed_periods import SealedPeriodRow, append_sealed, sealed_periods
from sla_plugin.storage.session import Session
from sla_plugin.usecases.raise_reviews import raise_reviews

TIME_TO_IMPROVE = timedelta(days=30)
GOALS_ARE_OF = (Dimension.CUSTOMER, Dimension.METRIC, Dimension.SIDE)


async def seal_period(session: Session, period: Period, sealed_by: str, now: datetime) -> UUID:
    """Improvement actions are opened in the name of who seals, for each customer and metric whose goal was
    missed, and reviews of agreements are raised. BadInput `period.open`; Conflict `period.sealed` where any
    of it is sealed already."""
    if now < period.end:
        raise BadInput(
            Code.PERIOD_OPEN,
            f"The period ends at {period.end.isoformat()} only.",
            hint="Seal it when it is over.",
            field="period",
        )
    for other in await sealed_periods(session):
        if other.period.clip(period.start, period.end) is not None:
            raise Conflict(
                Code.PERIOD_SEALED,
                f"{other.starts_at.isoformat()} to {other.ends_at.isoformat()} is sealed already.",
                hint="Seal what comes before or after it. Late changes add adjustments to it by themselves.",
                field="period",
            )
    row = SealedPeriodRow(starts_at=period.start, ends_at=period.end, sealed_at=now, sealed_by=sealed_by)
    await session.add(row)
    counted = await books(session, period)
    await append_sealed(session, row.id, counted, now)
    await raise_reviews(session, period, counted, sealed_by, now)
    await _improve(session, period, counted, sealed_by, now)
    return row.id


async def _improve(
    session: Session, period: Period, counted: Sequence[Counted], owner: str, now: datetime
) -> None:
    attained = attainments(counted, period, GOALS_ARE_OF)
    existing = await all_actions(session)
    for which, action in existing:
        if action.state is ActionState.DONE and _began_after(action, period):
            found = attained.get(action.slice)
            measured = action.measure(period, None if found is None else found.share)
            await change_action(session, which, measured)
    held = [action for _, action in existing]
    for within, goal, found in await _with_goals(session, period, attained):
        due_on = (now + TIME_TO_IMPROVE).date()
        opened = raised_by(within, period, goal, found.share, held, owner=owner, due_on=due_on)
        if opened is not None:
            await add_action(session, opened)


def _began_after(action: ImprovementAction, period: Period) -> bool:
    return action.completed_on is not None and action.completed_on <= period.start.date()


async def _with_goals(
    session: Session, period: Period, attained: Mapping[Slice, Attainment]
) -> list[tuple[Slice, Goal, Attainment]]:
    """What customers were promised, with the goal that held at the end of the period."""
    commitments, found = await load_commitments(session), []
    for within, of in attained.items():
        where = dict(within.where)
        if where[Dimension.SIDE] is not Side.SLA or where[Dimension.CUSTOMER] is None:
            continue
        customer = cast("OrganisationId", where[Dimension.CUSTOMER])
        promises = customer_promises(commitments, customer, period.last)
        promise = promises.get(cast("MetricName", where[Dimension.METRIC]))
        if promise is not None and promise.goal is not None:
            found.append((within, promise.goal, of))
    return found
