"""Which contracts, and which obligations: `{and, or, not, field: {eq, in, …}}`."""

from __future__ import annotations

from datetime import datetime

import strawberry

from sla_plugin.api.filters import IdFilter, InstantFilter, compared, condition_of
from sla_plugin.api.types.contract_enums import ContractKind, ContractState, ObligationState, PartyRole
from sla_plugin.storage.conditions import All, Among, AnyOf, Compare, Condition, Not
from sla_plugin.storage.contract_parts import ContractPartRow
from sla_plugin.storage.contract_projections import ContractLineRow
from sla_plugin.storage.contract_states import in_state


@strawberry.input(description="Conditions on a number; all that are given must hold. An index finds each.")
class NumberFilter:
    eq: str | None = strawberry.field(default=None, description="Exactly this.")
    in_: list[str] | None = strawberry.field(default=None, name="in", description="One of these.")
    starts_with: str | None = strawberry.field(default=None, description="It begins so.")


@strawberry.input(description="Conditions on a contract's kind.")
class ContractKindFilter:
    eq: ContractKind | None = strawberry.field(default=None, description="This one.")
    in_: list[ContractKind] | None = strawberry.field(default=None, name="in", description="One of these.")


@strawberry.input(description="Conditions on a contract's state at this instant.")
class ContractStateFilter:
    eq: ContractState | None = strawberry.field(default=None, description="This one.")
    in_: list[ContractState] | None = strawberry.field(default=None, name="in", description="One of these.")


@strawberry.input(description="Conditions on a role.")
class PartyRoleFilter:
    eq: PartyRole | None = strawberry.field(default=None, description="This one.")
    in_: list[PartyRole] | None = strawberry.field(default=None, name="in", description="One of these.")


@strawberry.input(description="Somebody has a part in it; all that is given holds of one and the same.")
class ContractPartyFilter:
    organisation: IdFilter | None = strawberry.field(default=None, description="Who.")
    role: PartyRoleFilter | None = strawberry.field(default=None, description="As what; left out, as any.")


@strawberry.input(description="Which contracts; everything that is given must hold.")
class ContractFilter:
    and_: list[ContractFilter] | None = strawberry.field(
        default=None, name="and", description="All of these."
    )
    or_: list[ContractFilter] | None = strawberry.field(default=None, name="or", description="Any of these.")
    not_: ContractFilter | None = strawberry.field(default=None, name="not", description="Not this.")
    number: NumberFilter | None = strawberry.field(default=None, description="The number.")
    kind: ContractKindFilter | None = strawberry.field(default=None, description="Between whom it is made.")
    state: ContractStateFilter | None = strawberry.field(
        default=None, description="The state at this instant, exactly."
    )
    customer: IdFilter | None = strawberry.field(
        default=None, description="One of its customers, in any of its versions."
    )
    party: ContractPartyFilter | None = strawberry.field(
        default=None, description="Whoever has a part in it, in any of its versions."
    )
    service: IdFilter | None = strawberry.field(
        default=None, description="A service that is bought, in any of its versions."
    )
    parent: IdFilter | None = strawberry.field(default=None, description="The contract above it.")
    starts_at: InstantFilter | None = strawberry.field(
        default=None, description="The first instant that is measured."
    )
    ends_at: InstantFilter | None = strawberry.field(
        default=None, description="The first instant that is no longer measured, once that is certain."
    )


def contract_condition(given: ContractFilter | None, now: datetime) -> Condition:
    return condition_of(
        given,
        {
            "state": lambda part: _state(part, now),
            "customer": _customer,
            "party": _party,
            "service": _service,
            "parent": lambda part: compared("parent_id", part, "Contract", field="parent"),
            "starts_at": lambda part: compared("monitored_from", part, field="startsAt"),
            "ends_at": lambda part: compared("monitored_until", part, field="endsAt"),
        },
    )


def _state(given: ContractStateFilter, now: datetime) -> Condition:
    asked = [] if given.eq is None else [in_state(given.eq, now)]
    if given.in_ is not None:
        asked.append(AnyOf([in_state(state, now) for state in dict.fromkeys(given.in_)]))
    return All(asked)


def _customer(given: IdFilter) -> Condition:
    role = Compare("role", "eq", PartyRole.CUSTOMER.value)
    return _among_parts([compared("organisation_id", given, "Organisation", field="customer"), role])


def _party(given: ContractPartyFilter) -> Condition:
    parts = []
    if given.organisation is not None:
        parts.append(compared("organisation_id", given.organisation, "Organisation", field="party"))
    if given.role is not None:
        parts.append(compared("role", given.role, field="party"))
    return _among_parts(parts)


def _among_parts(parts: list[Condition]) -> Condition:
    return Among("id", ContractPartRow, All(parts), "contract_id")


def _service(given: IdFilter) -> Condition:
    of = compared("service_id", given, "Service", field="service")
    return Among("id", ContractLineRow, of, "contract_id")


@strawberry.input(description="Which obligations; everything that is given must hold.")
class ObligationFilter:
    state: ObligationState | None = strawberry.field(default=None, description="Those that stand so.")
    overdue: bool | None = strawberry.field(
        default=None, description="They are open and their last day is over, by the calendar of UTC; or not."
    )
    owner: IdFilter | None = strawberry.field(default=None, description="Who owes it.")
    contract: IdFilter | None = strawberry.field(default=None, description="Under which contract.")


def obligation_condition(given: ObligationFilter | None, now: datetime) -> Condition:
    return condition_of(
        given,
        {
            "state": lambda state: Compare("state", "eq", state.value),
            "overdue": lambda is_overdue: _overdue(now, is_overdue),
            "owner": lambda part: compared("owner_id", part, "Organisation", field="owner"),
        },
    )


def _overdue(now: datetime, is_overdue: bool) -> Condition:
    open_ = Compare("state", "eq", ObligationState.OPEN.value)
    late = All([open_, Compare("due_on", "lt", now.date())])
    return late if is_overdue else Not(late)
