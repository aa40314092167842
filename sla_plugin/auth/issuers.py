"""Whose tokens are believed, for which tenants, and how they must be signed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sla_plugin.auth.algorithms import Algorithm
from sla_plugin.auth.keyrings import KeyRing
from sla_plugin.auth.refusals import refused
from sla_plugin.errors import BadInput, Code


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """`tenants` None: the issuer speaks for every tenant, as only the installation's own issuers may.

    BadInput `setting.invalid` for a configuration that could never be safe.
    """

    iss: str
    audience: str
    algorithms: frozenset[Algorithm]
    keys: KeyRing
    tenants: frozenset[UUID] | None
    max_lifetime: timedelta

    def __post_init__(self) -> None:
        if not self.iss:
            raise _invalid("An issuer needs a name.", field="iss")
        if not self.audience:
            raise _invalid(f"Tokens of {self.iss} would be for no audience.", field="audience")
        if not self.algorithms:
            raise _invalid(f"The issuer {self.iss} has no algorithm.", field="algorithms")
        if len({algorithm.is_symmetric for algorithm in self.algorithms}) > 1:
            raise _invalid(
                f"The issuer {self.iss} mixes shared secrets with key pairs: one could pose as the other.",
                field="algorithms",
            )
        if self.max_lifetime <= timedelta(0):
            raise _invalid(f"Tokens of {self.iss} would live for no time.", field="max_lifetime")

    def algorithm(self, name: str) -> Algorithm:
        """Unauthenticated `token.algorithm` unless the issuer is configured with it."""
        for algorithm in self.algorithms:
            if algorithm == name:
                return algorithm
        raise refused(Code.TOKEN_ALGORITHM)

    def speaks_for(self, tenant: UUID) -> bool:
        return self.tenants is None or tenant in self.tenants


class Issuers:
    """Immutable; a changed configuration or key ring makes a new one."""

    __slots__ = ("_by_iss",)

    def __init__(self, issuers: Iterable[Issuer]) -> None:
        self._by_iss: dict[str, Issuer] = {}
        for issuer in issuers:
            if issuer.iss in self._by_iss:
                raise _invalid(f"The issuer {issuer.iss} is configured twice.", field="iss")
            self._by_iss[issuer.iss] = issuer

    def find(self, iss: object) -> Issuer:
        """Unauthenticated `token.issuer` for anything but a configured issuer's exact name."""
        issuer = self._by_iss.get(iss) if isinstance(iss, str) else None
        if issuer is None:
            raise refused(Code.TOKEN_ISSUER)
        return issuer


def _invalid(message: str, *, field: str) -> BadInput:
    return BadInput(Code.SETTING_INVALID, message, hint="Correct the issuer's settings.", field=field)
