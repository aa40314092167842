"""The way of a version to its signature, row by row (50-contracts, "Lifecycle")."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sla_plugin.domain.contracting import checks, guards
from sla_plugin.domain.contracting.negotiation import Command, Negotiation, done
from sla_plugin.domain.contracting.parties import PartyRole
from sla_plugin.domain.contracting.states import ContractState, Step
from sla_plugin.domain.contracting.who import named, roles
from sla_plugin.domain.roles import Role
from sla_plugin.domain.transitions import Actor, AllowedAction, Table
from sla_plugin.domain.transitions import Transition as Row

_S = ContractState
_AGENTS = roles(Role.CRM_AGENT, Role.SYSTEMS_ENGINEER)
_MANAGER = roles(Role.CONTRACT_MANAGER)
_AGENT_OR_MANAGER = roles(Role.CRM_AGENT, Role.CONTRACT_MANAGER)
_BOTH_SIDES = roles(Role.CUSTOMER_SIGNATORY, Role.CONTRACT_MANAGER)
_WRITERS = roles(Role.CRM_AGENT, Role.SYSTEMS_ENGINEER, Role.CONTRACT_MANAGER)
_CUSTOMER = roles(Role.CUSTOMER_SIGNATORY)
_REVIEWER, _SIGNATORY = named(PartyRole.REVIEWER), named(PartyRole.SIGNATORY)
_SYSTEM = roles(Role.SYSTEM)

_UNSIGNED = (
    _S.DRAFT,
    _S.FEASIBILITY,
    _S.SPECIFICATION_REVIEW,
    _S.PRICING,
    _S.FINAL_REVIEW,
    _S.AWAITING_SIGNATURE,
)

_READY = (guards.is_priced, guards.is_supported, guards.has_reviewers, guards.has_signatories)
_READ = (checks.has_seen_it,)
_REASON = (checks.gives_a_reason,)
_SOUND = (checks.is_sound,)
_UNJUDGED = (checks.is_not_judged,)

ROWS: tuple[Row[ContractState, Step, Negotiation, Command], ...] = (
    Row(_S.DRAFT, Step.EDIT, _WRITERS, _S.DRAFT, checks=_SOUND),
    Row(_S.DRAFT, Step.ADD_REQUIREMENT, _WRITERS, _S.DRAFT),
    Row(_S.DRAFT, Step.MATCH_REQUIREMENT, _WRITERS, _S.DRAFT, checks=_UNJUDGED),
    Row(_S.DRAFT, Step.DROP_REQUIREMENT, _WRITERS, _S.DRAFT, checks=(checks.is_there,)),
    Row(_S.DRAFT, Step.SUBMIT, _AGENTS, _S.FEASIBILITY, (guards.has_parties, guards.has_requirements)),
    Row(
        _S.DRAFT, Step.TAKE_SHORT_PATH, _MANAGER, _S.FINAL_REVIEW,
        (guards.has_short_path, guards.has_parties, *_READY), effect="INTERNAL and UNDERPINNING only",
    ),
    Row(_S.FEASIBILITY, Step.MATCH_REQUIREMENT, _WRITERS, _S.FEASIBILITY, checks=_UNJUDGED),
    Row(
        _S.FEASIBILITY, Step.JUDGE, _AGENTS, _S.SPECIFICATION_REVIEW, checks=(checks.can_be_judged,),
        once=guards.every_requirement_is_judged, effect="technically and commercially, by two persons",
    ),
    Row(_S.FEASIBILITY, Step.REWORK, _AGENTS, _S.DRAFT, checks=_REASON),
    Row(_S.FEASIBILITY, Step.DECLARE_INFEASIBLE, _AGENTS, _S.ABANDONED, checks=_REASON),
    Row(
        _S.SPECIFICATION_REVIEW, Step.APPROVE_SPECIFICATION, _CUSTOMER, _S.PRICING,
        (guards.did_not_write_it,), checks=_READ,
    ),
    Row(
        _S.SPECIFICATION_REVIEW, Step.REJECT_SPECIFICATION, _CUSTOMER, _S.DRAFT, checks=_REASON,
        effect="a new specification is written",
    ),
    Row(_S.PRICING, Step.EDIT, _WRITERS, _S.PRICING, checks=_SOUND, effect="voids what was agreed"),
    Row(
        _S.PRICING, Step.AGREE, _BOTH_SIDES, _S.FINAL_REVIEW, (guards.is_asked_once, *_READY), checks=_READ,
        once=guards.both_sides_agree, effect="by both sides",
    ),
    Row(
        _S.FINAL_REVIEW, Step.APPROVE, _REVIEWER, _S.AWAITING_SIGNATURE,
        (guards.did_not_write_it, guards.is_asked_once), checks=_READ,
        once=guards.every_reviewer_approves, effect="published",
    ),
    Row(
        _S.FINAL_REVIEW, Step.REQUEST_CHANGE, _REVIEWER, _S.PRICING, checks=_REASON,
        effect="voids the approvals",
    ),
    Row(
        _S.FINAL_REVIEW, Step.EDIT, _WRITERS, _S.PRICING, checks=_SOUND, effect="voids the approvals",
    ),
    Row(
        _S.AWAITING_SIGNATURE, Step.SIGN, _SIGNATORY, _S.SIGNED,
        (guards.is_open_for_signature, guards.is_asked_once), checks=_READ,
        once=guards.every_signatory_has_signed, effect="recorded; the clocks follow from its lines",
    ),
    Row(
        _S.AWAITING_SIGNATURE, Step.DECLINE, _SIGNATORY, _S.FINAL_REVIEW, checks=_REASON,
        effect="those who had signed are told",
    ),
    Row(
        _S.AWAITING_SIGNATURE, Step.EXPIRE, _SYSTEM, _S.FINAL_REVIEW, (guards.is_over,),
        effect="those who had signed are told",
    ),
    *(Row(state, Step.ABANDON, _AGENT_OR_MANAGER, _S.ABANDONED, checks=_REASON) for state in _UNSIGNED),
)  # fmt: skip

TABLE: Table[ContractState, Step, Negotiation, Command] = Table(
    ROWS,
    state_of=lambda case: case.state,
    event_of=lambda command: command.step,
    actor_of=lambda command: command.actor,
)


def carry_out(case: Negotiation, command: Command) -> Negotiation:
    """The case as it is afterwards. What the table refuses is raised, and the case is as it was."""
    TABLE.check(case, command)
    after = done(case, command)
    return replace(after, state=TABLE.target(case, after, command))


def allowed_steps(case: Negotiation, actor: Actor, now: datetime) -> tuple[AllowedAction[Step], ...]:
    return TABLE.allowed(case, lambda step: Command(step, actor, now))
