"""Who was to be reminded of which deadline, and when."""

from __future__ import annotations

from datetime import datetime

from tortoise import fields

from sla_plugin.domain.contracting.deadlines import NoticeDeadline
from sla_plugin.domain.ids import ContractId
from sla_plugin.storage.rows import Row
from sla_plugin.storage.session import Session


class ReminderRow(Row):
    """`days` before the deadline, which is `received_by`."""

    contract_id = fields.UUIDField()
    ends_on = fields.DateField()
    days = fields.IntField()
    received_by = fields.DatetimeField()
    recorded_at = fields.DatetimeField()

    class Meta:
        table = "contract_reminder"


async def remind(
    session: Session, contract: ContractId, deadline: NoticeDeadline, days: int, at: datetime
) -> None:
    """Once for each end and number of days."""
    which = {"contract_id": contract, "ends_on": deadline.ends_on, "days": days}
    if not await session.query(ReminderRow).filter(**which).exists():
        await session.add(ReminderRow(**which, received_by=deadline.received_by, recorded_at=at))
