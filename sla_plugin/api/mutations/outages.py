"""When services were not there."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

import strawberry
from strawberry import argument as described

from sla_plugin.api.context import Info
from sla_plugin.api.ids import id_if_given, id_of
from sla_plugin.api.mutations.carry_out import carry_out
from sla_plugin.api.mutations.catalogue import KEY
from sla_plugin.api.mutations.payloads import UserError
from sla_plugin.api.rights import Needs
from sla_plugin.api.types.availability import Outage, outage
from sla_plugin.auth.scopes import Scope
from sla_plugin.domain.ids import ServiceId, SiteId
from sla_plugin.storage.session import Session
from sla_plugin.usecases.record_outage import ToldOutage, record_outage


@strawberry.input(description="That a service was down, or is. Tell it again with its end when it is over.")
class RecordOutageInput:
    name: str = strawberry.field(description="What it is called; the same when its end is told.")
    service: strawberry.ID = strawberry.field(description="What was down, with the services below it.")
    site: strawberry.ID | None = strawberry.field(default=None, description="Left out: everywhere.")
    began_at: datetime = strawberry.field(description="From when on.")
    ended_at: datetime | None = strawberry.field(default=None, description="Left out: it goes on.")
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.type(description="The outage, or why it was not taken down.")
class RecordOutagePayload:
    outage: Outage | None = strawberry.field(description="Null where it was refused.")
    user_errors: list[UserError] = strawberry.field(description="Empty where it was done.")


@strawberry.type
class OutageMutations:
    @strawberry.mutation(
        description="Take down that a service was not there.", extensions=[Needs(Scope.SERVICES_WRITE)]
    )
    async def record_outage(
        self, info: Info, input: Annotated[RecordOutageInput, described("What, where and when.")]
    ) -> RecordOutagePayload | None:
        async def use_case(session: Session) -> UUID:
            told = ToldOutage(
                outage=input.name,
                service=ServiceId(id_of("Service", input.service, field="service")),
                site=id_if_given(SiteId, "Site", input.site, field="site"),
                began_at=input.began_at,
                ended_at=input.ended_at,
            )
            return await record_outage(session, told, info.context.now)

        made, errors = await carry_out(info.context, "recordOutage", input, use_case)
        return RecordOutagePayload(outage=await outage(info, made), user_errors=errors)
