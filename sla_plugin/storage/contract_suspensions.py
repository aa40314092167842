"""Suspensions of contracts and of lines of theirs, row and value."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from tortoise import fields

from sla_plugin.domain.contracting.suspensions import SuspendedLine, Suspension
from sla_plugin.domain.ids import ServiceId, SiteId
from sla_plugin.domain.intervals import Lasting, united
from sla_plugin.storage.rows import Row
from sla_plugin.storage.session import Session


class SuspensionRow(Row):
    """`service_id`, `site_id`: of the line that is suspended; no service: the whole contract."""

    contract_id = fields.UUIDField()
    suspended_by = fields.TextField()
    reason = fields.TextField()
    since = fields.DatetimeField()
    until = fields.DatetimeField(null=True)
    tolls_notice = fields.BooleanField()
    pauses_clocks = fields.BooleanField()
    lifted_by = fields.TextField(null=True)
    recorded_at = fields.DatetimeField()
    service_id = fields.UUIDField(null=True)
    site_id = fields.UUIDField(null=True)

    class Meta:
        table = "contract_suspension"

    def value(self) -> Suspension:
        return Suspension(
            self.id, self.suspended_by, self.reason, self.since, self.until, self.tolls_notice, self.line
        )

    @property
    def line(self) -> SuspendedLine | None:
        if self.service_id is None:
            return None
        return SuspendedLine(
            ServiceId(self.service_id), None if self.site_id is None else SiteId(self.site_id)
        )


async def pauses_of_contracts(session: Session) -> dict[UUID, tuple[Lasting, ...]]:
    """When clocks pause, by contract; where only a line of it is suspended, they do not."""
    found: defaultdict[UUID, list[Lasting]] = defaultdict(list)
    for row in await session.query(SuspensionRow).filter(pauses_clocks=True, service_id__isnull=True):
        found[row.contract_id].append(Lasting(row.since, row.until))
    return {contract: united(times) for contract, times in found.items()}


async def pauses_of_lines(session: Session) -> dict[tuple[UUID, SuspendedLine], tuple[Lasting, ...]]:
    """The same of single lines, each of a contract."""
    found: defaultdict[tuple[UUID, SuspendedLine], list[Lasting]] = defaultdict(list)
    for row in await session.query(SuspensionRow).filter(pauses_clocks=True, service_id__not_isnull=True):
        if row.line is not None:
            found[row.contract_id, row.line].append(Lasting(row.since, row.until))
    return {line: united(times) for line, times in found.items()}
