"""Persons and mailboxes of customers, as the CRM knows them."""

from tortoise import fields

from sla_plugin.storage.rows import Row


class ContactRow(Row):
    organisation_id = fields.UUIDField()
    name = fields.TextField()
    email = fields.TextField(null=True)
    phone = fields.TextField(null=True)
    system = fields.TextField()
    external_id = fields.TextField()
    version = fields.BigIntField(default=0)
    active = fields.BooleanField(default=True)

    class Meta:
        table = "contact"
