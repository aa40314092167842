"""The plugin's own way to sign: the click of whoever the token names."""

from __future__ import annotations

from dataclasses import dataclass

from sla_plugin.sdk.signing import SignatureEvidence, ToSign

CLICK = "CLICK"


@dataclass(frozen=True, slots=True)
class ClickToSign:
    """`document_hash`: SHA-256 of the paper that was read before."""

    document_hash: str | None = None

    async def sign(self, asked: ToSign) -> SignatureEvidence:
        return SignatureEvidence(CLICK, asked.address, self.document_hash)
