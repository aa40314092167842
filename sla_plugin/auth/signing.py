"""The key with which the plugin signs its own tokens.

ES256: every JWT library verifies it, while EdDSA is still missing from many, python-jose among them.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Self

from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from sla_plugin.auth import base64url
from sla_plugin.auth.algorithms import Algorithm, construct
from sla_plugin.auth.keys import VerificationKey
from sla_plugin.errors import BadInput, Code

_MAKE_ANOTHER = "Make a new one with `sla keys rotate`."


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A P-256 key pair; made by `generate` or `from_pem`."""

    _private: EllipticCurvePrivateKey = field(repr=False)

    @classmethod
    def generate(cls) -> Self:
        return cls(generate_private_key(SECP256R1()))

    @classmethod
    def from_pem(cls, pem: bytes) -> Self:
        """BadInput `key.malformed` or `key.unsupported`."""
        try:
            private = load_pem_private_key(pem, password=None)
        except Exception:
            # `from None`: causes end up in logs, and keys must not.
            raise BadInput(
                Code.KEY_MALFORMED, "This is no unencrypted private key in PEM form.", hint=_MAKE_ANOTHER
            ) from None
        if not (isinstance(private, EllipticCurvePrivateKey) and isinstance(private.curve, SECP256R1)):
            raise BadInput(
                Code.KEY_UNSUPPORTED, "The signing key is not on the curve P-256.", hint=_MAKE_ANOTHER
            )
        return cls(private)

    def to_pem(self) -> bytes:
        """PKCS #8, not encrypted: whoever keeps it keeps it with mode 0600."""
        return self._private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    @property
    def kid(self) -> str:
        """Thumbprint of the public key (RFC 7638), so that two installations never share an id by chance."""
        members = json.dumps(self._members(), sort_keys=True, separators=(",", ":"))
        return base64url.encode(hashlib.sha256(members.encode("ascii")).digest())

    def public_jwk(self) -> dict[str, str]:
        return {**self._members(), "kid": self.kid, "use": "sig", "alg": Algorithm.ES256.value}

    def verification_key(self) -> VerificationKey:
        return VerificationKey.of(self._private.public_key(), algorithm=Algorithm.ES256, kid=self.kid)

    def sign(self, data: bytes) -> bytes:
        """64 bytes, r and s (RFC 7518, section 3.4)."""
        return construct(self._private, Algorithm.ES256).sign(data)

    def _members(self) -> dict[str, str]:
        numbers = self._private.public_key().public_numbers()
        x, y = (base64url.encode(number.to_bytes(32, "big")) for number in (numbers.x, numbers.y))
        return {"kty": "EC", "crv": "P-256", "x": x, "y": y}
