"""Signature algorithms, and the only place that knows python-jose.

Of jose we use `jwk.construct` and a key's `sign` and `verify`; its `jwt.decode` accepts too much (unknown
critical headers, expiries as text, several spellings of one signature) and fails outside its own errors.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol, cast

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from jose import jwk
from jose.backends.base import Key

PublicKey = RSAPublicKey | EllipticCurvePublicKey | Ed25519PublicKey


class Algorithm(StrEnum):
    """The algorithms an issuer may be configured with (RFC 7518, section 3.1; RFC 8037); never `none`."""

    ES256 = "ES256"
    EDDSA = "EdDSA"
    RS256 = "RS256"
    PS256 = "PS256"
    HS256 = "HS256"

    @property
    def is_symmetric(self) -> bool:
        """Whoever can verify can also sign."""
        return self is Algorithm.HS256


class JoseKey(Protocol):
    """The part of `jose.backends.base.Key` that we use."""

    def sign(self, msg: bytes) -> bytes: ...

    def verify(self, msg: bytes, sig: bytes) -> bool: ...


def construct(key: PublicKey | EllipticCurvePrivateKey | bytes, algorithm: Algorithm) -> JoseKey:
    """jose does not compare the key's type with the algorithm: the caller has (`keys.py`)."""
    return cast("JoseKey", jwk.construct(key, algorithm.value))


class Ed25519Key(Key):  # type: ignore[misc]  # the base class is untyped
    """EdDSA over Ed25519 (RFC 8037), which jose lacks."""

    def __init__(self, key: Ed25519PublicKey, algorithm: str) -> None:
        super().__init__(key, algorithm)
        self._key = key

    def verify(self, msg: bytes, sig: bytes) -> bool:
        try:
            self._key.verify(sig, msg)
        except InvalidSignature:
            return False
        return True


class RsaPssKey(Key):  # type: ignore[misc]  # the base class is untyped
    """PS256 (RFC 7518, section 3.5: the salt is as long as the hash), which jose lacks."""

    def __init__(self, key: RSAPublicKey, algorithm: str) -> None:
        super().__init__(key, algorithm)
        self._key = key

    def verify(self, msg: bytes, sig: bytes) -> bool:
        try:
            self._key.verify(sig, msg, PSS(MGF1(SHA256()), SHA256.digest_size), SHA256())
        except InvalidSignature:
            return False
        return True


jwk.register_key(Algorithm.EDDSA.value, Ed25519Key)
jwk.register_key(Algorithm.PS256.value, RsaPssKey)
