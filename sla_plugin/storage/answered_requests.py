"""Requests that were carried out under an idempotency key, and the object that each made."""

from tortoise import fields

from sla_plugin.storage.rows import Row


class AnsweredRequestRow(Row):
    key = fields.TextField()
    operation = fields.TextField()
    fingerprint = fields.TextField()
    object_id = fields.UUIDField()
    answered_at = fields.DatetimeField()

    class Meta:
        table = "answered_request"
