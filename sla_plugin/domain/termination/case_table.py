"""The way of a termination to its end, row by row (60-termination, "The case")."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sla_plugin.domain.roles import PARTY_BOUND, Role
from sla_plugin.domain.termination import case_checks as checks
from sla_plugin.domain.termination.cases import Case, CaseCommand, Side, done
from sla_plugin.domain.termination.states import CaseState, CaseStep
from sla_plugin.domain.transitions import Actor, AllowedAction, Table, Who
from sla_plugin.domain.transitions import Transition as Row

_S, _E = CaseState, CaseStep
_FOR_US = frozenset({Role.CONTRACT_MANAGER, Role.LEGAL})

OPENERS = frozenset({Role.CRM_AGENT, Role.CONTRACT_MANAGER})
"""Who opens a case; EXPIRY is opened by SYSTEM, in SCHEDULED."""


def _roles(*allowed: Role) -> Who[Case]:
    return Who(", ".join(allowed), lambda case, actor: bool(actor.roles & set(allowed)))


def speaks_for(case: Case, actor: Actor) -> Side | None:
    """Who is bound to a party speaks for its side, and the contract's manager and LEGAL for ours."""
    if not actor.roles & PARTY_BOUND:
        return case.sides.ours if actor.roles & _FOR_US else None
    if actor.party in case.sides.customers:
        return Side.CUSTOMER
    return Side.PROVIDER if actor.party in case.sides.providers else None


def _of_side(said: str, *, is_initiator: bool) -> Who[Case]:
    """A CRM agent passes on what either side says."""

    def may(case: Case, actor: Actor) -> bool:
        if Role.CRM_AGENT in actor.roles:
            return True
        side = speaks_for(case, actor)
        return side is not None and (side is case.initiator) == is_initiator

    return Who(said, may)


_INITIATOR = _of_side("the initiator", is_initiator=True)
_OTHER = _of_side("the other party", is_initiator=False)
_AGENT, _MANAGER, _LEGAL = _roles(Role.CRM_AGENT), _roles(Role.CONTRACT_MANAGER), _roles(Role.LEGAL)
_APPROVERS = _roles(Role.CONTRACT_MANAGER, Role.LEGAL, Role.FINANCE)
_CLOSERS = _roles(Role.FINANCE, Role.CONTRACT_MANAGER)
_SYSTEM = _roles(Role.SYSTEM)

_NOTICE = (checks.has_evidence, checks.has_authority, checks.has_an_end)
_ELECTION = (checks.has_evidence, checks.has_authority, checks.is_elected_in_time, checks.has_an_end)
_OBJECTION = (checks.is_objected_in_time, checks.gives_a_reason)
_DECISION = (checks.shows_document,)
_DEFECT = (checks.names_a_defect,)
_REACHED = (checks.end_is_reached,)
_BEFORE_NOTICE = (_S.DRAFT, _S.CURE, _S.CURE_EXPIRED)
_AFTER_NOTICE = (_S.RECEIVED, _S.REVIEW, _S.DISPUTED, _S.SCHEDULED)

ROWS: tuple[Row[CaseState, CaseStep, Case, CaseCommand], ...] = (
    Row(
        _S.DRAFT, _E.SUBMIT_NOTICE, _AGENT, _S.RECEIVED, (checks.needs_no_cure,), checks=_NOTICE,
        effect="the last day is computed, receipt is acknowledged",
    ),
    Row(
        _S.DRAFT, _E.SERVE_BREACH_NOTICE, _LEGAL, _S.CURE, (checks.is_curable,),
        checks=(checks.has_evidence, checks.has_cure_period),
    ),
    Row(_S.CURE, _E.ACCEPT_CURE, _INITIATOR, _S.CURED, checks=_DECISION),
    Row(_S.CURE, _E.EXPIRE_CURE, _SYSTEM, _S.CURE_EXPIRED, (checks.cure_is_over,)),
    *(
        Row(state, _E.OBJECT, _OTHER, _S.DISPUTED, checks=_OBJECTION) for state in (_S.CURE, _S.CURE_EXPIRED)
    ),
    Row(
        _S.CURE_EXPIRED, _E.ELECT, _AGENT, _S.RECEIVED, checks=_ELECTION,
        effect="expiry alone never terminates",
    ),
    Row(
        _S.LAPSED, _E.ELECT, _AGENT, _S.RECEIVED, checks=_ELECTION,
        effect="it was received in time, and recorded late",
    ),
    Row(_S.CURE_EXPIRED, _E.ACCEPT_LATE_CURE, _INITIATOR, _S.CURED, checks=_DECISION),
    Row(_S.CURE_EXPIRED, _E.LAPSE, _SYSTEM, _S.LAPSED, (checks.election_is_over,)),
    Row(_S.RECEIVED, _E.FIND_VALID, _MANAGER, _S.REVIEW),
    Row(_S.RECEIVED, _E.FIND_INVALID, _MANAGER, _S.REJECTED, checks=_DEFECT),
    Row(
        _S.RECEIVED, _E.CONVERT, _LEGAL, _S.RECEIVED, (checks.may_convert,), checks=(checks.has_an_end,),
        effect="as CONVENIENCE, at the next permitted end",
    ),
    Row(
        _S.REVIEW, _E.APPROVE, _APPROVERS, _S.SCHEDULED, (checks.had_no_part_in_it, checks.is_asked_once),
        checks=(checks.has_seen_the_plan,), once=checks.is_approved, effect="the plan is frozen",
    ),
    Row(_S.REVIEW, _E.REJECT, _LEGAL, _S.REJECTED, checks=_DEFECT),
    *(
        Row(
            state, _E.REACH_END, _SYSTEM, _S.EFFECTIVE, (checks.comes_by_itself, checks.end_is_reached),
            effect="and escalated: our delay does not move the law",
        )
        for state in (_S.RECEIVED, _S.REVIEW)
    ),
    *(
        Row(state, _E.OBJECT, _OTHER, _S.DISPUTED, checks=_OBJECTION)
        for state in (_S.RECEIVED, _S.REVIEW, _S.SCHEDULED)
    ),
    Row(_S.DISPUTED, _E.CONFIRM_NOTICE, _LEGAL, _S.REVIEW, checks=(*_DECISION, checks.sets_an_open_end)),
    Row(_S.DISPUTED, _E.ANNUL_NOTICE, _LEGAL, _S.REJECTED, checks=_DECISION),
    Row(
        _S.DISPUTED, _E.SETTLE_DISPUTE, _LEGAL, _S.SCHEDULED, checks=(*_DECISION, checks.has_an_end),
        effect="as MUTUAL",
    ),
    Row(
        _S.DISPUTED, _E.REACH_END, _SYSTEM, _S.EFFECTIVE,
        (checks.is_not_held, checks.comes_by_itself, checks.end_is_reached), effect="disputed",
    ),
    # The cut-over does not wait for the decision, and so that comes to what is settled already, too.
    *(
        Row(
            state, _E.CONFIRM_NOTICE, _LEGAL, state, (checks.is_disputed,),
            checks=(*_DECISION, checks.sets_an_open_end),
            effect="the dispute is cleared",
        )
        for state in (_S.EFFECTIVE, _S.SETTLING)
    ),
    *(
        Row(state, _E.ANNUL_NOTICE, _LEGAL, _S.RESCINDED, (checks.is_disputed,), checks=_DECISION)
        for state in (_S.EFFECTIVE, _S.SETTLING)
    ),
    *(Row(state, _E.WITHDRAW, _INITIATOR, _S.WITHDRAWN) for state in _BEFORE_NOTICE),
    *(
        Row(
            state, _E.WITHDRAW, _AGENT, _S.WITHDRAWN, checks=(checks.may_be_withdrawn,),
            effect="superseded cases are revived, the renewal is decided again",
        )
        for state in _AFTER_NOTICE
    ),
    Row(
        _S.SCHEDULED, _E.REDATE, _LEGAL, _S.SCHEDULED,
        checks=(*_DECISION, checks.may_be_dated_anew, checks.has_an_end), effect="another plan",
    ),
    Row(_S.SCHEDULED, _E.REACH_END, _SYSTEM, _S.EFFECTIVE, _REACHED),
    Row(_S.REVIEW, _E.SUPERSEDE, _SYSTEM, _S.SUPERSEDED),
    Row(_S.SCHEDULED, _E.SUPERSEDE, _SYSTEM, _S.SUPERSEDED),
    Row(_S.SUPERSEDED, _E.REVIVE, _SYSTEM, _S.SCHEDULED, (checks.was_approved,)),
    Row(_S.SUPERSEDED, _E.REVIVE_TO_REVIEW, _SYSTEM, _S.REVIEW, (checks.was_in_review,)),
    Row(_S.EFFECTIVE, _E.CUT_OVER, _SYSTEM, _S.SETTLING, effect="every item of the plan is executed"),
    *(
        Row(
            state, _E.RESCIND, _LEGAL, _S.RESCINDED, checks=_DECISION,
            effect="the contract stays ENDED; a successor takes effect from its end instant",
        )
        for state in (_S.EFFECTIVE, _S.SETTLING)
    ),
    Row(_S.SETTLING, _E.CLOSE, _CLOSERS, _S.CLOSED, (checks.is_settled,)),
)  # fmt: skip

TABLE: Table[CaseState, CaseStep, Case, CaseCommand] = Table(
    ROWS,
    state_of=lambda case: case.state,
    event_of=lambda command: command.step,
    actor_of=lambda command: command.actor,
)


def carry_out(case: Case, command: CaseCommand) -> Case:
    """The case as it is afterwards. What the table refuses is raised, and the case is as it was."""
    TABLE.check(case, command)
    after = done(case, command)
    return replace(after, state=TABLE.target(case, after, command))


def allowed_steps(case: Case, actor: Actor, now: datetime) -> tuple[AllowedAction[CaseStep], ...]:
    return TABLE.allowed(case, lambda step: CaseCommand(step, actor, now))
