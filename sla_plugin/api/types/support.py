"""Who supports an agreement, and what they cannot deliver."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import strawberry

from sla_plugin.api.context import Info
from sla_plugin.api.ids import global_id
from sla_plugin.api.scalars import Duration
from sla_plugin.api.types.agreement import Agreement
from sla_plugin.api.types.enums import Status, described
from sla_plugin.domain.durations import parse_duration
from sla_plugin.domain.support import gaps as domain
from sla_plugin.domain.support.gaps import SupportGapKind
from sla_plugin.storage.support import SupportLinkRow
from sla_plugin.usecases.check_support import gap_text

described(
    SupportGapKind,
    "What is wrong with a support chain.",
    {
        SupportGapKind.UNPROMISED: "A supporter promises nothing of the kind.",
        SupportGapKind.BUDGET: "The parts take longer than is promised, whatever the calendar.",
        SupportGapKind.CALENDAR: "From some starts on they do, because somebody is closed.",
        SupportGapKind.DATES: "A supporter begins later, or ends earlier.",
        SupportGapKind.PAUSE: "A supporter waits where the promise does not.",
    },
)


@strawberry.type(description="One part of what a promise needs. Parts of one stage run side by side.")
class SupportLink:
    id: strawberry.ID = strawberry.field(description="For withdrawSupportLink.")
    metric: str = strawberry.field(description="Of the promise that is supported.")
    stage: int = strawberry.field(description="From 1; stages come one after the other.")
    supporter_metric: str | None = strawberry.field(description="What the supporter promises for.")
    own_share: Duration | None = strawberry.field(description="Of our own desk, in working time.")
    supporter_key: strawberry.Private[UUID | None]

    @classmethod
    def of(cls, row: SupportLinkRow) -> SupportLink:
        return cls(
            id=strawberry.ID(global_id("SupportLink", row.id)),
            metric=row.metric,
            stage=row.stage,
            supporter_metric=row.supporter_metric,
            own_share=None if row.own_share is None else Duration(parse_duration(row.own_share)),
            supporter_key=row.supporter_id,
        )

    @strawberry.field(description="The OLA or UC; null for our own share.")
    async def supporter(self, info: Info) -> Agreement | None:
        return await _agreement(info, self.supporter_key)


@strawberry.type(description="A ticket for which the promise would be missed, though everybody kept theirs.")
class CounterExample:
    starts_at: datetime = strawberry.field(description="When it starts.")
    due_at: datetime = strawberry.field(description="When it is due.")
    supported_at: datetime = strawberry.field(description="When the chain has delivered.")
    excess: Duration = strawberry.field(description="So much working time too late.")


@strawberry.type(description="Somebody accepted a gap.")
class SupportWaiver:
    waived_by: str = strawberry.field(description="Who.")
    because: str = strawberry.field(description="Why.")
    until: date | None = strawberry.field(description="The last day on which that holds; null: for good.")

    @classmethod
    def of(cls, waiver: domain.Waiver) -> SupportWaiver:
        return cls(waived_by=waiver.waived_by, because=waiver.because, until=waiver.until)


@strawberry.type(description="What a support chain cannot deliver.")
class SupportGap:
    kind: SupportGapKind = strawberry.field(description="What is wrong.")
    metric: str = strawberry.field(description="Of which promise.")
    priority: str | None = strawberry.field(description="For which priority; null: any that is not listed.")
    text: str = strawberry.field(description="The gap in one sentence.")
    example: CounterExample | None = strawberry.field(description="Of a BUDGET or CALENDAR.")
    unsupported_from: datetime | None = strawberry.field(description="Of DATES: from when on.")
    statuses: list[Status] = strawberry.field(description="Of a PAUSE: where the supporter waits.")
    waiver: SupportWaiver | None = strawberry.field(description="Who accepts it today.")
    supporter_key: strawberry.Private[UUID | None]

    @classmethod
    def of(cls, gap: domain.Gap, waiver: domain.Waiver | None) -> SupportGap:
        one = gap.example
        return cls(
            kind=gap.key.kind,
            metric=gap.key.metric,
            priority=gap.key.priority,
            text=gap_text(gap),
            example=None
            if one is None
            else CounterExample(
                starts_at=one.starts_at,
                due_at=one.due_at,
                supported_at=one.supported_at,
                excess=Duration(one.excess),
            ),
            unsupported_from=gap.unsupported_from,
            statuses=sorted(gap.statuses),
            waiver=None if waiver is None else SupportWaiver.of(waiver),
            supporter_key=gap.key.supporter,
        )

    @strawberry.field(description="Whose; null where it is the chain's as a whole.")
    async def supporter(self, info: Info) -> Agreement | None:
        return await _agreement(info, self.supporter_key)


@strawberry.type(description="Whether those who support an agreement can keep what it promises.")
class SupportCheck:
    supported: bool = strawberry.field(description="There is no gap, or each is waived.")
    links: list[SupportLink] = strawberry.field(description="By metric and stage.")
    gaps: list[SupportGap] = strawberry.field(description="The worst first.")


async def _agreement(info: Info, key: UUID | None) -> Agreement | None:
    row = None if key is None else await info.context.loaders.agreements.load(key)
    return None if row is None else Agreement.of(row)


__all__ = ["SupportCheck", "SupportGap", "SupportGapKind", "SupportLink"]
