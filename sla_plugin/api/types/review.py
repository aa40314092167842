"""When agreements are looked at again, and what came of it."""

from __future__ import annotations

from datetime import date

import strawberry

from sla_plugin.api.types.counted_enums import ReviewCause
from sla_plugin.domain import reviews as domain
from sla_plugin.storage.reviews import HeldReviewRow


@strawberry.type(description="Something that happened to an agreement since it was last looked at.")
class ReviewTrigger:
    on: date = strawberry.field(description="When.")
    cause: ReviewCause = strawberry.field(description="What kind of thing.")
    detail: str = strawberry.field(description="What it was.")


@strawberry.type(description="The next time an agreement is looked at again.")
class Review:
    due_on: date = strawberry.field(description="On which day; what happened to it makes it due at once.")
    cause: ReviewCause = strawberry.field(description="Why on that day.")
    triggers: list[ReviewTrigger] = strawberry.field(
        description="All that happened since the last review, the first one first."
    )

    @classmethod
    def of(cls, review: domain.Review) -> Review:
        return cls(
            due_on=review.due_on,
            cause=review.cause,
            triggers=[
                ReviewTrigger(on=trigger.on, cause=trigger.cause, detail=trigger.detail)
                for trigger in review.triggers
            ],
        )


@strawberry.type(description="A review that was held.")
class HeldReview:
    on: date = strawberry.field(description="When.")
    conclusion: str = strawberry.field(description="What it concluded.")
    held_by: str = strawberry.field(description="Who recorded it.")

    @classmethod
    def of(cls, row: HeldReviewRow) -> HeldReview:
        return cls(on=row.held_on, conclusion=row.conclusion, held_by=row.held_by)
