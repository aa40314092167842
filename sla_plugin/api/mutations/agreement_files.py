"""Agreements that come as files."""

from __future__ import annotations

from typing import Annotated

import strawberry
from strawberry import argument as described

from sla_plugin.agreement_files.problems import FilesRefused, Problem
from sla_plugin.api.context import Info
from sla_plugin.api.mutations.carry_out import carry_out
from sla_plugin.api.mutations.catalogue import KEY
from sla_plugin.api.mutations.payloads import UserError
from sla_plugin.api.rights import Needs
from sla_plugin.api.types.agreement import Agreement
from sla_plugin.auth.scopes import Scope, require
from sla_plugin.domain.ids import AgreementId
from sla_plugin.storage.session import Session
from sla_plugin.usecases.import_agreement import import_agreement


@strawberry.input(description="An agreement as a file says it.")
class ImportAgreementInput:
    text: str = strawberry.field(description="The file: YAML.")
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.type(description="One thing that is wrong in a file.")
class FileProblem:
    line: int = strawberry.field(description="From 1.")
    column: int = strawberry.field(description="From 1.")
    path: str = strawberry.field(description="The keys that lead there, `escalations[0].at`.")
    code: str = strawberry.field(description="A stable code.")
    message: str = strawberry.field(description="What is wrong.")
    hint: str | None = strawberry.field(description="What to do.")

    @classmethod
    def of(cls, problem: Problem) -> FileProblem:
        return cls(
            line=problem.place.line,
            column=problem.place.column,
            path=problem.path,
            code=problem.code.value,
            message=problem.message,
            hint=problem.hint,
        )


@strawberry.type(description="The agreement, or all that is wrong in the file.")
class ImportAgreementPayload:
    agreement: Agreement | None = strawberry.field(description="Null where it was refused.")
    problems: list[FileProblem] = strawberry.field(description="In the order of the text.")
    user_errors: list[UserError] = strawberry.field(description="Empty where it was done.")


@strawberry.type
class AgreementFileMutations:
    @strawberry.mutation(
        description="Publish the agreement in a file: as a new one, or as the next version of the one of its "
        "code. Calendars that it brings are created where there are none of their codes, which needs "
        "`calendars:write` too.",
        extensions=[Needs(Scope.AGREEMENTS_WRITE)],
    )
    async def import_agreement(
        self, info: Info, input: Annotated[ImportAgreementInput, described("The file.")]
    ) -> ImportAgreementPayload | None:
        problems: list[FileProblem] = []

        async def use_case(session: Session) -> AgreementId:
            principal, now = info.context.principal, info.context.now
            try:
                done = await import_agreement(session, input.text, "text", principal.subject, now)
            except FilesRefused as refusal:
                problems.extend(FileProblem.of(problem) for problem in refusal.problems)
                raise
            if done.calendars:
                require(principal, Scope.CALENDARS_WRITE)
            return done.agreement

        made, errors = await carry_out(info.context, "importAgreement", input, use_case)
        row = None if made is None else await info.context.loaders.agreements.load(made)
        return ImportAgreementPayload(
            agreement=None if row is None else Agreement.of(row), problems=problems, user_errors=errors
        )
