"""The steps of a contract's way to its signatures: each is a row here, and one mutation."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry
from strawberry import argument as described

from sla_plugin.api.context import Info
from sla_plugin.api.ids import id_of
from sla_plugin.api.mutations.catalogue import KEY
from sla_plugin.api.mutations.contract_acts import ContractPayload, act
from sla_plugin.api.mutations.contract_content import ContractContentInput
from sla_plugin.api.rights import Needs
from sla_plugin.api.types.contract_enums import Side
from sla_plugin.auth.scopes import Scope
from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.contracting.states import Step
from sla_plugin.domain.ids import ContractId
from sla_plugin.storage.session import Session
from sla_plugin.usecases.click_to_sign import ClickToSign
from sla_plugin.usecases.take_contract_step import ContractStep, take_contract_step

EXPECTED = "The contract's `version` that was read; refused where somebody else was there first."


@strawberry.input(description="Something that is done to a contract.")
class ContractStepInput:
    contract: strawberry.ID = strawberry.field(description="Which one.")
    expected_version: int | None = strawberry.field(default=None, description=EXPECTED)
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)

    def step(self, which: Step) -> ContractStep:
        return ContractStep(which)


@strawberry.input(description="Something that is done to a contract for a reason.")
class ContractReasonInput(ContractStepInput):
    reason: str = strawberry.field(description="Why; it is kept with the contract.")

    def step(self, which: Step) -> ContractStep:
        return ContractStep(which, reason=self.reason)


@strawberry.input(description="A yes to what a version says.")
class ContractConsentInput(ContractStepInput):
    content_hash: str = strawberry.field(
        description="The version's `contentHash` that was read, and in `approveSpecification` its "
        "`specificationHash`: a yes to that, and to nothing else."
    )

    def step(self, which: Step) -> ContractStep:
        return ContractStep(which, seen=self.content_hash)


@strawberry.input(description="A signature, by the click of whoever the token names.")
class SignContractInput(ContractConsentInput):
    document_hash: str | None = strawberry.field(
        default=None,
        description="SHA-256 of the paper that was read: one of the `documents` of kind FINAL, or AMENDMENT, "
        "that were made when it was published. Left out only where none is kept.",
    )

    def step(self, which: Step) -> ContractStep:
        return ContractStep(which, seen=self.content_hash, signing=ClickToSign(self.document_hash))


@strawberry.input(description="That one side of a requirement is feasible.")
class JudgeRequirementInput(ContractStepInput):
    requirement: strawberry.ID = strawberry.field(description="Which one.")
    side: Side = strawberry.field(description="What of it.")

    def step(self, which: Step) -> ContractStep:
        requirement = id_of("Requirement", self.requirement, field="requirement")
        return ContractStep(which, requirement=requirement, side=self.side)


@strawberry.input(description="What the version that is negotiated is to say instead.")
class EditContractInput(ContractStepInput):
    expected_version: int = strawberry.field(description=EXPECTED)
    content: ContractContentInput = strawberry.field(description="All of it; what is left out is gone.")

    def step(self, which: Step) -> ContractStep:
        return ContractStep(which, content=self.content.value())


def _mutation(which: Step, kind: type[ContractStepInput], description: str) -> Any:
    """Of one step; its name is that of the attribute that it becomes."""

    async def resolve(self: object, info: Info, input: Any) -> Any:
        async def do(session: Session, deed: Deed, contract: ContractId) -> ContractId:
            return await take_contract_step(
                session, deed, contract, input.expected_version, input.step(which), info.context.documents
            )

        return await act(info, input, do)

    resolve.__annotations__ |= {
        "input": Annotated[kind, described("Of which contract, and what it has to carry.")],
        "return": ContractPayload | None,
    }
    return strawberry.mutation(
        resolver=resolve, description=description, extensions=[Needs(Scope.CONTRACTS_WRITE)]
    )


@strawberry.type
class ContractStepMutations:
    edit_contract = _mutation(
        Step.EDIT,
        EditContractInput,
        "Change what the version says that is negotiated. Whatever was approved of it counts no more.",
    )
    submit_contract = _mutation(
        Step.SUBMIT, ContractStepInput, "Hand a draft over to those who judge its requirements."
    )
    submit_contract_for_review = _mutation(
        Step.TAKE_SHORT_PATH,
        ContractStepInput,
        "Bring an internal or underpinning contract to its final review at once.",
    )
    judge_requirement = _mutation(
        Step.JUDGE,
        JudgeRequirementInput,
        "Say that a requirement can be done, or is worth it: two persons. After the last one, the customer "
        "reads the specification.",
    )
    rework_contract = _mutation(
        Step.REWORK, ContractReasonInput, "Send a contract back to its draft, to be judged anew."
    )
    declare_contract_infeasible = _mutation(
        Step.DECLARE_INFEASIBLE, ContractReasonInput, "Give a contract up: what is needed cannot be done."
    )
    approve_specification = _mutation(
        Step.APPROVE_SPECIFICATION, ContractConsentInput, "The customer's yes to what would be delivered."
    )
    reject_specification = _mutation(
        Step.REJECT_SPECIFICATION, ContractReasonInput, "The customer's no; another specification is written."
    )
    agree_prices = _mutation(
        Step.AGREE, ContractConsentInput, "One side's yes to service levels and prices; both are needed."
    )
    approve_contract = _mutation(
        Step.APPROVE,
        ContractConsentInput,
        "A reviewer's yes to the whole. With the last one it is published, to be signed.",
    )
    request_contract_change = _mutation(
        Step.REQUEST_CHANGE, ContractReasonInput, "A reviewer's no: service levels and prices are open again."
    )
    sign_contract = _mutation(
        Step.SIGN,
        SignContractInput,
        "Sign. With the last signature the contract is signed, and from its first day on its lines are "
        "measured.",
    )
    decline_signature = _mutation(
        Step.DECLINE,
        ContractReasonInput,
        "Refuse to sign: it is reviewed again, and those who had signed are told.",
    )
    abandon_contract = _mutation(Step.ABANDON, ContractReasonInput, "Give a version up before it is signed.")
