"""A termination as a case: facts that are added, and what follows from them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import permutations
from uuid import UUID

from sla_plugin.domain.ids import ContractId, OrganisationId, ServiceId
from sla_plugin.domain.roles import Role
from sla_plugin.domain.termination.ends import End, Notice
from sla_plugin.domain.termination.grounds import GROUNDS, Ground, GroundRule
from sla_plugin.domain.termination.states import CaseState, CaseStep
from sla_plugin.domain.transitions import Actor


class Side(StrEnum):
    """CUSTOMER or PROVIDER of the contract; in an underpinning one its provider is the supplier."""

    CUSTOMER = "CUSTOMER"
    PROVIDER = "PROVIDER"

    @property
    def other(self) -> Side:
        return Side.PROVIDER if self is Side.CUSTOMER else Side.CUSTOMER


@dataclass(frozen=True, slots=True)
class Sides:
    """Whose persons speak for which side at an instant. `ours`: the side that the tenant's own people are on:
    in an underpinning contract the customer's."""

    customers: frozenset[OrganisationId] = frozenset()
    providers: frozenset[OrganisationId] = frozenset()
    ours: Side = Side.PROVIDER


@dataclass(frozen=True, slots=True)
class Consented:
    """An approval of the plan that was seen. It counts in its round only: each new plan begins another."""

    by: str
    roles: frozenset[Role]
    at: datetime
    plan_hash: str
    round: int


@dataclass(frozen=True, slots=True)
class CaseCommand:
    """`seen`: the hash of the plan. `document`: the evidence, decision or consent, by its hash; `notice` and
    `end` of what is served, elected, converted or dated anew; `ground` on which it is dated anew;
    `received_at` of a withdrawal or an objection; `defects` of a refusal. `given_by`: who gave notice, of
    those who may, `authorised`; None: whoever passes it on stands for that. `reason` for whoever reads it
    later."""

    step: CaseStep
    actor: Actor
    at: datetime
    notice: Notice | None = None
    end: End | None = None
    ground: Ground | None = None
    document: str | None = None
    reason: str | None = None
    defects: tuple[str, ...] = ()
    seen: str | None = None
    received_at: datetime | None = None
    cure_until: datetime | None = None
    elect_until: datetime | None = None
    object_until: datetime | None = None
    hold: bool = False
    given_by: str | None = None
    authorised: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Case:
    """`scope`: the services whose lines end, and once it has taken effect those that ended by it; None: the
    whole contract. `initiator`: who ends it. `has_money`: a fee or a refund follows, so FINANCE approves.
    `converts`: the contract lets a defective notice for cause be one for convenience. `plan_hash`: of what is
    planned for its end. `superseded_from`: where it was when another case took its place.
    `objected_from`: where it was when the other party objected last. `submitted_by`: who put the notice of
    its end on record. `told`: which deadlines were over and are in the trail.
    """

    id: UUID
    contract: ContractId
    ground: Ground
    initiator: Side
    opened_by: str
    opened_at: datetime
    sides: Sides = Sides()
    state: CaseState = CaseState.DRAFT
    scope: frozenset[ServiceId] | None = None
    notice: Notice | None = None
    end: End | None = None
    cure_until: datetime | None = None
    elect_until: datetime | None = None
    object_until: datetime | None = None
    is_disputed: bool = False
    holds_effect: bool = False
    has_money: bool = False
    converts: bool = False
    plan_hash: str | None = None
    approvals: tuple[Consented, ...] = ()
    round: int = 1
    superseded_from: CaseState | None = None
    objected_from: CaseState | None = None
    submitted_by: str | None = None
    defects: tuple[str, ...] = ()
    is_executed: bool = False
    is_settled: bool = False
    told: frozenset[str] = frozenset()

    @property
    def rule(self) -> GroundRule:
        return GROUNDS[self.ground]

    @property
    def is_whole(self) -> bool:
        return self.scope is None

    @property
    def approvers(self) -> frozenset[Role]:
        """Whose approval it needs: always the contract's manager; LEGAL for cause, and where it is backdated;
        FINANCE where money follows."""
        needed = {Role.CONTRACT_MANAGER} | self.rule.approvers
        if self.end is not None and self.end.is_backdated:
            needed.add(Role.LEGAL)
        if self.has_money:
            needed.add(Role.FINANCE)
        return frozenset(needed)

    @property
    def counting(self) -> tuple[Consented, ...]:
        return tuple(
            one for one in self.approvals if (one.round, one.plan_hash) == (self.round, self.plan_hash)
        )

    @property
    def is_approved(self) -> bool:
        """By every role, each through another person; none of them opened it or put its notice on record."""
        needed = sorted(self.approvers)
        return any(
            all(role in given.roles for role, given in zip(needed, chosen, strict=True))
            for chosen in permutations(self.counting, len(needed))
        )

    @property
    def comes_by_itself(self) -> bool:
        """At its end instant, whatever is decided by then: it was scheduled; or nobody may refuse it, and it
        ends nothing before it was received. What is dated back waits for those who approve it."""
        was_scheduled = CaseState.SCHEDULED in (self.state, self.superseded_from) or (
            self.state is CaseState.DISPUTED and self.objected_from is CaseState.SCHEDULED
        )
        is_backdated = self.end is not None and self.end.is_backdated
        return was_scheduled or (self.rule.is_unilateral and not is_backdated)

    def planned(self, plan_hash: str, *, has_money: bool) -> Case:
        """With what its end will bring about; another plan is approved anew."""
        if (plan_hash, has_money) == (self.plan_hash, self.has_money):
            return self
        return replace(self, plan_hash=plan_hash, has_money=has_money, round=self.round + 1)


def done(case: Case, command: CaseCommand) -> Case:
    """With what was done, still in its old state. What may be done says the table."""
    match command.step:
        case CaseStep.SUBMIT_NOTICE | CaseStep.ELECT:
            return replace(_served(case, command), submitted_by=command.actor.name)
        case CaseStep.SERVE_BREACH_NOTICE:
            return replace(
                case, notice=command.notice, cure_until=command.cure_until, elect_until=command.elect_until
            )
        case CaseStep.CONVERT:
            return replace(_served(case, command), ground=Ground.CONVENIENCE)
        case CaseStep.FIND_INVALID | CaseStep.REJECT:
            return replace(case, defects=command.defects)
        case CaseStep.APPROVE:
            given = Consented(
                command.actor.name, command.actor.roles, command.at, command.seen or "", case.round
            )
            return replace(case, approvals=(*case.approvals, given))
        case CaseStep.OBJECT:
            return replace(case, is_disputed=True, holds_effect=command.hold, objected_from=case.state)
        case CaseStep.CONFIRM_NOTICE | CaseStep.ANNUL_NOTICE:
            return _decided(case, command)
        case CaseStep.SETTLE_DISPUTE:
            return replace(
                _served(case, command), ground=Ground.MUTUAL, is_disputed=False, holds_effect=False
            )
        case CaseStep.REDATE:
            return replace(_served(case, command), ground=command.ground or case.ground)
        case CaseStep.SUPERSEDE:
            return replace(case, superseded_from=case.state)
        case CaseStep.REVIVE | CaseStep.REVIVE_TO_REVIEW:
            return replace(case, superseded_from=None)
        case CaseStep.CUT_OVER:
            return replace(case, is_executed=True)
        case _:
            return case


def _served(case: Case, command: CaseCommand) -> Case:
    return replace(
        case,
        notice=command.notice or case.notice,
        end=command.end or case.end,
        object_until=command.object_until or case.object_until,
        round=case.round + 1,
    )


def _decided(case: Case, command: CaseCommand) -> Case:
    """A decision sets the end only where there was none yet, or it was held, and not before itself unless it
    says so. What goes back to review is approved anew: whoever said yes did not know of it."""
    is_set = case.end is None or case.holds_effect
    end = command.end if is_set and command.end is not None else case.end
    begun = case.round + 1 if case.state is CaseState.DISPUTED else case.round
    return replace(case, is_disputed=False, holds_effect=False, end=end, round=begun)
