"""Terminations: the end of a contract as a case, from its notice to its settlement."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import strawberry

from sla_plugin.api.arguments import OnlyAllowed
from sla_plugin.api.context import Info
from sla_plugin.api.ids import global_id
from sla_plugin.api.types.document import Document, document
from sla_plugin.api.types.node import Node
from sla_plugin.api.types.notice_trace import NoticeStep, steps_shown
from sla_plugin.api.types.obligation import Obligation
from sla_plugin.api.types.service import Service
from sla_plugin.api.types.settlement import Settlement, SettlementStatement, services_shown
from sla_plugin.api.types.termination_actions import AllowedTerminationAction
from sla_plugin.api.types.termination_enums import CaseState, Ground, Role, Side
from sla_plugin.api.types.termination_plan import TerminationPlan
from sla_plugin.auth.actors import actor_of
from sla_plugin.domain.termination import ends
from sla_plugin.domain.termination.case_table import allowed_steps
from sla_plugin.domain.termination.cases import Case, Consented
from sla_plugin.storage.end_plans import plan_from_json
from sla_plugin.storage.terminations import CasePaperRow, CaseRow
from sla_plugin.usecases.termination_cases import CasesOnRecord

if TYPE_CHECKING:
    from sla_plugin.api.types.contract import Contract


@strawberry.type(description="Notice, as its paper shows it.")
class TerminationNotice:
    sent_at: datetime = strawberry.field(description="When it was sent.")
    received_at: datetime = strawberry.field(description="When it was received; that is what counts.")
    requested_on: date | None = strawberry.field(
        description="The last day of service that is wished for, or was agreed on."
    )


@strawberry.type(description="When a contract ends, and how that came about. This is not legal advice.")
class TerminationEnd:
    effective_on: date = strawberry.field(description="The last day of service; it is served and charged.")
    ends_at: datetime = strawberry.field(description="From when on nothing is measured.")
    received_on: date = strawberry.field(description="The day of receipt, in the contract's zone.")
    is_backdated: bool = strawberry.field(description="It lies before the day of receipt.")
    is_not_before: bool = strawberry.field(
        description="A suspension goes on that is not counted, so it may yet be later."
    )
    trace: list[NoticeStep] = strawberry.field(description="How it came about, step by step.")

    @classmethod
    def of(cls, end: ends.End) -> TerminationEnd:
        return cls(
            effective_on=end.effective_on,
            ends_at=end.ends_at,
            received_on=end.received_on,
            is_backdated=end.is_backdated,
            is_not_before=end.is_not_before,
            trace=steps_shown(end.trace),
        )


@strawberry.type(description="Somebody's yes to what is planned.")
class TerminationApproval:
    by: str = strawberry.field(description="Who.")
    roles: list[Role] = strawberry.field(description="As what.")
    at: datetime = strawberry.field(description="When.")
    plan_hash: str = strawberry.field(description="To which plan.")
    counts: bool = strawberry.field(description="It does; a yes to another plan counts no more.")

    @classmethod
    def of(cls, given: Consented, case: Case) -> TerminationApproval:
        return cls(
            by=given.by,
            roles=sorted(given.roles),
            at=given.at,
            plan_hash=given.plan_hash,
            counts=given in case.counting,
        )


@strawberry.type(description="A paper that was shown for a termination.")
class TerminationPaper:
    step: str = strawberry.field(description="For which step: `SUBMIT_NOTICE`; or `EVIDENCE`.")
    recorded_by: str = strawberry.field(description="Who showed it.")
    recorded_at: datetime = strawberry.field(description="When.")
    document_key: strawberry.Private[UUID]

    @classmethod
    def of(cls, row: CasePaperRow) -> TerminationPaper:
        return cls(
            step=row.step,
            recorded_by=row.recorded_by,
            recorded_at=row.recorded_at,
            document_key=row.document_id,
        )

    @strawberry.field(description="The paper.")
    async def document(self, info: Info) -> Document | None:
        return await document(info, self.document_key)


@strawberry.type(
    description="The end of a contract, or of some of its lines, as a case. Until its end instant the "
    "contract is in effect, measured and creditable."
)
class TerminationCase(Node):
    ground: Ground = strawberry.field(description="Why.")
    initiator: Side = strawberry.field(description="Who ends it.")
    state: CaseState = strawberry.field(description="How far it has come.")
    opened_by: str = strawberry.field(description="Who opened it.")
    opened_at: datetime = strawberry.field(description="When.")
    notice: TerminationNotice | None = strawberry.field(description="Null until there is one on record.")
    end: TerminationEnd | None = strawberry.field(description="Null until it is computed.")
    cure_until: datetime | None = strawberry.field(
        description="The first instant at which the breach can no longer be cured."
    )
    elect_until: datetime | None = strawberry.field(
        description="The first instant at which the end can no longer be elected."
    )
    object_until: datetime | None = strawberry.field(
        description="The first instant at which the other party can no longer object."
    )
    is_disputed: bool = strawberry.field(description="The other party objects, and it is not decided.")
    holds_effect: bool = strawberry.field(description="The objection holds the end until it is decided.")
    defects: list[str] = strawberry.field(description="What is wrong with a notice that was rejected.")
    executed_at: datetime | None = strawberry.field(description="When what was planned was executed.")
    row: strawberry.Private[CaseRow]

    @classmethod
    def of(cls, row: CaseRow) -> TerminationCase:
        case = row.value()
        notice, end = case.notice, case.end
        return cls(
            id=strawberry.ID(global_id("TerminationCase", row.id)),
            ground=case.ground,
            initiator=case.initiator,
            state=case.state,
            opened_by=case.opened_by,
            opened_at=case.opened_at,
            notice=None if notice is None else _notice(notice),
            end=None if end is None else TerminationEnd.of(end),
            cure_until=case.cure_until,
            elect_until=case.elect_until,
            object_until=case.object_until,
            is_disputed=case.is_disputed,
            holds_effect=case.holds_effect,
            defects=list(case.defects),
            executed_at=row.executed_at,
            row=row,
        )

    @strawberry.field(description="The contract that ends.")
    async def contract(self, info: Info) -> Annotated[Contract, strawberry.lazy(".contract")] | None:
        from sla_plugin.api.types.contract import contract

        return await contract(info, self.row.contract_id)

    @strawberry.field(description="The services whose lines end; null: the whole contract.")
    async def scope(self, info: Info) -> list[Service] | None:
        return await services_shown(info, self.row.value().scope)

    @strawberry.field(
        description="Whose yes it needs: each of these through another person, none of whom "
        "opened it or put its notice on record."
    )
    async def approvers(self, info: Info) -> list[Role]:
        return sorted((await self._case(info)).approvers)

    @strawberry.field(description="Every yes that was given, the first one first.")
    async def approvals(self, info: Info) -> list[TerminationApproval]:
        case = await self._case(info)
        return [TerminationApproval.of(one, case) for one in case.approvals]

    @strawberry.field(description="What its end will bring about; null until it is in review.")
    def plan(self) -> TerminationPlan | None:
        stated = self.row.plan
        return None if stated is None else TerminationPlan.of(plan_from_json(stated))

    @strawberry.field(description="The papers that show it, the first one first.")
    async def papers(self, info: Info) -> list[TerminationPaper]:
        rows = await info.context.loaders.of_terminations.papers_of.load(self.row.id)
        return [TerminationPaper.of(row) for row in rows]

    @strawberry.field(description="What the exit owes.")
    async def obligations(self, info: Info) -> list[Obligation]:
        rows = await info.context.loaders.of_terminations.duties_of.load(self.row.id)
        is_bound = info.context.bound_to is not None
        return [Obligation.of(row) for row in rows if not (is_bound and row.is_internal)]

    @strawberry.field(description="The settlement, once it is sealed.")
    async def settlement(self, info: Info) -> Settlement | None:
        rows = await info.context.loaders.of_terminations.settlements_of.load(self.row.id)
        return Settlement.of(rows[0]) if rows else None

    @strawberry.field(
        description="What would be sealed now; null before the end instant, and once it is sealed. Ask for "
        "it of one termination at a time: it evaluates every clock of the contract."
    )
    async def settlement_draft(self, info: Info) -> SettlementStatement | None:
        cases, case = await self._cases(info), await self._case(info)
        is_due = case.state in (CaseState.EFFECTIVE, CaseState.SETTLING)
        if not is_due or case.id in cases.sealed:
            return None
        return SettlementStatement.of(await info.context.loaders.of_terminations.draft(cases, case))

    @strawberry.field(
        description="Everything that can be done to it, and whether whoever asks may do it now."
    )
    async def allowed_actions(
        self, info: Info, only_allowed: OnlyAllowed = False
    ) -> list[AllowedTerminationAction]:
        cases, context = await self._cases(info), info.context
        case = cases.seen(self.row.id, context.now)
        found = allowed_steps(case, actor_of(context.principal), context.now)
        return [AllowedTerminationAction.of(one) for one in found if one.because is None or not only_allowed]

    async def _cases(self, info: Info) -> CasesOnRecord:
        cases = await info.context.loaders.of_terminations.of_contract.load(self.row.contract_id)
        assert cases is not None, "its contract was seen"
        return cases

    async def _case(self, info: Info) -> Case:
        cases = await self._cases(info)
        return cases.value(cases.row(self.row.id))


def _notice(notice: ends.Notice) -> TerminationNotice:
    return TerminationNotice(
        sent_at=notice.sent_at, received_at=notice.received_at, requested_on=notice.requested_on
    )


async def termination_case(info: Info, key: UUID | None) -> TerminationCase | None:
    row = None if key is None else await info.context.loaders.of_terminations.cases.load(key)
    return None if row is None else TerminationCase.of(row)
