"""One key that verifies tokens of one algorithm; keys too weak or of the wrong kind are refused here."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import (
    load_der_private_key,
    load_der_public_key,
    load_pem_public_key,
)
from cryptography.x509 import load_der_x509_certificate

from sla_plugin.auth.algorithms import Algorithm, JoseKey, PublicKey, construct
from sla_plugin.errors import BadInput, Code

MIN_SECRET_BYTES = 32
"""RFC 7518, section 3.2: a key of at least the size of the hash output."""
MIN_RSA_BITS = 2048
"""RFC 7518, section 3.3."""
MAX_RSA_BITS = 8192
"""Bounds what a single forged signature makes the server compute."""


@dataclass(frozen=True, slots=True)
class VerificationKey:
    """Made by `of`, `from_pem` or `from_secret`, which raise BadInput `key.*` for a key not to be trusted.

    `kid` None: the key serves only tokens that name no key, and only if no other key fits.
    """

    algorithm: Algorithm
    kid: str | None
    _key: JoseKey = field(repr=False)

    @classmethod
    def of(cls, key: PublicKey, *, algorithm: Algorithm, kid: str | None = None) -> Self:
        _refuse_misfit(key, algorithm)
        return cls(algorithm, kid, construct(key, algorithm))

    @classmethod
    def from_pem(cls, pem: bytes, *, algorithm: Algorithm, kid: str | None = None) -> Self:
        """`pem` is a `PUBLIC KEY` block (SubjectPublicKeyInfo)."""
        try:
            key = load_pem_public_key(pem)
        except Exception:
            # `from None`, here and below: causes end up in logs, and keys must not.
            raise BadInput(
                Code.KEY_MALFORMED,
                "This is no public key in PEM form.",
                hint="Give the block that begins with -----BEGIN PUBLIC KEY-----.",
            ) from None
        if not isinstance(key, PublicKey):
            raise _unsupported(algorithm)
        return cls.of(key, algorithm=algorithm, kid=kid)

    @classmethod
    def from_secret(cls, secret: bytes, *, kid: str | None = None) -> Self:
        """For HS256. A public key in disguise is refused: everybody could sign with it (CVE-2024-33663)."""
        if len(secret) < MIN_SECRET_BYTES:
            raise BadInput(
                Code.KEY_WEAK,
                f"The shared secret has {len(secret)} bytes, which can be guessed.",
                hint=f"Use at least {MIN_SECRET_BYTES} random bytes.",
            )
        if _is_der(secret):
            raise _disguised()
        try:
            return cls(Algorithm.HS256, kid, construct(secret, Algorithm.HS256))
        except Exception:
            # jose itself knows keys in PEM and OpenSSH form, but not in DER.
            raise _disguised() from None

    def verifies(self, signed: bytes, signature: bytes) -> bool:
        return self._key.verify(signed, signature)


def _refuse_misfit(key: PublicKey, algorithm: Algorithm) -> None:
    match key:
        case RSAPublicKey() if algorithm in (Algorithm.RS256, Algorithm.PS256):
            _refuse_rsa_size(key.key_size)
        case EllipticCurvePublicKey() if algorithm is Algorithm.ES256 and isinstance(key.curve, SECP256R1):
            pass
        case Ed25519PublicKey() if algorithm is Algorithm.EDDSA:
            pass
        case _:
            raise _unsupported(algorithm)


def _refuse_rsa_size(bits: int) -> None:
    if not MIN_RSA_BITS <= bits <= MAX_RSA_BITS:
        raise BadInput(
            Code.KEY_WEAK,
            f"The RSA key has {bits} bits.",
            hint=f"Use a key of {MIN_RSA_BITS} to {MAX_RSA_BITS} bits.",
        )


def _is_der(secret: bytes) -> bool:
    return any(
        _loads(load, secret)
        for load in (
            load_der_public_key,
            lambda data: load_der_private_key(data, password=None),
            load_der_x509_certificate,
        )
    )


def _loads(load: Callable[[bytes], object], data: bytes) -> bool:
    with suppress(Exception):
        load(data)
        return True
    return False


def _disguised() -> BadInput:
    return BadInput(
        Code.KEY_UNSUPPORTED,
        "The shared secret is an asymmetric key or a certificate, which others may hold as well.",
        hint="Configure it as the public key of an asymmetric algorithm, or use random bytes.",
    )


def _unsupported(algorithm: Algorithm) -> BadInput:
    return BadInput(
        Code.KEY_UNSUPPORTED,
        f"The key is of the wrong kind for {algorithm}.",
        hint="ES256 takes a P-256 key, EdDSA an Ed25519 key, RS256 and PS256 an RSA key.",
    )
