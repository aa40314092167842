"""Organisations and services."""

from __future__ import annotations

from typing import Annotated

import strawberry
from strawberry import argument as described

from sla_plugin.api.context import Info
from sla_plugin.api.ids import id_if_given
from sla_plugin.api.mutations.carry_out import carry_out
from sla_plugin.api.mutations.payloads import UserError
from sla_plugin.api.rights import Needs
from sla_plugin.api.types.organisation import Organisation, organisation
from sla_plugin.api.types.service import Service, service
from sla_plugin.auth.scopes import Scope
from sla_plugin.domain.ids import OrganisationId, ServiceId
from sla_plugin.storage.session import Session
from sla_plugin.usecases.create_organisation import NewOrganisation, create_organisation
from sla_plugin.usecases.create_service import create_service

KEY = "Repeat it to repeat the request safely: the same key and input is carried out once."


@strawberry.input(description="Under which id a CRM, and so a desk, knows an organisation.")
class IdentityInput:
    system: str = strawberry.field(description="The key of the CRM's connection.")
    external_id: str = strawberry.field(description="The CRM's own id.")


@strawberry.input(description="A new organisation.")
class CreateOrganisationInput:
    name: str = strawberry.field(description="Its name, in its own script.")
    code: str | None = strawberry.field(default=None, description="A short name, unique.")
    parent: strawberry.ID | None = strawberry.field(default=None, description="The account above it.")
    registration_number: str | None = strawberry.field(
        default=None, description="Under which it is entered in a register of companies."
    )
    identities: list[IdentityInput] = strawberry.field(
        default_factory=list, description="How CRMs and desks name it."
    )
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.type(description="The organisation, or why nothing was done.")
class OrganisationPayload:
    organisation: Organisation | None = strawberry.field(description="Null where it was refused.")
    user_errors: list[UserError] = strawberry.field(description="Empty where it was done.")


@strawberry.input(description="A new service of the catalogue.")
class CreateServiceInput:
    code: str = strawberry.field(description="What desks write on a ticket; unique.")
    name: str = strawberry.field(description="How people call it.")
    parent: strawberry.ID | None = strawberry.field(default=None, description="The service above it.")
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.type(description="The service, or why nothing was done.")
class ServicePayload:
    service: Service | None = strawberry.field(description="Null where it was refused.")
    user_errors: list[UserError] = strawberry.field(description="Empty where it was done.")


@strawberry.type
class CatalogueMutations:
    @strawberry.mutation(
        description="Enter an organisation by hand. Customers of a connected CRM come by themselves.",
        extensions=[Needs(Scope.ORGANISATIONS_WRITE)],
    )
    async def create_organisation(
        self, info: Info, input: Annotated[CreateOrganisationInput, described("The organisation.")]
    ) -> OrganisationPayload | None:
        async def use_case(session: Session) -> OrganisationId:
            parent = id_if_given(OrganisationId, "Organisation", input.parent, field="parent")
            identities = tuple((given.system, given.external_id) for given in input.identities)
            number = input.registration_number
            new = NewOrganisation(input.name, input.code, parent, identities, number)
            return await create_organisation(session, new)

        made, errors = await carry_out(info.context, "createOrganisation", input, use_case)
        return OrganisationPayload(organisation=await organisation(info, made), user_errors=errors)

    @strawberry.mutation(
        description="Add a service to the catalogue.", extensions=[Needs(Scope.SERVICES_WRITE)]
    )
    async def create_service(
        self, info: Info, input: Annotated[CreateServiceInput, described("The service.")]
    ) -> ServicePayload | None:
        async def use_case(session: Session) -> ServiceId:
            parent = id_if_given(ServiceId, "Service", input.parent, field="parent")
            return await create_service(session, code=input.code, name=input.name, parent=parent)

        made, errors = await carry_out(info.context, "createService", input, use_case)
        return ServicePayload(service=await service(info, made), user_errors=errors)
