"""How somebody signs: what is asked of a way to sign, and what it answers.

The plugin's own way is a click; a signing service is another, with its own reference to what it keeps.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class ToSign:
    """`address`: from where it is asked for, as far as the network tells. `content_hash`: of what the version
    says. `papers`: the SHA-256 of each paper that says it, in all languages and forms; empty where none is
    kept."""

    signatory: str
    at: datetime
    address: str | None
    content_hash: str
    papers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SignatureEvidence:
    """`method`: such as `CLICK`. `document_hash`: which of the papers was read. `reference`: where a service
    keeps what it has."""

    method: str
    address: str | None = None
    document_hash: str | None = None
    reference: str | None = None


class Signing(Protocol):
    async def sign(self, asked: ToSign) -> SignatureEvidence:
        """That it is signed by now. May raise an `AdapterError`: nothing is signed then."""
