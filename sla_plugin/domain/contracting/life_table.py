"""What becomes of a contract that is signed, row by row (50-contracts, "Lifecycle")."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sla_plugin.domain.contracting.life import EndCause, Life
from sla_plugin.domain.contracting.reasons import no_reason
from sla_plugin.domain.contracting.states import ContractState, LifeStep
from sla_plugin.domain.contracting.suspensions import Suspension
from sla_plugin.domain.roles import Role
from sla_plugin.domain.transitions import Actor, AllowedAction, Table, Who
from sla_plugin.domain.transitions import Transition as Row
from sla_plugin.errors import BadInput, Code, Conflict, SlaError

_S = ContractState


@dataclass(frozen=True, slots=True)
class LifeCase:
    """A life as it stands at an instant. `has_open_amendment`: another version is being negotiated."""

    life: Life
    at: datetime
    has_open_amendment: bool = False

    @property
    def state(self) -> ContractState:
        return self.life.state(self.at)


@dataclass(frozen=True, slots=True)
class LifeCommand:
    """`suspension`: the one that begins, or is lifted."""

    step: LifeStep
    actor: Actor
    suspension: Suspension | None = None


def _roles(*allowed: Role) -> Who[LifeCase]:
    return Who(", ".join(allowed), lambda case, actor: bool(actor.roles & set(allowed)))


def gives_a_reason(case: LifeCase, command: LifeCommand) -> SlaError | None:
    return no_reason(None if command.suspension is None else command.suspension.reason)


def ends_after_it_starts(case: LifeCase, command: LifeCommand) -> SlaError | None:
    one = command.suspension
    if one is None or one.until is None or one.since < one.until:
        return None
    return BadInput(
        Code.DATES_REVERSED,
        "The suspension would end before it starts.",
        hint="Let it end later, or leave the end open.",
        field="until",
    )


def begins_from_now_on(case: LifeCase, command: LifeCommand) -> SlaError | None:
    """What was measured stays as it was: nobody alone can take a breach back."""
    one = command.suspension
    if one is None or one.since >= case.at:
        return None
    return BadInput(
        Code.CONTRACT_SUSPENDED_BACK,
        "A suspension cannot begin before it is decided.",
        hint="Let it begin now or later; what was agreed about earlier times is settled by credits.",
        field="since",
    )


def is_not_over(case: LifeCase, command: LifeCommand) -> SlaError | None:
    left = {one.id for one in case.life.suspensions if one.is_left(case.at)}
    if command.suspension is not None and command.suspension.id in left:
        return None
    return Conflict(Code.CONTRACT_NOT_SUSPENDED, "This suspension is over.", field="suspension")


def has_a_suspension(case: LifeCase, command: LifeCommand) -> SlaError | None:
    """That holds, or will."""
    of_line = command.step is LifeStep.RESUME_LINE
    if any(one.is_left(case.at) and (one.line is not None) is of_line for one in case.life.suspensions):
        return None
    return Conflict(Code.CONTRACT_NOT_SUSPENDED, "Nothing of the kind is suspended.", field="suspension")


def has_no_other_amendment(case: LifeCase, command: LifeCommand) -> SlaError | None:
    if not case.has_open_amendment:
        return None
    return Conflict(
        Code.CONTRACT_AMENDMENT_OPEN,
        "Another version of this contract is being negotiated.",
        hint="Bring that one to its signatures, or abandon it.",
    )


_MANAGERS = _roles(Role.CONTRACT_MANAGER, Role.FINANCE)
_AMENDERS = _roles(Role.CRM_AGENT, Role.CONTRACT_MANAGER)
_SYSTEM = _roles(Role.SYSTEM)
_RENEWERS = _roles(Role.SYSTEM, Role.CONTRACT_MANAGER)
_SUSPENDS = (gives_a_reason, ends_after_it_starts, begins_from_now_on)
_LEFT = (has_a_suspension,), (is_not_over,)
_OF_LINE = "the clocks of that line alone"
_BESIDE = "a version goes through PRICING to SIGNED beside the one in force"

ROWS: tuple[Row[ContractState, LifeStep, LifeCase, LifeCommand], ...] = (
    Row(_S.SIGNED, LifeStep.START, _SYSTEM, _S.ACTIVE, effect="monitoring, from that instant"),
    Row(_S.SIGNED, LifeStep.TERMINATE, _SYSTEM, _S.ENDED, effect="never in effect"),
    Row(_S.ACTIVE, LifeStep.SUSPEND, _MANAGERS, _S.SUSPENDED, checks=_SUSPENDS),
    Row(_S.SUSPENDED, LifeStep.SUSPEND, _MANAGERS, _S.SUSPENDED, checks=_SUSPENDS),
    Row(_S.SUSPENDED, LifeStep.RESUME, _MANAGERS, _S.ACTIVE, *_LEFT, effect="once all are lifted"),
    Row(_S.ACTIVE, LifeStep.RESUME, _MANAGERS, _S.ACTIVE, *_LEFT, effect="of one that has not begun"),
    *(
        row
        for state in (_S.ACTIVE, _S.SUSPENDED)
        for row in (
            Row(state, LifeStep.SUSPEND_LINE, _MANAGERS, state, checks=_SUSPENDS, effect=_OF_LINE),
            Row(state, LifeStep.RESUME_LINE, _MANAGERS, state, *_LEFT, effect=_OF_LINE),
        )
    ),
    Row(_S.ACTIVE, LifeStep.AMEND, _AMENDERS, _S.ACTIVE, (has_no_other_amendment,), effect=_BESIDE),
    Row(_S.SUSPENDED, LifeStep.AMEND, _AMENDERS, _S.SUSPENDED, (has_no_other_amendment,), effect=_BESIDE),
    Row(_S.ACTIVE, LifeStep.RENEW, _RENEWERS, _S.ACTIVE, effect="a term is added"),
    Row(_S.SUSPENDED, LifeStep.RENEW, _RENEWERS, _S.SUSPENDED, effect="a term is added"),
    *(
        Row(state, step, _SYSTEM, _S.ENDED, effect="cut over, and settled")
        for state in (_S.ACTIVE, _S.SUSPENDED)
        for step in (LifeStep.TERMINATE, LifeStep.EXPIRE)
    ),
    Row(_S.ENDED, LifeStep.CLOSE, _SYSTEM, _S.CLOSED, effect="the settlement is closed"),
)

TABLE: Table[ContractState, LifeStep, LifeCase, LifeCommand] = Table(
    ROWS,
    state_of=lambda case: case.state,
    event_of=lambda command: command.step,
    actor_of=lambda command: command.actor,
)


def carry_out(case: LifeCase, command: LifeCommand) -> Life:
    """What is written down. What the table refuses is raised. Amendments and renewals are written elsewhere:
    in a negotiation, and in the terms."""
    TABLE.check(case, command)
    life, one = case.life, command.suspension
    match command.step:
        case LifeStep.SUSPEND | LifeStep.SUSPEND_LINE if one is not None:
            return replace(life, suspensions=(*life.suspensions, one))
        case LifeStep.RESUME | LifeStep.RESUME_LINE if one is not None:
            lifted = (held.lifted(case.at) if held.id == one.id else held for held in life.suspensions)
            return replace(life, suspensions=tuple(lifted))
        case LifeStep.TERMINATE:
            return replace(life, ends_at=case.at, end_cause=EndCause.TERMINATED)
        case LifeStep.EXPIRE:
            return replace(life, ends_at=case.at, end_cause=EndCause.EXPIRED)
        case LifeStep.CLOSE:
            return replace(life, closed_at=case.at)
        case _:
            return life


def allowed_steps(case: LifeCase, actor: Actor) -> tuple[AllowedAction[LifeStep], ...]:
    return TABLE.allowed(case, lambda step: LifeCommand(step, actor))
