"""Support links, when they ended, and waivers, row and value."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from uuid import UUID

from tortoise import fields

from sla_plugin.domain.durations import format_duration, parse_duration
from sla_plugin.domain.ids import AgreementId
from sla_plugin.domain.support.gaps import GapKey, SupportGapKind, Waiver
from sla_plugin.domain.support.links import SupportLink
from sla_plugin.storage.rows import Row
from sla_plugin.storage.session import Session


class SupportLinkRow(Row):
    agreement_id = fields.UUIDField()
    metric = fields.TextField()
    stage = fields.IntField()
    supporter_id = fields.UUIDField(null=True)
    supporter_metric = fields.TextField(null=True)
    own_share = fields.TextField(null=True)
    recorded_by = fields.TextField()
    recorded_at = fields.DatetimeField()

    class Meta:
        table = "support_link"

    def value(self) -> SupportLink:
        return SupportLink(
            agreement=AgreementId(self.agreement_id),
            metric=self.metric,
            stage=self.stage,
            supporter=None if self.supporter_id is None else AgreementId(self.supporter_id),
            supporter_metric=self.supporter_metric,
            own_share=None if self.own_share is None else parse_duration(self.own_share),
        )


class SupportLinkEndRow(Row):
    link_id = fields.UUIDField()
    recorded_by = fields.TextField()
    recorded_at = fields.DatetimeField()

    class Meta:
        table = "support_link_end"


class SupportWaiverRow(Row):
    agreement_id = fields.UUIDField()
    kind = fields.TextField()
    metric = fields.TextField()
    priority = fields.TextField(null=True)
    supporter_id = fields.UUIDField(null=True)
    waived_by = fields.TextField()
    because = fields.TextField()
    holds_until = fields.DateField(null=True)
    recorded_at = fields.DatetimeField()

    class Meta:
        table = "support_waiver"

    def value(self) -> Waiver:
        supporter = None if self.supporter_id is None else AgreementId(self.supporter_id)
        key = GapKey(SupportGapKind(self.kind), self.metric, self.priority, supporter)
        agreement = AgreementId(self.agreement_id)
        return Waiver(agreement, key, self.waived_by, self.because, self.holds_until)


async def add_link(session: Session, link: SupportLink, by: str, now: datetime) -> UUID:
    row = SupportLinkRow(
        agreement_id=link.agreement,
        metric=link.metric,
        stage=link.stage,
        supporter_id=link.supporter,
        supporter_metric=link.supporter_metric,
        own_share=None if link.own_share is None else format_duration(link.own_share),
        recorded_by=by,
        recorded_at=now,
    )
    await session.add(row)
    return row.id


async def add_waiver(session: Session, waiver: Waiver, now: datetime) -> UUID:
    row = SupportWaiverRow(
        agreement_id=waiver.agreement,
        kind=waiver.gap.kind.value,
        metric=waiver.gap.metric,
        priority=waiver.gap.priority,
        supporter_id=waiver.gap.supporter,
        waived_by=waiver.waived_by,
        because=waiver.because,
        holds_until=waiver.until,
        recorded_at=now,
    )
    await session.add(row)
    return row.id


async def links(session: Session) -> dict[AgreementId, list[SupportLinkRow]]:
    """By the agreement that is supported: those that have not ended, stage by stage. There are few."""
    ended = {row["link_id"] for row in await session.query(SupportLinkEndRow).values("link_id")}
    found: defaultdict[AgreementId, list[SupportLinkRow]] = defaultdict(list)
    for row in await session.query(SupportLinkRow).order_by("metric", "stage", "id"):
        if row.id not in ended:
            found[AgreementId(row.agreement_id)].append(row)
    return found


async def waivers(session: Session) -> dict[AgreementId, list[Waiver]]:
    """By the agreement that has the gaps, in the order in which they were given."""
    found: defaultdict[AgreementId, list[Waiver]] = defaultdict(list)
    for row in await session.query(SupportWaiverRow).order_by("recorded_at", "id"):
        found[AgreementId(row.agreement_id)].append(row.value())
    return found
