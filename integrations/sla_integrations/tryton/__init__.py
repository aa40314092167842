"""Tryton 8.2 as a CRM, through the REST of a user application."""

from sla_integrations.tryton.adapter import connect
from sla_integrations.tryton.client import MAX_PAGE
from sla_integrations.tryton.config import TrytonConfig
from sla_plugin.sdk import AdapterKind, Capabilities, Manifest, Ordering, RecordKind, Tombstones

adapter = AdapterKind(
    manifest=Manifest(
        key="tryton",
        title="Tryton 8.2",
        kinds=(RecordKind.CUSTOMER, RecordKind.SITE, RecordKind.CONTACT),
        capabilities=Capabilities(
            ordering=Ordering.TIMESTAMP,
            tombstones=Tombstones.RECONCILE,
            max_page=MAX_PAGE,
            merges=True,
        ),
        config=TrytonConfig,
        secrets=("key",),
    ),
    connect=connect,
)

__all__ = ["TrytonConfig", "adapter"]
