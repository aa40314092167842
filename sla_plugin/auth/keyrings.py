"""The keys of one issuer, and which of them a token means."""

from __future__ import annotations

from dataclasses import dataclass

from sla_plugin.auth.algorithms import Algorithm
from sla_plugin.auth.keys import VerificationKey
from sla_plugin.auth.refusals import refused
from sla_plugin.errors import Code


@dataclass(frozen=True, slots=True)
class KeyRing:
    """`skipped` says for an operator which published keys were left out, and why."""

    keys: tuple[VerificationKey, ...]
    skipped: tuple[str, ...] = ()

    def find(self, *, kid: str | None, algorithm: Algorithm) -> VerificationKey:
        """The one key of that id and algorithm; without an id, the only one of that algorithm.

        Unauthenticated `token.key` for none and for several: trying keys until one fits is not a choice.
        """
        fitting = [key for key in self.keys if key.algorithm is algorithm and (kid is None or key.kid == kid)]
        if len(fitting) != 1:
            raise refused(Code.TOKEN_KEY)
        return fitting[0]
