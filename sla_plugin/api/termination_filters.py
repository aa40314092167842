"""Which terminations, and which requests of CRMs: `{and, or, not, field: {eq, in, …}}`."""

from __future__ import annotations

import strawberry

from sla_plugin.api.filters import IdFilter, InstantFilter, TextFilter, compared, condition_of
from sla_plugin.api.types.termination_enums import CaseState, Ground, Outcome
from sla_plugin.storage.conditions import Condition


@strawberry.input(description="Conditions on a termination's state.")
class TerminationStateFilter:
    eq: CaseState | None = strawberry.field(default=None, description="This one.")
    in_: list[CaseState] | None = strawberry.field(default=None, name="in", description="One of these.")


@strawberry.input(description="Conditions on a termination's ground.")
class TerminationGroundFilter:
    eq: Ground | None = strawberry.field(default=None, description="This one.")
    in_: list[Ground] | None = strawberry.field(default=None, name="in", description="One of these.")


@strawberry.input(description="Which terminations; everything that is given must hold.")
class TerminationFilter:
    and_: list[TerminationFilter] | None = strawberry.field(
        default=None, name="and", description="All of these."
    )
    or_: list[TerminationFilter] | None = strawberry.field(
        default=None, name="or", description="Any of these."
    )
    not_: TerminationFilter | None = strawberry.field(default=None, name="not", description="Not this.")
    id: IdFilter | None = strawberry.field(default=None, description="These ones.")
    state: TerminationStateFilter | None = strawberry.field(default=None, description="How far it has come.")
    ground: TerminationGroundFilter | None = strawberry.field(default=None, description="Why.")
    contract: IdFilter | None = strawberry.field(default=None, description="The contract that ends.")
    ends_at: InstantFilter | None = strawberry.field(default=None, description="The end instant.")


def termination_condition(given: TerminationFilter | None) -> Condition:
    return condition_of(
        given,
        {
            "id": lambda part: compared("id", part, "TerminationCase", field="id"),
            "ends_at": lambda part: compared("ends_at", part, field="endsAt"),
        },
    )


@strawberry.input(description="Conditions on what became of a request.")
class TerminationRequestOutcomeFilter:
    eq: Outcome | None = strawberry.field(default=None, description="This one.")
    in_: list[Outcome] | None = strawberry.field(default=None, name="in", description="One of these.")


@strawberry.input(description="Which requests; everything that is given must hold.")
class TerminationRequestFilter:
    outcome: TerminationRequestOutcomeFilter | None = strawberry.field(
        default=None, description="What became of it; `{eq: QUARANTINED}` for those that wait for a person."
    )
    source: TextFilter | None = strawberry.field(default=None, description="Which CRM.")
    event: TextFilter | None = strawberry.field(default=None, description="The CRM's own id of it.")
    contract: IdFilter | None = strawberry.field(default=None, description="Of which contract.")


def request_condition(given: TerminationRequestFilter | None) -> Condition:
    return condition_of(given, {})
