"""Who acts, and to whose contracts a token is bound."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import pytest

from sla_plugin.auth.actors import actor_of, bound_to
from sla_plugin.auth.principals import Principal
from sla_plugin.domain.ids import OrganisationId
from sla_plugin.domain.roles import PARTY_BOUND, Role
from sla_plugin.domain.transitions import Actor

PARTY = UUID(int=7)


def principal(*roles: str, party: UUID | None = PARTY) -> Principal:
    return Principal(
        tenant=UUID(int=1),
        issuer="sla_plugin",
        subject="malee",
        scopes=frozenset(),
        roles=frozenset(roles),
        party_id=party,
        ticket=None,
        token_id=None,
        expires_at=datetime(2026, 3, 3, tzinfo=UTC),
    )


@pytest.mark.parametrize("roles", [(), *[(role,) for role in PARTY_BOUND], ("office-manager",)])
def test_a_token_with_a_party_is_bound_to_it(roles: tuple[str, ...]) -> None:
    assert bound_to(principal(*roles)) == PARTY


@pytest.mark.parametrize("role", [role for role in Role if role not in PARTY_BOUND])
def test_whoever_is_something_on_the_providers_side_is_not_bound(role: Role) -> None:
    assert bound_to(principal(Role.CUSTOMER_CONTACT, role)) is None


def test_a_token_without_a_party_is_bound_to_none() -> None:
    assert bound_to(principal(party=None)) is None


def test_a_role_that_means_nothing_here_gives_nothing() -> None:
    actor = actor_of(principal("CRM_AGENT", "crm_agent", "office-manager"))
    assert actor == Actor("malee", frozenset({Role.CRM_AGENT}), OrganisationId(PARTY))
