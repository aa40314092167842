"""Which agreements are to be looked at again."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry
from strawberry import argument as described

from sla_plugin.api.context import Info
from sla_plugin.api.rights import Needs
from sla_plugin.api.types.agreement import Agreement
from sla_plugin.auth.scopes import Scope
from sla_plugin.storage.agreements import AgreementRow


@strawberry.type
class ReviewQueries:
    @strawberry.field(
        description="The agreements whose next review is due, the one that waits longest first.",
        extensions=[Needs(Scope.AGREEMENTS_READ)],
    )
    async def due_reviews(
        self, info: Info, by: Annotated[date | None, described("Until when; left out, today in UTC.")] = None
    ) -> list[Agreement]:
        last_day = by or info.context.now.date()
        rows = await info.context.session.query(AgreementRow).order_by("code")
        reviews = await info.context.loaders.next_reviews.load_many([row.id for row in rows])
        due = [
            (review.due_on, row.code, row)
            for row, review in zip(rows, reviews, strict=True)
            if review is not None and review.is_due(last_day)
        ]
        return [Agreement.of(row) for _, _, row in sorted(due, key=lambda one: one[:2])]
