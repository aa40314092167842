"""What customers need, and what was judged of it, row and value."""

from __future__ import annotations

from collections.abc import Iterable

from tortoise import fields

from sla_plugin.domain.contracting.requirements import Judgement, Requirement, Side
from sla_plugin.domain.ids import ServiceId
from sla_plugin.storage.rows import Row


class RequirementRow(Row):
    contract_id = fields.UUIDField()
    version_id = fields.UUIDField()
    need = fields.TextField()
    outcome = fields.TextField()
    service_id = fields.UUIDField(null=True)
    recorded_by = fields.TextField()
    recorded_at = fields.DatetimeField()
    dropped_at = fields.DatetimeField(null=True)

    class Meta:
        table = "contract_requirement"


class JudgementRow(Row):
    contract_id = fields.UUIDField()
    requirement_id = fields.UUIDField()
    side = fields.TextField()
    judged_by = fields.TextField()
    judged_at = fields.DatetimeField()
    round = fields.IntField()

    class Meta:
        table = "contract_judgement"


def requirements(
    rows: Iterable[RequirementRow], judgements: Iterable[JudgementRow], round_: int
) -> tuple[Requirement, ...]:
    """Those that were not dropped, each with what was judged last in this round."""
    last = {
        (one.requirement_id, Side(one.side)): Judgement(one.judged_by, one.judged_at)
        for one in sorted(judgements, key=lambda one: one.judged_at)
        if one.round == round_
    }
    return tuple(
        Requirement(
            id=row.id,
            need=row.need,
            outcome=row.outcome,
            service=None if row.service_id is None else ServiceId(row.service_id),
            technical=last.get((row.id, Side.TECHNICAL)),
            commercial=last.get((row.id, Side.COMMERCIAL)),
        )
        for row in rows
        if row.dropped_at is None
    )
