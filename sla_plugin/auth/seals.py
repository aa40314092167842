"""Seals on what must not be changed behind our back, with a key that the database does not hold."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field

from sla_plugin.errors import BadInput, Code

SHORTEST = 32
"""Bytes."""


@dataclass(frozen=True, slots=True)
class SealKey:
    """HMAC with SHA-256 (RFC 2104). BadInput `key.weak`."""

    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.secret) < SHORTEST:
            raise BadInput(
                Code.KEY_WEAK,
                f"A seal needs a key of {SHORTEST} bytes, and this one has {len(self.secret)}.",
                hint="Take the key from a backup: what was sealed verifies with that one only.",
            )

    def seal(self, text: str) -> str:
        return hmac.digest(self.secret, text.encode(), "sha256").hex()

    def holds(self, text: str, seal: str) -> bool:
        # As bytes: what is no seal at all may hold characters of which texts are not compared.
        return hmac.compare_digest(self.seal(text).encode(), seal.encode())
