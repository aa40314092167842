"""What a person is."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """The part of a person in the life of a contract."""

    CUSTOMER_SIGNATORY = "CUSTOMER_SIGNATORY"
    CUSTOMER_CONTACT = "CUSTOMER_CONTACT"
    CRM_AGENT = "CRM_AGENT"
    SYSTEMS_ENGINEER = "SYSTEMS_ENGINEER"
    SLA_MANAGER = "SLA_MANAGER"
    CONTRACT_MANAGER = "CONTRACT_MANAGER"
    LEGAL = "LEGAL"
    FINANCE = "FINANCE"
    TENANT_ADMIN = "TENANT_ADMIN"
    AUDITOR = "AUDITOR"
    SYSTEM = "SYSTEM"
    """The plugin itself, when an instant comes. Nobody signs in as it."""


PARTY_BOUND = frozenset({Role.CUSTOMER_SIGNATORY, Role.CUSTOMER_CONTACT})
"""See only the contracts, tickets and reports of the party that the token names."""

PROVIDER_SIDE = frozenset(Role) - PARTY_BOUND - {Role.SYSTEM}
"""Of people who stand for nobody else."""
