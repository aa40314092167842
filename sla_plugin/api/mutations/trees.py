"""Places by hand, and where services, sites and accounts stand in their trees."""

from __future__ import annotations

from typing import Annotated

import strawberry
from strawberry import argument as described

from sla_plugin.api.context import Info
from sla_plugin.api.ids import id_if_given, id_of
from sla_plugin.api.mutations.carry_out import carry_out
from sla_plugin.api.mutations.catalogue import (
    KEY,
    IdentityInput,
    OrganisationPayload,
    ServicePayload,
)
from sla_plugin.api.mutations.payloads import UserError
from sla_plugin.api.rights import Needs
from sla_plugin.api.scalars import TimeZone
from sla_plugin.api.types.organisation import Site, organisation, site
from sla_plugin.api.types.service import service
from sla_plugin.auth.scopes import Scope
from sla_plugin.domain.ids import OrganisationId, ServiceId, SiteId
from sla_plugin.storage.session import Session
from sla_plugin.usecases.create_site import NewSite, create_site
from sla_plugin.usecases.move_in_trees import move_organisation, move_service, move_site

TOP = "Below which one; left out, it comes to the top."


@strawberry.input(description="A region, or a place that no CRM knows.")
class CreateSiteInput:
    organisation: strawberry.ID = strawberry.field(description="Whose place it is.")
    name: str = strawberry.field(description="How people call it.")
    parent: strawberry.ID | None = strawberry.field(default=None, description="The site that it lies in.")
    city: str | None = strawberry.field(default=None, description="The city.")
    country: str | None = strawberry.field(default=None, description="The country.")
    zone: TimeZone | None = strawberry.field(default=None, description="Its IANA time zone.")
    identity: IdentityInput | None = strawberry.field(
        default=None, description="How desks name it; left out, no ticket does."
    )
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="Where a service is to stand in the catalogue.")
class MoveServiceInput:
    service: strawberry.ID = strawberry.field(description="Which one.")
    below: strawberry.ID | None = strawberry.field(default=None, description=TOP)
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="In which site another one lies.")
class MoveSiteInput:
    site: strawberry.ID = strawberry.field(description="Which one.")
    below: strawberry.ID | None = strawberry.field(default=None, description=TOP)
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="Where an account is to stand in the account tree.")
class MoveOrganisationInput:
    organisation: strawberry.ID = strawberry.field(description="Which one; not one that a CRM places.")
    below: strawberry.ID | None = strawberry.field(default=None, description=TOP)
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.type(description="The site, or why nothing was done.")
class SitePayload:
    site: Site | None = strawberry.field(description="Null where it was refused.")
    user_errors: list[UserError] = strawberry.field(description="Empty where it was done.")


@strawberry.type
class TreeMutations:
    @strawberry.mutation(
        description="Enter a region, or a place by hand. Sites of a connected CRM come by themselves.",
        extensions=[Needs(Scope.ORGANISATIONS_WRITE)],
    )
    async def create_site(
        self, info: Info, input: Annotated[CreateSiteInput, described("The site.")]
    ) -> SitePayload | None:
        async def use_case(session: Session) -> SiteId:
            identity = None if input.identity is None else (input.identity.system, input.identity.external_id)
            new = NewSite(
                organisation=OrganisationId(id_of("Organisation", input.organisation, field="organisation")),
                name=input.name,
                parent=id_if_given(SiteId, "Site", input.parent, field="parent"),
                city=input.city,
                country=input.country,
                zone=input.zone,
                identity=identity,
            )
            return await create_site(session, new)

        made, errors = await carry_out(info.context, "createSite", input, use_case)
        return SitePayload(site=await site(info, made), user_errors=errors)

    @strawberry.mutation(
        description="Say in which site another one lies: what is promised there holds in it, too.",
        extensions=[Needs(Scope.ORGANISATIONS_WRITE)],
    )
    async def move_site(
        self, info: Info, input: Annotated[MoveSiteInput, described("Which, and where.")]
    ) -> SitePayload | None:
        async def use_case(session: Session) -> SiteId:
            which = SiteId(id_of("Site", input.site, field="site"))
            below = id_if_given(SiteId, "Site", input.below, field="below")
            return await move_site(session, which, below, info.context.now)

        made, errors = await carry_out(info.context, "moveSite", input, use_case)
        return SitePayload(site=await site(info, made), user_errors=errors)

    @strawberry.mutation(
        description="Move a service in the catalogue: what is promised for a service holds for those below.",
        extensions=[Needs(Scope.SERVICES_WRITE)],
    )
    async def move_service(
        self, info: Info, input: Annotated[MoveServiceInput, described("Which, and where.")]
    ) -> ServicePayload | None:
        async def use_case(session: Session) -> ServiceId:
            which = ServiceId(id_of("Service", input.service, field="service"))
            below = id_if_given(ServiceId, "Service", input.below, field="below")
            return await move_service(session, which, below, info.context.now)

        made, errors = await carry_out(info.context, "moveService", input, use_case)
        return ServicePayload(service=await service(info, made), user_errors=errors)

    @strawberry.mutation(
        description="Move an account in the account tree. Customers of a connected CRM are moved there.",
        extensions=[Needs(Scope.ORGANISATIONS_WRITE)],
    )
    async def move_organisation(
        self, info: Info, input: Annotated[MoveOrganisationInput, described("Which, and where.")]
    ) -> OrganisationPayload | None:
        async def use_case(session: Session) -> OrganisationId:
            which = OrganisationId(id_of("Organisation", input.organisation, field="organisation"))
            below = id_if_given(OrganisationId, "Organisation", input.below, field="below")
            return await move_organisation(session, which, below, info.context.now)

        made, errors = await carry_out(info.context, "moveOrganisation", input, use_case)
        return OrganisationPayload(organisation=await organisation(info, made), user_errors=errors)
