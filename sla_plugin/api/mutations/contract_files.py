"""Contracts that come as files."""

from __future__ import annotations

from typing import Annotated

import strawberry
from strawberry import argument as described

from sla_plugin.agreement_files.problems import FilesRefused
from sla_plugin.api.context import Info
from sla_plugin.api.mutations.agreement_files import FileProblem
from sla_plugin.api.mutations.carry_out import carry_out
from sla_plugin.api.mutations.catalogue import KEY
from sla_plugin.api.mutations.contract_records import refuse_a_party
from sla_plugin.api.mutations.payloads import UserError
from sla_plugin.api.rights import Needs
from sla_plugin.api.types.contract import Contract, contract
from sla_plugin.auth.scopes import Scope
from sla_plugin.domain.ids import ContractId
from sla_plugin.storage.session import Session
from sla_plugin.usecases.import_contract import import_contract, try_contract
from sla_plugin.usecases.take_contract import Taken


@strawberry.input(description="A contract as a file says it.")
class ImportContractInput:
    text: str = strawberry.field(description="The file: YAML.")
    dry_run: bool = strawberry.field(default=False, description="Do everything, and undo it again.")
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.type(description="The contract, or all that is wrong in the file.")
class ImportContractPayload:
    contract: Contract | None = strawberry.field(
        description="Null where it was refused, and where a dry run would have begun it."
    )
    taken: Taken | None = strawberry.field(
        description="What became of it, or would have. Null where it was refused, and where the same request "
        "came before."
    )
    problems: list[FileProblem] = strawberry.field(description="In the order of the text.")
    user_errors: list[UserError] = strawberry.field(description="Empty where it was done.")


@strawberry.type
class ContractFileMutations:
    @strawberry.mutation(
        description="Take the contract in a file. A new number begins a draft, or is put on record where the "
        "file says who signed it; a draft is edited, and a signed contract amended.",
        extensions=[Needs(Scope.CONTRACTS_WRITE)],
    )
    async def import_contract(
        self, info: Info, input: Annotated[ImportContractInput, described("The file.")]
    ) -> ImportContractPayload | None:
        problems: list[FileProblem] = []
        taken: list[Taken] = []

        async def use_case(session: Session) -> ContractId:
            refuse_a_party(info.context)
            take = try_contract if input.dry_run else import_contract
            try:
                done = await take(session, info.context.deed, input.text, "text")
            except FilesRefused as refusal:
                problems.extend(FileProblem.of(problem) for problem in refusal.problems)
                raise
            taken.append(done.how)
            return done.id

        made, errors = await carry_out(info.context, "importContract", input, use_case)
        return ImportContractPayload(
            contract=await contract(info, made),
            taken=taken[0] if taken else None,
            problems=problems,
            user_errors=errors,
        )
