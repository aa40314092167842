"""What we last wrote into a desk."""

from tortoise import fields

from sla_plugin.storage.rows import Row


class WriteBackRow(Row):
    ticket_id = fields.UUIDField()
    fingerprint = fields.TextField()
    version = fields.BigIntField()
    written_at = fields.DatetimeField()

    class Meta:
        table = "write_back"
