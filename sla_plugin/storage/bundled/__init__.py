"""A PostgreSQL of our own, for those who have not set `SLA_DATABASE_URL`."""

import sys

from sla_plugin.errors import Code, Unavailable

if sys.platform == "win32":
    raise Unavailable(
        Code.DATABASE_UNAVAILABLE,
        "The bundled PostgreSQL is reached through a Unix socket, which Python does not offer on Windows.",
        hint="Set SLA_DATABASE_URL to a PostgreSQL server.",
    )

from sla_plugin.storage.bundled.beginnings import recreate
from sla_plugin.storage.bundled.cluster import SUPERUSER
from sla_plugin.storage.bundled.postmaster import DATABASE
from sla_plugin.storage.bundled.server import BundledServer, ServerStatus, running_server, status, stop

__all__ = [
    "DATABASE",
    "SUPERUSER",
    "BundledServer",
    "ServerStatus",
    "recreate",
    "running_server",
    "status",
    "stop",
]
