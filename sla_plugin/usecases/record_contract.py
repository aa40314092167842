"""Record the contract that covers a customer's tickets."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import available_timezones

from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.ids import ContractId, OrganisationId
from sla_plugin.domain.roles import Role
from sla_plugin.errors import BadInput, Code
from sla_plugin.storage.contract_record import ContractRecord
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.session import Session
from sla_plugin.storage.tickets import mark_all_due
from sla_plugin.usecases.draft_contract import require_role

RECORDERS = frozenset({Role.CONTRACT_MANAGER, Role.CRM_AGENT})


async def record_contract(
    session: Session,
    deed: Deed,
    *,
    number: str,
    customer: OrganisationId,
    zone: str,
    monitored_from: datetime,
    monitored_until: datetime | None,
) -> ContractId:
    """Monitoring holds while `monitored_from <= t < monitored_until`. Forbidden `right.role`, Conflict
    `object.duplicate`, NotFound, BadInput `name.empty`, `calendar.unknown_zone`, `dates.reversed`."""
    require_role(deed, RECORDERS)
    if not number.strip():
        raise BadInput(Code.NAME_EMPTY, "A contract needs a number.", field="number")
    if zone not in available_timezones():
        raise BadInput(Code.CALENDAR_UNKNOWN_ZONE, f"{zone!r} is no IANA time zone.", field="zone")
    if monitored_until is not None and monitored_until <= monitored_from:
        raise BadInput(
            Code.DATES_REVERSED,
            "The contract would end before it starts.",
            hint="Put monitoredUntil after monitoredFrom, or leave it out.",
            field="monitoredUntil",
        )
    contract = ContractRow(
        number=number,
        customer_id=customer,
        zone=zone,
        monitored_from=monitored_from,
        monitored_until=monitored_until,
        recorded_at=deed.at,
    )
    record = ContractRecord(session, contract)
    await record.add(contract)
    await record.write_down(deed, "contract.entered")
    await mark_all_due(session, deed.at)
    return record.id
