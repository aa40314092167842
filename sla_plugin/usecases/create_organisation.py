"""Enter an organisation by hand: the provider itself, a department, or a customer that no CRM knows."""

from __future__ import annotations

from dataclasses import dataclass

from sla_plugin.domain.ids import OrganisationId
from sla_plugin.errors import BadInput, Code
from sla_plugin.storage.organisations import CustomerIdentityRow, OrganisationRow
from sla_plugin.storage.session import Session


@dataclass(frozen=True, slots=True)
class NewOrganisation:
    """`name`: as it is registered. `identities` are (system, external id) pairs under which desks will name
    it."""

    name: str
    code: str | None = None
    parent: OrganisationId | None = None
    identities: tuple[tuple[str, str], ...] = ()
    registration_number: str | None = None


async def create_organisation(session: Session, new: NewOrganisation) -> OrganisationId:
    if not new.name.strip():
        raise BadInput(Code.NAME_EMPTY, "An organisation needs a name.", field="name")
    if new.registration_number is not None and not new.registration_number.strip():
        raise BadInput(
            Code.TEXT_EMPTY,
            "The registration number is empty.",
            hint="Leave it out.",
            field="registrationNumber",
        )
    organisation = OrganisationRow(
        name=new.name.strip(),
        code=new.code,
        parent_id=new.parent,
        registration_number=new.registration_number,
    )
    await session.add(organisation)
    for system, external_id in new.identities:
        await session.add(
            CustomerIdentityRow(system=system, external_id=external_id, organisation_id=organisation.id)
        )
    return OrganisationId(organisation.id)
