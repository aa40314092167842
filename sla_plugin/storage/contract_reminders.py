"""Who was to be reminded of which deadline, and when."""

from __future__ import annotations

from tortoise import fields

from sla_plugin.storage.rows import Row


class ReminderRow(Row):
    """`days` before the deadline, which is `received_by`; once for each end and number of days."""

    contract_id = fields.UUIDField()
    ends_on = fields.DateField()
    days = fields.IntField()
    received_by = fields.DatetimeField()
    recorded_at = fields.DatetimeField()

    class Meta:
        table = "contract_reminder"
