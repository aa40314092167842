"""Who may do what to a contract, as its table says it."""

from __future__ import annotations

from sla_plugin.domain.contracting.negotiation import Negotiation
from sla_plugin.domain.contracting.parties import PartyRole, persons
from sla_plugin.domain.roles import PARTY_BOUND, Role
from sla_plugin.domain.transitions import Actor, Who


def roles(*allowed: Role) -> Who[Negotiation]:
    """Any of them; one that is bound to a party only where that party is the customer here."""

    def may(case: Negotiation, actor: Actor) -> bool:
        mine = actor.roles & set(allowed)
        is_customer = actor.party in case.content.agreeing(PartyRole.CUSTOMER)
        return bool(mine - PARTY_BOUND) or bool(mine and is_customer)

    return Who(", ".join(allowed), may)


def named(role: PartyRole) -> Who[Negotiation]:
    """The persons whom the version itself names."""
    return Who(f"each {role}", lambda case, actor: actor.name in persons(case.content.at_its_start, role))
