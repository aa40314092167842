"""What is done to a contract once it is signed."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import argument as described

from sla_plugin.api.context import Info
from sla_plugin.api.ids import id_of
from sla_plugin.api.instants import check_instant
from sla_plugin.api.mutations.contract_acts import ContractPayload, act, seen
from sla_plugin.api.mutations.contract_content import ContractContentInput
from sla_plugin.api.mutations.contract_steps import ContractReasonInput, ContractStepInput
from sla_plugin.api.rights import Needs
from sla_plugin.auth.scopes import Scope
from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.contracting.suspensions import SuspendedLine
from sla_plugin.domain.ids import ContractId, ServiceId, SiteId
from sla_plugin.storage.session import Session
from sla_plugin.usecases.amend_contract import amend_contract
from sla_plugin.usecases.move_contract import move_contract
from sla_plugin.usecases.renew_contract import renew_contract
from sla_plugin.usecases.suspend_contract import resume_contract, suspend_contract


@strawberry.input(description="Another version of a contract, beside the one in force.")
class AmendContractInput(ContractStepInput):
    content: ContractContentInput = strawberry.field(
        description="All of what it is to say from its first day on, which may be over."
    )


@strawberry.input(description="A line of a contract, whichever service level it has.")
class SuspendedLineInput:
    service: strawberry.ID = strawberry.field(description="What is delivered.")
    site: strawberry.ID | None = strawberry.field(
        default=None, description="Where; left out, the line that is for no single site."
    )

    def value(self) -> SuspendedLine:
        service = ServiceId(id_of("Service", self.service, field="line"))
        return SuspendedLine(
            service, None if self.site is None else SiteId(id_of("Site", self.site, field="line"))
        )


@strawberry.input(description="A time for which a contract, or one line of it, is suspended.")
class SuspendContractInput(ContractReasonInput):
    since: datetime | None = strawberry.field(default=None, description="From when; left out, from now on.")
    until: datetime | None = strawberry.field(
        default=None, description="The first instant after it; left out, until it is lifted."
    )
    tolls_notice: bool = strawberry.field(
        default=False,
        description="Its days are not counted in a notice period; those of a line, in the period of a notice "
        "that ends this line alone.",
    )
    line: SuspendedLineInput | None = strawberry.field(
        default=None, description="The only line that is suspended; left out, the whole contract."
    )


@strawberry.input(description="A suspension that is lifted.")
class ResumeContractInput(ContractStepInput):
    suspension: strawberry.ID = strawberry.field(description="Which one.")


@strawberry.input(description="Where a contract belongs.")
class MoveContractInput(ContractStepInput):
    below: strawberry.ID | None = strawberry.field(
        default=None, description="The contract above it; left out, it stands by itself."
    )


@strawberry.type
class ContractLifeMutations:
    @strawberry.mutation(
        description="Negotiate another version of a signed contract, from its prices to its signatures, "
        "beside the one in force.",
        extensions=[Needs(Scope.CONTRACTS_WRITE)],
    )
    async def amend_contract(
        self, info: Info, input: Annotated[AmendContractInput, described("Of which contract, and how.")]
    ) -> ContractPayload | None:
        async def do(session: Session, deed: Deed, which: ContractId) -> object:
            content = input.content.value()
            return await amend_contract(session, deed, which, input.expected_version, content)

        return await act(info, input, do)

    @strawberry.mutation(
        description="Suspend a contract, or one line of it: its clocks pause, or run on, as it says itself.",
        extensions=[Needs(Scope.CONTRACTS_WRITE)],
    )
    async def suspend_contract(
        self, info: Info, input: Annotated[SuspendContractInput, described("Which one, when and why.")]
    ) -> ContractPayload | None:
        async def do(session: Session, deed: Deed, which: ContractId) -> object:
            check_instant(input.since, field="since")
            return await suspend_contract(
                session,
                deed,
                which,
                input.expected_version,
                reason=input.reason,
                since=input.since,
                until=input.until,
                tolls_notice=input.tolls_notice,
                line=None if input.line is None else input.line.value(),
            )

        return await act(info, input, do)

    @strawberry.mutation(
        description="Lift a suspension. What it concerns goes on once all are lifted that do.",
        extensions=[Needs(Scope.CONTRACTS_WRITE)],
    )
    async def resume_contract(
        self, info: Info, input: Annotated[ResumeContractInput, described("Which suspension.")]
    ) -> ContractPayload | None:
        async def do(session: Session, deed: Deed, which: ContractId) -> object:
            suspension = id_of("Suspension", input.suspension, field="suspension")
            return await resume_contract(session, deed, which, input.expected_version, suspension)

        return await act(info, input, do)

    @strawberry.mutation(
        description="Add the next term before time does.", extensions=[Needs(Scope.CONTRACTS_WRITE)]
    )
    async def renew_contract(
        self, info: Info, input: Annotated[ContractStepInput, described("Which one.")]
    ) -> ContractPayload | None:
        async def do(session: Session, deed: Deed, which: ContractId) -> object:
            return await renew_contract(session, deed, which, input.expected_version)

        return await act(info, input, do)

    @strawberry.mutation(
        description="Put a contract below another one. Nothing comes to stand below itself.",
        extensions=[Needs(Scope.CONTRACTS_WRITE)],
    )
    async def move_contract(
        self, info: Info, input: Annotated[MoveContractInput, described("Which one, and where.")]
    ) -> ContractPayload | None:
        async def do(session: Session, deed: Deed, which: ContractId) -> object:
            below = None if input.below is None else await seen(info, input.below, field="below")
            return await move_contract(session, deed, which, input.expected_version, below)

        return await act(info, input, do)
