"""State machines as tables: from which state who may do what, where it leads, and why not.

A row is a `Transition`. The same rows drive the machine, tell a page what may be done now, and draw the
diagram; nothing about a machine is known outside its table.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from sla_plugin.domain.ids import OrganisationId
from sla_plugin.domain.roles import Role
from sla_plugin.errors import Code, Conflict, Forbidden, SlaError

S = TypeVar("S", bound=StrEnum)
E = TypeVar("E", bound=StrEnum)
K = TypeVar("K")
C = TypeVar("C")


@dataclass(frozen=True, slots=True)
class Actor:
    """`name`: the subject of the token. `party`: the organisation to which a party-bound role is bound."""

    name: str
    roles: frozenset[Role]
    party: OrganisationId | None = None


SYSTEM = Actor("SYSTEM", frozenset({Role.SYSTEM}))
"""Time itself, through the plugin."""


@dataclass(frozen=True, slots=True)
class Who(Generic[K]):
    """`said`: as it stands in the table, `CRM_AGENT, LEGAL`."""

    said: str
    may: Callable[[K, Actor], bool]


@dataclass(frozen=True, slots=True)
class Transition(Generic[S, E, K, C]):
    """In `source`, `event` by `who` leads to `target`, where nothing speaks against it.

    A guard says of a case why not, whatever the command carries, and a check why this command not; None: it
    may be done. `once`: it leads there only when that holds of the case after what was done; until then the
    case stays where it is.
    """

    source: S
    event: E
    who: Who[K]
    target: S
    guards: tuple[Callable[[K, C], SlaError | None], ...] = ()
    checks: tuple[Callable[[K, C], SlaError | None], ...] = ()
    once: Callable[[K], bool] | None = None
    effect: str = ""


@dataclass(frozen=True, slots=True)
class AllowedAction(Generic[E]):
    """`because`: why not; None where it is allowed."""

    action: E
    because: SlaError | None


class WrongState(Conflict):
    """`allowed`: the states in which it could be done. `hint`: what to do, where more can be said."""

    def __init__(
        self, event: StrEnum, state: StrEnum, allowed: Sequence[StrEnum], hint: str | None = None
    ) -> None:
        super().__init__(
            Code.STATE_WRONG,
            f"{event} is not possible in {state}.",
            hint=hint or (f"It is in {', '.join(allowed)}." if allowed else None),
        )
        self.event = event
        self.state = state
        self.allowed = tuple(allowed)


@dataclass(frozen=True, slots=True)
class Table(Generic[S, E, K, C]):
    """`state_of` a case, `event_of` and `actor_of` a command."""

    rows: tuple[Transition[S, E, K, C], ...]
    state_of: Callable[[K], S]
    event_of: Callable[[C], E]
    actor_of: Callable[[C], Actor]

    def why_not(self, case: K, command: C, *, asking: bool = False) -> SlaError | None:
        """WrongState, Forbidden `right.role`, or what the first guard or check says. None: it may be done.
        `asking`: whether at all; what the command would have to carry is left open."""
        event, actor = self.event_of(command), self.actor_of(command)
        row = self._row(self.state_of(case), event)
        if row is None:
            return WrongState(event, self.state_of(case), self.sources(event))
        if not row.who.may(case, actor):
            return Forbidden(
                Code.RIGHT_ROLE, f"{event} is for {row.who.said}.", hint="Let one of them do it."
            )
        tests = row.guards if asking else (*row.guards, *row.checks)
        return next((why for test in tests if (why := test(case, command)) is not None), None)

    def check(self, case: K, command: C) -> None:
        """Raises what speaks against it; then the case is as it was."""
        why = self.why_not(case, command)
        if why is not None:
            raise why

    def allowed(self, case: K, asking: Callable[[E], C]) -> tuple[AllowedAction[E], ...]:
        """Every action there is, and why one cannot be done now. `asking`: a command for it, as far as it
        is known who would give it when."""
        return tuple(
            AllowedAction(event, self.why_not(case, asking(event), asking=True)) for event in self.events()
        )

    def target(self, before: K, after: K, command: C) -> S:
        """Where a command leads that may be done. `after`: with what was done, still in its old state."""
        row = self._row(self.state_of(before), self.event_of(command))
        if row is None:
            raise WrongState(self.event_of(command), self.state_of(before), ())
        return row.target if row.once is None or row.once(after) else row.source

    def events(self) -> tuple[E, ...]:
        return tuple(dict.fromkeys(row.event for row in self.rows))

    def sources(self, event: E) -> tuple[S, ...]:
        return tuple(dict.fromkeys(row.source for row in self.rows if row.event is event))

    def _row(self, state: S, event: E) -> Transition[S, E, K, C] | None:
        return next((row for row in self.rows if (row.source, row.event) == (state, event)), None)
