"""Best Practical's Request Tracker 5, through REST2."""

from sla_integrations.request_tracker.adapter import connect
from sla_integrations.request_tracker.client import MAX_PAGE
from sla_integrations.request_tracker.config import RequestTrackerConfig
from sla_integrations.request_tracker.mapping import RULES
from sla_plugin.sdk import AdapterKind, Capabilities, Echo, Manifest, Ordering, RecordKind, Tombstones

adapter = AdapterKind(
    manifest=Manifest(
        key="request_tracker",
        title="Request Tracker 5",
        kinds=(RecordKind.TICKET,),
        capabilities=Capabilities(
            ordering=Ordering.JOURNAL,
            tombstones=Tombstones.FEED,
            max_page=MAX_PAGE,
            writes_status=True,
            writes_notes=True,
            precondition=True,
            merges=True,
            echo=Echo.FIELD,
        ),
        config=RequestTrackerConfig,
        secrets=("token", "password"),
        values=RULES,
    ),
    connect=connect,
)

__all__ = ["RequestTrackerConfig", "adapter"]
