"""What-if: a draft, replayed over what really happened."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import argument as described

from sla_plugin.api.context import Info
from sla_plugin.api.ids import id_of
from sla_plugin.api.mutations.agreements import AgreementVersionInput, version_of
from sla_plugin.api.mutations.payloads import ANSWERABLE, UserError, user_error
from sla_plugin.api.rights import Needs
from sla_plugin.api.scalars import TimeZone
from sla_plugin.api.types.enums import AgreementKind, Level
from sla_plugin.api.types.simulation import Simulation
from sla_plugin.auth.scopes import Scope
from sla_plugin.domain import agreements as domain
from sla_plugin.domain.ids import AgreementId
from sla_plugin.domain.periods import Period
from sla_plugin.storage.ids import new_id
from sla_plugin.usecases.simulate_agreement import simulate_agreement


@strawberry.input(description="An agreement that is not there yet.")
class DraftedAgreementInput:
    code: str = strawberry.field(description="A short name.")
    kind: AgreementKind = strawberry.field(description="With whom it would be made.")
    level: Level = strawberry.field(description="How specific it would be.")


@strawberry.input(description="What would be promised; one of the two.", one_of=True)
class SimulatedAgreementInput:
    amended: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET, description="A next version of this agreement."
    )
    new: DraftedAgreementInput | None = strawberry.field(
        default=strawberry.UNSET, description="An agreement beside the others."
    )


@strawberry.input(description="What is replayed through what.")
class SimulationInput:
    agreement: SimulatedAgreementInput = strawberry.field(description="Of which agreement.")
    version: AgreementVersionInput = strawberry.field(description="What it would promise.")
    since: datetime = strawberry.field(description="The first instant of the period.")
    until: datetime = strawberry.field(description="The first instant after it.")
    zone: TimeZone = strawberry.field(default=TimeZone("UTC"), description="For the busiest hours.")


@strawberry.type(description="The simulation, or why there is none.")
class SimulationPayload:
    simulation: Simulation | None = strawberry.field(description="Null where it was refused.")
    user_errors: list[UserError] = strawberry.field(description="Empty where it was done.")


@strawberry.type
class SimulationQueries:
    @strawberry.field(
        description="Replay the tickets of a past period through a draft. Writes nothing.",
        extensions=[Needs(Scope.REPORTS_READ)],
    )
    async def simulation(
        self, info: Info, input: Annotated[SimulationInput, described("What through what.")]
    ) -> SimulationPayload:
        context = info.context
        try:
            found = await simulate_agreement(
                context.session,
                _agreement(input.agreement),
                version_of(input.version),
                Period(input.since, input.until),
                input.zone,
                context.now,
            )
        except ANSWERABLE as error:
            return SimulationPayload(simulation=None, user_errors=[user_error(error)])
        return SimulationPayload(simulation=Simulation.of(found), user_errors=[])


def _agreement(given: SimulatedAgreementInput) -> AgreementId | domain.Agreement:
    if isinstance(given.new, DraftedAgreementInput):
        draft = given.new
        return domain.Agreement(AgreementId(new_id()), draft.code, draft.code, draft.kind, draft.level)
    return AgreementId(id_of("Agreement", str(given.amended), field="agreement.amended"))
