"""Who acts, as the tables of contracts see it, and to whose contracts a token is bound."""

from __future__ import annotations

from sla_plugin.auth.principals import Principal
from sla_plugin.domain.ids import OrganisationId
from sla_plugin.domain.roles import PARTY_BOUND, Role
from sla_plugin.domain.transitions import Actor


def actor_of(principal: Principal) -> Actor:
    """With those of its roles that mean something here: an identity provider may have others."""
    return Actor(principal.subject, roles_of(principal), _party(principal))


def roles_of(principal: Principal) -> frozenset[Role]:
    return frozenset(role for role in Role if role.value in principal.roles)


def bound_to(principal: Principal) -> OrganisationId | None:
    """The party beside whose contracts there are none for this token; None: it sees all of them. Somebody who
    has a part on the provider's side, too, or audits, is not bound."""
    return None if roles_of(principal) - PARTY_BOUND else _party(principal)


def _party(principal: Principal) -> OrganisationId | None:
    return None if principal.party_id is None else OrganisationId(principal.party_id)
