"""Ids with a type each, so that a site's id cannot be passed for a service's."""

from typing import NewType
from uuid import UUID

TenantId = NewType("TenantId", UUID)
OrganisationId = NewType("OrganisationId", UUID)
SiteId = NewType("SiteId", UUID)
ServiceId = NewType("ServiceId", UUID)
CalendarId = NewType("CalendarId", UUID)
AgreementId = NewType("AgreementId", UUID)
AgreementVersionId = NewType("AgreementVersionId", UUID)
ContractId = NewType("ContractId", UUID)
ConnectionId = NewType("ConnectionId", UUID)
TicketId = NewType("TicketId", UUID)
CustomerGroupId = NewType("CustomerGroupId", UUID)
ClockId = NewType("ClockId", UUID)
