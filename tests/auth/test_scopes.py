"""A token may what its scopes say, and nothing that they only resemble."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sla_plugin.auth.scopes import Scope, require
from sla_plugin.auth.verify import verify
from sla_plugin.domain.roles import PARTY_BOUND, Role
from sla_plugin.errors import Code, Forbidden
from tests.support.tokens import ISSUERS, NOW, never_revoked, with_claims

BOARD = verify(
    with_claims(scope="tickets:read reports:read openid"), issuers=ISSUERS, now=NOW, is_revoked=never_revoked
)


def test_a_scope_that_the_token_has_is_enough() -> None:
    require(BOARD, Scope.TICKETS_READ)
    require(BOARD, Scope.REPORTS_READ)


@pytest.mark.parametrize("scope", sorted(set(Scope) - {Scope.TICKETS_READ, Scope.REPORTS_READ}))
def test_every_other_scope_is_refused_by_name(scope: Scope) -> None:
    with pytest.raises(Forbidden) as refusal:
        require(BOARD, scope)

    assert refusal.value.code is Code.RIGHT_SCOPE_MISSING
    assert str(refusal.value) == (
        f"This token lacks the scope {scope}. Ask an administrator for a token with {scope}."
    )


def test_admin_implies_nothing() -> None:
    admin = replace(BOARD, scopes=frozenset({"admin"}))

    require(admin, Scope.ADMIN)
    for scope in set(Scope) - {Scope.ADMIN}:
        with pytest.raises(Forbidden):
            require(admin, scope)


def test_every_scope_can_stand_in_a_token() -> None:
    token = with_claims(scope=" ".join(Scope))

    principal = verify(token, issuers=ISSUERS, now=NOW, is_revoked=never_revoked)
    assert principal.scopes == set(Scope)


def test_every_role_but_the_plugins_own_can_stand_in_a_token() -> None:
    roles = sorted(set(Role) - {Role.SYSTEM})
    token = with_claims(roles=roles, party_id="0198c0de-0000-7000-8000-0000000000aa")

    principal = verify(token, issuers=ISSUERS, now=NOW, is_revoked=never_revoked)
    assert principal.roles == set(roles)
    assert set(roles) >= PARTY_BOUND
