"""The cast of a contract: a hospital, its provider, and everybody who has a part in coming to terms."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sla_plugin.domain.contracting.content import VersionContent
from sla_plugin.domain.contracting.lines import ContractLine
from sla_plugin.domain.contracting.negotiation import CONSENT, Command, Negotiation
from sla_plugin.domain.contracting.negotiation_table import carry_out
from sla_plugin.domain.contracting.parties import ContractParty, PartyRole
from sla_plugin.domain.contracting.requirements import Requirement, Side
from sla_plugin.domain.contracting.states import ContractKind, ContractState, Step
from sla_plugin.domain.ids import AgreementId, OrganisationId, ServiceId
from sla_plugin.domain.money import Money
from sla_plugin.domain.roles import Role
from sla_plugin.domain.transitions import SYSTEM, Actor

HOSPITAL = OrganisationId(UUID(int=1))
PROVIDER = OrganisationId(UUID(int=2))
PRINTING = ServiceId(UUID(int=3))
GOLD = AgreementId(UUID(int=4))
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATE = datetime(2026, 4, 1, tzinfo=UTC)
NEED = UUID(int=5)

NOK = Actor("nok", frozenset({Role.CRM_AGENT}))
SOMCHAI = Actor("somchai", frozenset({Role.SYSTEMS_ENGINEER}))
MALEE = Actor("malee", frozenset({Role.CUSTOMER_SIGNATORY}), HOSPITAL)
STRANGER = Actor("stranger", frozenset({Role.CUSTOMER_SIGNATORY}), OrganisationId(UUID(int=9)))
ANAN = Actor("anan", frozenset({Role.CONTRACT_MANAGER}))
LEK = Actor("lek", frozenset({Role.LEGAL}))
PIM = Actor("pim", frozenset({Role.FINANCE}))
CAST = (NOK, SOMCHAI, MALEE, STRANGER, ANAN, LEK, PIM, SYSTEM)

PARTIES = frozenset(
    {
        ContractParty(HOSPITAL, PartyRole.CUSTOMER),
        ContractParty(PROVIDER, PartyRole.PROVIDER),
        ContractParty(PROVIDER, PartyRole.REVIEWER, "lek"),
        ContractParty(PROVIDER, PartyRole.REVIEWER, "pim"),
        ContractParty(HOSPITAL, PartyRole.REVIEWER, "malee"),
        ContractParty(HOSPITAL, PartyRole.SIGNATORY, "malee"),
        ContractParty(PROVIDER, PartyRole.SIGNATORY, "anan"),
    }
)
LINE = ContractLine(PRINTING, GOLD, unit_price=Money(Decimal("3000.00"), "THB"))


def content(price: str = "3000.00") -> VersionContent:
    line = replace(LINE, unit_price=Money(Decimal(price), "THB"))
    return VersionContent(date(2026, 4, 1), "Asia/Bangkok", "THB", PARTIES, frozenset({line}))


def draft(**more: object) -> Negotiation:
    """Written by Nok, with one need that a service is matched with."""
    stated: dict[str, object] = {
        "kind": ContractKind.CUSTOMER,
        "number": 1,
        "state": ContractState.DRAFT,
        "content": content(),
        "authors": frozenset({"nok"}),
        "requirements": (
            Requirement(NEED, "the printer must print at night", "shifts start on time", PRINTING),
        ),
        "sign_by": LATE,
    }
    return Negotiation(**{**stated, **more})  # type: ignore[arg-type]  # each test names fields


def read(case: Negotiation, step: Step) -> str | None:
    """The hash that somebody has to have read who does this now."""
    return case.hash_for(CONSENT[step]) if step in CONSENT else None


def does(case: Negotiation, step: Step, actor: Actor, **more: Any) -> Negotiation:
    """Having read what it says now."""
    carried: dict[str, Any] = {"seen": read(case, step), "reason": "as discussed"}
    return carry_out(case, Command(step, actor, NOW, **{**carried, **more}))


STORY: tuple[tuple[Step, Actor, dict[str, Any], ContractState], ...] = (
    (Step.SUBMIT, NOK, {}, ContractState.FEASIBILITY),
    (Step.JUDGE, SOMCHAI, {"requirement": NEED, "side": Side.TECHNICAL}, ContractState.FEASIBILITY),
    (Step.JUDGE, NOK, {"requirement": NEED, "side": Side.COMMERCIAL}, ContractState.SPECIFICATION_REVIEW),
    (Step.APPROVE_SPECIFICATION, MALEE, {}, ContractState.PRICING),
    (Step.AGREE, ANAN, {}, ContractState.PRICING),
    (Step.AGREE, MALEE, {}, ContractState.FINAL_REVIEW),
    (Step.APPROVE, LEK, {}, ContractState.FINAL_REVIEW),
    (Step.APPROVE, PIM, {}, ContractState.FINAL_REVIEW),
    (Step.APPROVE, MALEE, {}, ContractState.AWAITING_SIGNATURE),
    (Step.SIGN, ANAN, {}, ContractState.AWAITING_SIGNATURE),
    (Step.SIGN, MALEE, {}, ContractState.SIGNED),
)
"""From the first draft to the last signature: what is done, by whom, and where it leads."""


def told_until(state: ContractState) -> Negotiation:
    """The story up to when it first comes there."""
    case = draft()
    for step, actor, carried, _ in STORY:
        if case.state is state:
            return case
        case = does(case, step, actor, **carried)
    assert case.state is state
    return case
