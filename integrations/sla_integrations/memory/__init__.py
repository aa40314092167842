"""A desk and a CRM inside this process: the development double, with real servers' traps as switches."""

from sla_integrations.memory.adapter import MAX_PAGE, MemoryConfig, connect
from sla_integrations.memory.crm import Crm
from sla_integrations.memory.desk import Desk, Ticket
from sla_integrations.memory.mapping import RULES
from sla_integrations.memory.system import MemorySystem, forget, named, register
from sla_integrations.memory.terminations import Termination
from sla_integrations.memory.traps import Traps
from sla_plugin.sdk import AdapterKind, Capabilities, Echo, Manifest, Ordering, RecordKind, Tombstones

adapter = AdapterKind(
    manifest=Manifest(
        key="memory",
        title="In-memory desk and CRM",
        kinds=(
            RecordKind.CUSTOMER,
            RecordKind.SITE,
            RecordKind.CONTACT,
            RecordKind.TERMINATION,
            RecordKind.TICKET,
        ),
        capabilities=Capabilities(
            ordering=Ordering.JOURNAL,
            # The journal tells of deletions, unless the trap of deletions without trace is set.
            tombstones=Tombstones.RECONCILE,
            max_page=MAX_PAGE,
            writes_status=True,
            writes_notes=True,
            precondition=True,
            merges=True,
            echo=Echo.FIELD,
        ),
        config=MemoryConfig,
        secrets=("key",),
        values=RULES,
    ),
    connect=connect,
)

__all__ = [
    "Crm",
    "Desk",
    "MemoryConfig",
    "MemorySystem",
    "Termination",
    "Ticket",
    "Traps",
    "adapter",
    "forget",
    "named",
    "register",
]
