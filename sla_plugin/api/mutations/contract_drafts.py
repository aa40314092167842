"""Beginning contracts, and saying what is needed of them."""

from __future__ import annotations

from typing import Annotated

import strawberry
from strawberry import argument as described

from sla_plugin.api.context import Info
from sla_plugin.api.ids import id_if_given, id_of
from sla_plugin.api.mutations.carry_out import carry_out
from sla_plugin.api.mutations.catalogue import KEY
from sla_plugin.api.mutations.contract_acts import ContractPayload, act, seen
from sla_plugin.api.mutations.contract_content import ContractContentInput
from sla_plugin.api.mutations.contract_steps import ContractStepInput
from sla_plugin.api.rights import Needs
from sla_plugin.api.types.contract import contract
from sla_plugin.api.types.contract_enums import ContractKind
from sla_plugin.auth.scopes import Scope
from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.ids import ContractId, ServiceId
from sla_plugin.storage.session import Session
from sla_plugin.usecases.draft_contract import Need, draft_contract
from sla_plugin.usecases.state_needs import add_requirement, drop_requirement, match_requirement


@strawberry.input(description="What a customer needs.")
class NeedInput:
    need: str = strawberry.field(description="In the customer's own words.")
    outcome: str = strawberry.field(description="What comes of it where it is met.")
    service: strawberry.ID | None = strawberry.field(
        default=None, description="What of the catalogue meets it, where that is known."
    )

    def value(self) -> Need:
        service = id_if_given(ServiceId, "Service", self.service, field="service")
        return Need(self.need, self.outcome, service)


@strawberry.input(description="A contract that is to be judged, priced, reviewed and signed.")
class DraftContractInput:
    number: str = strawberry.field(description="Unique for the tenant.")
    kind: ContractKind = strawberry.field(
        default=ContractKind.CUSTOMER, description="Between whom it is made."
    )
    content: ContractContentInput = strawberry.field(description="What it says, as far as that is known.")
    requirements: list[NeedInput] = strawberry.field(
        default_factory=list, description="What the customer needs."
    )
    parent: strawberry.ID | None = strawberry.field(
        default=None, description="The contract above it, such as its framework."
    )
    predecessor: strawberry.ID | None = strawberry.field(
        default=None, description="The contract that it follows."
    )
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="A requirement that is added to a draft.")
class AddRequirementInput(ContractStepInput):
    requirement: NeedInput = strawberry.field(description="What is needed.")


@strawberry.input(description="What of the catalogue meets a requirement.")
class MatchRequirementInput(ContractStepInput):
    requirement: strawberry.ID = strawberry.field(description="Which one.")
    service: strawberry.ID = strawberry.field(description="What meets it.")


@strawberry.input(description="A requirement that counts no more.")
class DropRequirementInput(ContractStepInput):
    requirement: strawberry.ID = strawberry.field(description="Which one.")


@strawberry.type
class ContractDraftMutations:
    @strawberry.mutation(description="Begin a contract.", extensions=[Needs(Scope.CONTRACTS_WRITE)])
    async def draft_contract(
        self, info: Info, input: Annotated[DraftContractInput, described("What it is to be.")]
    ) -> ContractPayload | None:
        async def use_case(session: Session) -> ContractId:
            return await draft_contract(
                session,
                info.context.deed,
                number=input.number,
                kind=input.kind,
                content=input.content.value(),
                needs=[need.value() for need in input.requirements],
                parent=await _seen(info, input.parent, "parent"),
                predecessor=await _seen(info, input.predecessor, "predecessor"),
            )

        made, errors = await carry_out(info.context, "draftContract", input, use_case)
        return ContractPayload(contract=await contract(info, made), user_errors=errors)

    @strawberry.mutation(
        description="Write down what the customer needs.", extensions=[Needs(Scope.CONTRACTS_WRITE)]
    )
    async def add_requirement(
        self, info: Info, input: Annotated[AddRequirementInput, described("Of which contract, and what.")]
    ) -> ContractPayload | None:
        async def do(session: Session, deed: Deed, which: ContractId) -> object:
            need = input.requirement.value()
            return await add_requirement(session, deed, which, input.expected_version, need)

        return await act(info, input, do)

    @strawberry.mutation(
        description="Say what of the catalogue meets a requirement.",
        extensions=[Needs(Scope.CONTRACTS_WRITE)],
    )
    async def match_requirement(
        self, info: Info, input: Annotated[MatchRequirementInput, described("Which one, and by what.")]
    ) -> ContractPayload | None:
        async def do(session: Session, deed: Deed, which: ContractId) -> object:
            requirement = id_of("Requirement", input.requirement, field="requirement")
            service = ServiceId(id_of("Service", input.service, field="service"))
            expected = input.expected_version
            return await match_requirement(session, deed, which, expected, requirement, service)

        return await act(info, input, do)

    @strawberry.mutation(
        description="Drop a requirement. It stays on record.", extensions=[Needs(Scope.CONTRACTS_WRITE)]
    )
    async def drop_requirement(
        self, info: Info, input: Annotated[DropRequirementInput, described("Which one.")]
    ) -> ContractPayload | None:
        async def do(session: Session, deed: Deed, which: ContractId) -> object:
            requirement = id_of("Requirement", input.requirement, field="requirement")
            return await drop_requirement(session, deed, which, input.expected_version, requirement)

        return await act(info, input, do)


async def _seen(info: Info, given: str | None, field: str) -> ContractId | None:
    return None if given is None else await seen(info, given, field=field)
