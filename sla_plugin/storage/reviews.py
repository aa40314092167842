"""What raised reviews of agreements, and the reviews that were held, row and value."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from tortoise import fields

from sla_plugin.domain.ids import AgreementId
from sla_plugin.domain.reviews import ReviewCause, ReviewTrigger
from sla_plugin.storage.rows import Row
from sla_plugin.storage.session import Session


class ReviewTriggerRow(Row):
    agreement_id = fields.UUIDField()
    happened_on = fields.DateField()
    cause = fields.TextField()
    detail = fields.TextField()
    recorded_by = fields.TextField()
    recorded_at = fields.DatetimeField()

    class Meta:
        table = "review_trigger"

    def value(self) -> ReviewTrigger:
        return ReviewTrigger(self.happened_on, ReviewCause(self.cause), self.detail)


class HeldReviewRow(Row):
    agreement_id = fields.UUIDField()
    held_on = fields.DateField()
    conclusion = fields.TextField()
    held_by = fields.TextField()
    recorded_at = fields.DatetimeField()

    class Meta:
        table = "held_review"


async def add_triggers(
    session: Session, triggers: Iterable[tuple[AgreementId, ReviewTrigger]], by: str, now: datetime
) -> None:
    for agreement, trigger in triggers:
        row = ReviewTriggerRow(
            agreement_id=agreement,
            happened_on=trigger.on,
            cause=trigger.cause.value,
            detail=trigger.detail,
            recorded_by=by,
            recorded_at=now,
        )
        await session.add(row)


async def triggers_of(session: Session, agreements: Sequence[UUID]) -> dict[UUID, list[ReviewTrigger]]:
    """By agreement."""
    found: defaultdict[UUID, list[ReviewTrigger]] = defaultdict(list)
    query = session.query(ReviewTriggerRow).filter(agreement_id__in=list(agreements))
    for row in await query.order_by("happened_on", "id"):
        found[row.agreement_id].append(row.value())
    return found


async def last_held(session: Session, agreements: Sequence[UUID]) -> dict[UUID, date]:
    """By agreement, where any review was held."""
    query = session.query(HeldReviewRow).filter(agreement_id__in=list(agreements))
    return {row.agreement_id: row.held_on for row in await query.order_by("held_on")}
