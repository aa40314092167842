"""Published keys, read and written (RFC 7517, RFC 7518 section 6, RFC 8037)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicNumbers
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers

from sla_plugin.auth import base64url
from sla_plugin.auth.algorithms import Algorithm, PublicKey
from sla_plugin.auth.keyrings import KeyRing
from sla_plugin.auth.keys import VerificationKey
from sla_plugin.auth.signing import SigningKey
from sla_plugin.errors import BadInput, Code

_ALGORITHMS = {
    "EC": (Algorithm.ES256,),
    "OKP": (Algorithm.EDDSA,),
    "RSA": (Algorithm.RS256, Algorithm.PS256),
}
_P256_COORDINATE_BYTES = 32


def public_jwks(keys: Iterable[SigningKey]) -> dict[str, list[dict[str, str]]]:
    """The document published at `/.well-known/jwks.json`."""
    return {"keys": [key.public_jwk() for key in keys]}


def read_jwks(document: object) -> KeyRing:
    """Every key of an issuer's JWKS that can be trusted; the others are `skipped`, with the reason.

    One unusable key costs only itself: an issuer that adds a key of a new kind must not lock everybody out.
    BadInput `key.malformed` when the document is no JWKS at all.
    """
    published = document.get("keys") if isinstance(document, Mapping) else None
    if not isinstance(published, list):
        raise _malformed("This is no JWKS: it has no list of keys.")
    keys: list[VerificationKey] = []
    skipped: list[str] = []
    for place, jwk in enumerate(published):
        try:
            keys += read_jwk(jwk)
        except BadInput as reason:
            skipped.append(f"keys[{place}]: {reason.message}")
    return KeyRing(tuple(keys), tuple(skipped))


def read_jwk(jwk: object) -> list[VerificationKey]:
    """One verification key for each algorithm that the JWK allows. BadInput `key.*` if there is none.

    Shared secrets (`oct`) are never read from a JWKS: what is published is no secret.
    """
    try:
        return _read_jwk(jwk)
    except BadInput:
        raise
    except Exception:
        raise _malformed("The key cannot be read.") from None


def _read_jwk(jwk: object) -> list[VerificationKey]:
    if not isinstance(jwk, Mapping):
        raise _malformed("The key is no JSON object.")
    _refuse_other_uses(jwk)
    kind = _ALGORITHMS.get(str(jwk.get("kty")), ())
    algorithms = [algorithm for algorithm in kind if jwk.get("alg", algorithm) == algorithm]
    if not algorithms:
        raise BadInput(Code.KEY_UNSUPPORTED, "The key is for no algorithm that is accepted here.")
    kid = jwk.get("kid")
    if not (kid is None or (isinstance(kid, str) and kid)):
        raise _malformed("The key's id is no text.")
    key = _public_key(jwk)
    return [VerificationKey.of(key, algorithm=algorithm, kid=kid) for algorithm in algorithms]


def _refuse_other_uses(jwk: Mapping[str, object]) -> None:
    operations = jwk.get("key_ops", ["verify"])
    if jwk.get("use", "sig") != "sig" or not isinstance(operations, list) or "verify" not in operations:
        raise BadInput(Code.KEY_UNSUPPORTED, "The key is not for signatures.")
    if "d" in jwk:
        raise BadInput(Code.KEY_WEAK, "The key is published with its private part: anybody can sign with it.")


def _public_key(jwk: Mapping[str, object]) -> PublicKey:
    match jwk:
        case {"kty": "RSA", "n": str(n), "e": str(e)}:
            return RSAPublicNumbers(_number(e), _number(n)).public_key()
        case {"kty": "EC", "crv": "P-256", "x": str(x), "y": str(y)}:
            return EllipticCurvePublicNumbers(_coordinate(x), _coordinate(y), SECP256R1()).public_key()
        case {"kty": "OKP", "crv": "Ed25519", "x": str(x)}:
            return Ed25519PublicKey.from_public_bytes(base64url.decode(x))
    raise BadInput(
        Code.KEY_UNSUPPORTED, "The key's members are incomplete or its curve is not accepted here."
    )


def _number(text: str) -> int:
    return int.from_bytes(base64url.decode(text), "big")


def _coordinate(text: str) -> int:
    data = base64url.decode(text)
    if len(data) != _P256_COORDINATE_BYTES:
        raise ValueError("a P-256 coordinate has 32 bytes")
    return int.from_bytes(data, "big")


def _malformed(message: str) -> BadInput:
    return BadInput(Code.KEY_MALFORMED, message, hint="See RFC 7517 for the form of a JWKS.")
