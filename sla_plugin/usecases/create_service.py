"""Add a service to the catalogue."""

from __future__ import annotations

from sla_plugin.domain.ids import ServiceId
from sla_plugin.errors import BadInput, Code
from sla_plugin.storage.services import ServiceRow
from sla_plugin.storage.session import Session


async def create_service(
    session: Session, *, code: str, name: str, parent: ServiceId | None = None
) -> ServiceId:
    """`code` is what desks write on a ticket; unique in the catalogue."""
    if not code.strip() or not name.strip():
        raise BadInput(Code.NAME_EMPTY, "A service needs a code and a name.", field="code")
    service = ServiceRow(code=code.strip(), name=name.strip(), parent_id=parent)
    await session.add(service)
    return ServiceId(service.id)
