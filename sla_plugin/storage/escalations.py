"""Escalation steps: as JSON within the terms of an agreement version, and as taken on a clock."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import orjson
from tortoise import fields

from sla_plugin.domain.clocks import Clock
from sla_plugin.domain.durations import format_duration, parse_duration
from sla_plugin.domain.escalations import (
    Action,
    ActionKind,
    AtPercent,
    DaysFromDue,
    EscalationStep,
    FromDue,
    Moment,
)
from sla_plugin.domain.ids import TicketId
from sla_plugin.storage.ids import new_id
from sla_plugin.storage.rows import Row
from sla_plugin.storage.session import Session

Json = Mapping[str, Any]


class EscalationRow(Row):
    ticket_id = fields.UUIDField()
    side = fields.TextField()
    metric = fields.TextField()
    cycle = fields.IntField()
    step: Any = fields.JSONField()
    fingerprint = fields.TextField()
    taken_at = fields.DatetimeField()
    recorded_at = fields.DatetimeField()

    class Meta:
        table = "escalation"


_RECORD = """
insert into escalation (tenant_id, id, ticket_id, side, metric, cycle, step, fingerprint, taken_at,
recorded_at) select $1, new.id, new.ticket_id, side, metric, cycle, step::jsonb, fingerprint, taken_at, $2
from unnest($3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::int[], $8::text[], $9::text[],
            $10::timestamptz[])
     as new (id, ticket_id, side, metric, cycle, step, fingerprint, taken_at)
on conflict (tenant_id, ticket_id, side, metric, cycle, fingerprint) do nothing
"""


async def record_escalations(
    session: Session, clocks: Mapping[TicketId, Sequence[Clock]], recorded_at: datetime
) -> None:
    """Each step that was taken, once for a clock's cycle, at its own instant; whatever is evaluated again."""
    taken = sorted(
        (ticket, clock.side.value, str(clock.metric), clock.cycle, *_written(step.step), step.taken_at)
        for ticket, of in clocks.items()
        for clock in of
        for step in clock.steps
        if step.taken_at is not None
    )
    if taken:
        columns = [list(column) for column in zip(*taken, strict=True)]
        await session.sql(_RECORD, recorded_at, [new_id() for _ in taken], *columns)


def _written(step: EscalationStep) -> tuple[str, str]:
    text = orjson.dumps(step_to_json(step), option=orjson.OPT_SORT_KEYS)
    return text.decode(), hashlib.sha256(text).hexdigest()


def step_to_json(step: EscalationStep) -> dict[str, Any]:
    return {
        "metric": step.metric,
        "at": _moment_to_json(step.at),
        "do": [{"kind": a.kind.value, "what": a.what, "value": a.value} for a in step.do],
    }


def step_from_json(stated: Json) -> EscalationStep:
    do = tuple(Action(ActionKind(a["kind"]), a["what"], a["value"]) for a in stated["do"])
    return EscalationStep(_moment_from_json(stated["at"]), do, stated["metric"])


def _moment_to_json(at: Moment) -> dict[str, Any]:
    match at:
        case AtPercent(percent):
            return {"percent": str(percent)}
        case FromDue(offset, wall_clock):
            return {"from_due": format_duration(offset), "wall_clock": wall_clock}
        case DaysFromDue(days):
            return {"days_from_due": days}


def _moment_from_json(stated: Json) -> Moment:
    if "percent" in stated:
        return AtPercent(Decimal(stated["percent"]))
    if "from_due" in stated:
        return FromDue(parse_duration(stated["from_due"]), stated["wall_clock"])
    return DaysFromDue(stated["days_from_due"])
