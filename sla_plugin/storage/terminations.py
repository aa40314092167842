"""Terminations of contracts, row and value: the case, who approved it, and the papers that show it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from tortoise import fields

from sla_plugin.domain.ids import ContractId, ServiceId
from sla_plugin.domain.notice.trace import Step
from sla_plugin.domain.roles import Role
from sla_plugin.domain.termination.cases import Case, Consented, Side
from sla_plugin.domain.termination.ends import End, Notice
from sla_plugin.domain.termination.grounds import Ground
from sla_plugin.domain.termination.states import CaseState
from sla_plugin.storage.rows import Row
from sla_plugin.storage.session import Session


class CaseRow(Row):
    contract_id = fields.UUIDField()
    ground = fields.TextField()
    initiator = fields.TextField()
    scope: Any = fields.JSONField(null=True)
    state = fields.TextField(default="DRAFT")
    round = fields.IntField(default=1)
    opened_by = fields.TextField()
    opened_at = fields.DatetimeField()
    sent_at = fields.DatetimeField(null=True)
    received_at = fields.DatetimeField(null=True)
    requested_on = fields.DateField(null=True)
    effective_on = fields.DateField(null=True)
    ends_at = fields.DatetimeField(null=True)
    received_on = fields.DateField(null=True)
    trace: Any = fields.JSONField(null=True)
    is_backdated = fields.BooleanField(default=False)
    is_not_before = fields.BooleanField(default=False)
    cure_until = fields.DatetimeField(null=True)
    elect_until = fields.DatetimeField(null=True)
    object_until = fields.DatetimeField(null=True)
    is_disputed = fields.BooleanField(default=False)
    holds_effect = fields.BooleanField(default=False)
    converts = fields.BooleanField(default=False)
    has_money = fields.BooleanField(default=False)
    plan: Any = fields.JSONField(null=True)
    plan_hash = fields.TextField(null=True)
    superseded_from = fields.TextField(null=True)
    objected_from = fields.TextField(null=True)
    submitted_by = fields.TextField(null=True)
    defects: Any = fields.JSONField(null=True)
    executed_at = fields.DatetimeField(null=True)
    told: Any = fields.JSONField(null=True)

    class Meta:
        table = "termination_case"

    def value(
        self,
        approvals: Iterable[CaseApprovalRow] = (),
        *,
        is_settled: bool = False,
    ) -> Case:
        return Case(
            id=self.id,
            contract=ContractId(self.contract_id),
            ground=Ground(self.ground),
            initiator=Side(self.initiator),
            opened_by=self.opened_by,
            opened_at=self.opened_at,
            state=CaseState(self.state),
            scope=None if self.scope is None else frozenset(ServiceId(UUID(one)) for one in self.scope),
            notice=self._notice(),
            end=self._end(),
            cure_until=self.cure_until,
            elect_until=self.elect_until,
            object_until=self.object_until,
            is_disputed=self.is_disputed,
            holds_effect=self.holds_effect,
            has_money=self.has_money,
            converts=self.converts,
            plan_hash=self.plan_hash,
            approvals=tuple(row.value() for row in approvals if row.case_id == self.id),
            round=self.round,
            superseded_from=None if self.superseded_from is None else CaseState(self.superseded_from),
            objected_from=None if self.objected_from is None else CaseState(self.objected_from),
            submitted_by=self.submitted_by,
            defects=tuple(self.defects or ()),
            is_executed=self.executed_at is not None,
            is_settled=is_settled,
            told=frozenset(self.told or ()),
        )

    def _notice(self) -> Notice | None:
        if self.received_at is None:
            return None
        return Notice(
            Ground(self.ground), self.sent_at or self.received_at, self.received_at, self.requested_on
        )

    def _end(self) -> End | None:
        if self.effective_on is None or self.ends_at is None:
            return None
        return End(
            effective_on=self.effective_on,
            ends_at=self.ends_at,
            received_on=self.received_on or self.effective_on,
            trace=tuple(
                Step(one["rule"], one["said"], date.fromisoformat(one["on"])) for one in self.trace or ()
            ),
            is_backdated=self.is_backdated,
            is_not_before=self.is_not_before,
        )


class CaseApprovalRow(Row):
    contract_id = fields.UUIDField()
    case_id = fields.UUIDField()
    given_by = fields.TextField()
    roles = fields.TextField()
    given_at = fields.DatetimeField()
    plan_hash = fields.TextField()
    round = fields.IntField()

    class Meta:
        table = "termination_approval"

    def value(self) -> Consented:
        roles = frozenset(Role(role) for role in self.roles.split(", "))
        return Consented(self.given_by, roles, self.given_at, self.plan_hash, self.round)


class CasePaperRow(Row):
    """`step`: for which it was shown."""

    contract_id = fields.UUIDField()
    case_id = fields.UUIDField()
    step = fields.TextField()
    document_id = fields.UUIDField()
    recorded_by = fields.TextField()
    recorded_at = fields.DatetimeField()

    class Meta:
        table = "termination_paper"


def case_columns(case: Case) -> dict[str, Any]:
    """Every column that a step may change, as the case stands."""
    notice, end = case.notice, case.end
    return {
        "ground": case.ground.value,
        "scope": None if case.scope is None else sorted(str(one) for one in case.scope),
        "state": case.state.value,
        "round": case.round,
        "sent_at": notice and notice.sent_at,
        "received_at": notice and notice.received_at,
        "requested_on": notice and notice.requested_on,
        "effective_on": end and end.effective_on,
        "ends_at": end and end.ends_at,
        "received_on": end and end.received_on,
        "trace": end and _trace(end.trace),
        "is_backdated": end is not None and end.is_backdated,
        "is_not_before": end is not None and end.is_not_before,
        "cure_until": case.cure_until,
        "elect_until": case.elect_until,
        "object_until": case.object_until,
        "is_disputed": case.is_disputed,
        "holds_effect": case.holds_effect,
        "has_money": case.has_money,
        "plan_hash": case.plan_hash,
        "superseded_from": case.superseded_from and case.superseded_from.value,
        "objected_from": case.objected_from and case.objected_from.value,
        "submitted_by": case.submitted_by,
        "defects": list(case.defects) or None,
    }


def _trace(steps: Sequence[Step]) -> list[dict[str, str]]:
    return [{"rule": one.rule, "said": one.said, "on": one.on.isoformat()} for one in steps]


async def case_rows(session: Session, contract: ContractId) -> list[CaseRow]:
    """The first one first."""
    return await session.query(CaseRow).filter(contract_id=contract).order_by("opened_at", "id")
