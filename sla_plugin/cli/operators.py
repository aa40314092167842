"""Who acts at the command line: whoever reaches the database manages contracts."""

from __future__ import annotations

from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.roles import Role
from sla_plugin.domain.transitions import Actor
from sla_plugin.runtime.installation import Installation

OPERATOR = Actor("operator", frozenset({Role.CONTRACT_MANAGER}))


def operator_deed(installation: Installation) -> Deed:
    return Deed(OPERATOR, installation.now(), installation.seal_key.seal)
