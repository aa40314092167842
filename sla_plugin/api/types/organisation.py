"""Organisations and their sites."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import strawberry

from sla_plugin.api.context import Info
from sla_plugin.api.ids import global_id
from sla_plugin.api.scalars import TimeZone
from sla_plugin.api.types.node import Node
from sla_plugin.storage.organisations import OrganisationRow
from sla_plugin.storage.sites import SiteRow


@strawberry.type(description="A legal person or a department: a customer, a supplier, the provider itself.")
class Organisation(Node):
    name: str = strawberry.field(description="Its name, in its own script.")
    code: str | None = strawberry.field(
        description="A short name given here, unique; null for customers of a CRM."
    )
    registration_number: str | None = strawberry.field(
        description="Under which it is entered in a register of companies, where that is known."
    )
    active: bool = strawberry.field(
        description="False where the CRM retired or merged it. Its contracts end by a termination only."
    )
    key: strawberry.Private[UUID]
    parent_key: strawberry.Private[UUID | None]

    @classmethod
    def of(cls, row: OrganisationRow) -> Organisation:
        return cls(
            id=strawberry.ID(global_id("Organisation", row.id)),
            name=row.name,
            code=row.code,
            registration_number=row.registration_number,
            active=row.active,
            key=row.id,
            parent_key=row.parent_id,
        )

    @strawberry.field(description="The account above this one in the account tree.")
    async def parent(self, info: Info) -> Organisation | None:
        return await organisation(info, self.parent_key)

    @strawberry.field(description="Its places.")
    async def sites(self, info: Info) -> list[Annotated[Site, strawberry.lazy(".organisation")]]:
        return [Site.of(row) for row in await info.context.loaders.sites_of_organisation.load(self.key)]


@strawberry.type(description="A place of a customer; agreements can be scoped to it.")
class Site(Node):
    name: str = strawberry.field(description="How the customer calls it.")
    city: str | None = strawberry.field(description="The city, as the CRM has it.")
    country: str | None = strawberry.field(description="The country, as the CRM has it.")
    zone: TimeZone | None = strawberry.field(description="Its IANA time zone, where the CRM knows it.")
    active: bool = strawberry.field(description="False where the CRM retired it.")
    organisation_key: strawberry.Private[UUID]
    parent_key: strawberry.Private[UUID | None]

    @classmethod
    def of(cls, row: SiteRow) -> Site:
        return cls(
            id=strawberry.ID(global_id("Site", row.id)),
            name=row.name,
            city=row.city,
            country=row.country,
            zone=None if row.zone is None else TimeZone(row.zone),
            active=row.active,
            organisation_key=row.organisation_id,
            parent_key=row.parent_id,
        )

    @strawberry.field(description="The region or site that it lies in.")
    async def parent(self, info: Info) -> Site | None:
        return await site(info, self.parent_key)

    @strawberry.field(description="Whose place it is.")
    async def organisation(self, info: Info) -> Organisation | None:
        return await organisation(info, self.organisation_key)


async def organisation(info: Info, key: UUID | None) -> Organisation | None:
    row = None if key is None else await info.context.loaders.organisations.load(key)
    return None if row is None else Organisation.of(row)


async def site(info: Info, key: UUID | None) -> Site | None:
    row = None if key is None else await info.context.loaders.sites.load(key)
    return None if row is None else Site.of(row)
