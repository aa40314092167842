"""What a notice clause comes to."""

from __future__ import annotations

from datetime import date, datetime

import strawberry

from sla_plugin.api.types.notice_trace import NoticeStep, steps_shown
from sla_plugin.domain.notice import previews
from sla_plugin.domain.notice.law import LawProfile


@strawberry.type(description="What a notice clause comes to. This is not legal advice.")
class NoticePreview:
    effective_on: date = strawberry.field(description="The last day of service.")
    ends_at: datetime = strawberry.field(description="From when on nothing is measured.")
    received_on: date = strawberry.field(
        description="The day of receipt that was asked about, or the last one in time."
    )
    received_by: datetime = strawberry.field(description="Its last instant.")
    is_not_before: bool = strawberry.field(
        description="A suspension goes on that is not counted, so it may yet be later."
    )
    trace: list[NoticeStep] = strawberry.field(description="How it came about, step by step.")
    disclaimer: str = strawberry.field(description="What this is not.")
    sources: list[str] = strawberry.field(description="Where the rules of the law are written.")

    @classmethod
    def of(cls, found: previews.NoticePreview, profile: LawProfile) -> NoticePreview:
        return cls(
            effective_on=found.effective_on,
            ends_at=found.ends_at,
            received_on=found.received_on,
            received_by=found.received_by,
            is_not_before=found.is_not_before,
            trace=steps_shown(found.trace),
            disclaimer=profile.disclaimer,
            sources=list(profile.sources),
        )
