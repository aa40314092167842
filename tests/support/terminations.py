"""The cast of a termination: a hospital that has given notice, and everybody who has a part in it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sla_plugin.domain.ids import ContractId, OrganisationId
from sla_plugin.domain.notice.earliest import Circumstances
from sla_plugin.domain.notice.rules import Align, NoticePeriod, NoticeRule, Unit
from sla_plugin.domain.roles import Role
from sla_plugin.domain.termination.case_table import carry_out
from sla_plugin.domain.termination.cases import Case, CaseCommand, Side, Sides
from sla_plugin.domain.termination.ends import End, EndClauses, Notice, end_of
from sla_plugin.domain.termination.grounds import Ground
from sla_plugin.domain.termination.states import CaseState, CaseStep
from sla_plugin.domain.transitions import SYSTEM, Actor
from tests.support.cases.notices import business_days

HOSPITAL = OrganisationId(UUID(int=1))
PROVIDER = OrganisationId(UUID(int=2))
CONTRACT = ContractId(UUID(int=7))
STD = business_days(["sat", "sun"], [])
ZONE = "Asia/Bangkok"

NOK = Actor("nok", frozenset({Role.CRM_AGENT}))
ANAN = Actor("anan", frozenset({Role.CONTRACT_MANAGER}))
LEK = Actor("lek", frozenset({Role.LEGAL}))
PIM = Actor("pim", frozenset({Role.FINANCE}))
MALEE = Actor("malee", frozenset({Role.CUSTOMER_SIGNATORY}), HOSPITAL)
STRANGER = Actor("stranger", frozenset({Role.CUSTOMER_SIGNATORY}), OrganisationId(UUID(int=9)))
SOMCHAI = Actor("somchai", frozenset({Role.SLA_MANAGER}))
CAST = (NOK, ANAN, LEK, PIM, MALEE, STRANGER, SOMCHAI, SYSTEM)

NOW = datetime(2026, 3, 31, 3, tzinfo=UTC)
RULE = NoticeRule(NoticePeriod(1, Unit.MONTH), align=Align.MONTH_END)
CLAUSES = EndClauses(ZONE, RULE, Circumstances(STD), date(2026, 1, 1))
PAPER = "ab" * 32
PLAN = "cd" * 32


def notice(ground: Ground = Ground.CONVENIENCE, at: datetime = NOW, on: date | None = None) -> Notice:
    return Notice(ground, at - timedelta(hours=1), at, on)


def end(ground: Ground = Ground.CONVENIENCE, at: datetime = NOW, on: date | None = None) -> End:
    return end_of(notice(ground, at, on), CLAUSES)


def a_case(ground: Ground = Ground.CONVENIENCE, **more: Any) -> Case:
    """Opened by Nok, who passes on what the hospital says."""
    stated: dict[str, Any] = {
        "id": UUID(int=8),
        "contract": CONTRACT,
        "ground": ground,
        "initiator": Side.CUSTOMER,
        "opened_by": "nok",
        "opened_at": NOW,
        "sides": Sides(frozenset({HOSPITAL}), frozenset({PROVIDER})),
        "plan_hash": PLAN,
    }
    return Case(**{**stated, **more})


def does(case: Case, step: CaseStep, actor: Actor, at: datetime = NOW, **carried: Any) -> Case:
    return carry_out(case, CaseCommand(step, actor, at, **carried))


def received(ground: Ground = Ground.CONVENIENCE, **more: Any) -> Case:
    return does(
        a_case(ground, **more), CaseStep.SUBMIT_NOTICE, NOK, notice=notice(ground), end=end(ground),
        document=PAPER, object_until=NOW + timedelta(days=14),
    )  # fmt: skip


def in_review(**more: Any) -> Case:
    return does(received(**more), CaseStep.FIND_VALID, ANAN)


def scheduled(**more: Any) -> Case:
    case = does(in_review(**more), CaseStep.APPROVE, ANAN, seen=PLAN)
    assert case.state is CaseState.SCHEDULED
    return case
