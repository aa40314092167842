"""Tokens made by hand, good ones and forged ones, and the issuers they pretend to come from.

Nothing here goes through the code that issues tokens: a forger does not either.
"""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as generate_rsa_key
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import strategies as st

from sla_plugin.auth.algorithms import Algorithm
from sla_plugin.auth.issuers import Issuer, Issuers
from sla_plugin.auth.keyrings import KeyRing
from sla_plugin.auth.keys import VerificationKey
from sla_plugin.auth.tokens import MAX_LENGTH

Sign = Callable[[bytes], bytes]

NOW = datetime(2026, 3, 31, 9, 30, tzinfo=UTC)
LANNA = UUID("0198c0de-0000-7000-8000-000000000001")
RHEINWERK = UUID("0198c0de-0000-7000-8000-000000000002")
IDP = "https://id.lanna.example"
DEVELOPMENT = "https://dev.lanna.example"
AUDIENCE = "sla"
MAX_LIFETIME = timedelta(hours=1)

EC_KEY = generate_private_key(SECP256R1())
RSA_KEY = generate_rsa_key(65537, 2048)
ED_KEY = Ed25519PrivateKey.generate()
SECRET = bytes(range(100, 132))

OMIT = object()

JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children),
    max_leaves=5,
)


def es256(key: EllipticCurvePrivateKey = EC_KEY) -> Sign:
    return lambda data: raw_signature(key.sign(data, ECDSA(SHA256())))


def rs256(key: RSAPrivateKey = RSA_KEY) -> Sign:
    return lambda data: key.sign(data, PKCS1v15(), SHA256())


def ps256(key: RSAPrivateKey = RSA_KEY, *, salt_length: int = 32) -> Sign:
    return lambda data: key.sign(data, PSS(MGF1(SHA256()), salt_length), SHA256())


def eddsa(key: Ed25519PrivateKey = ED_KEY) -> Sign:
    return key.sign


def hs256(secret: bytes = SECRET) -> Sign:
    return lambda data: hmac.digest(secret, data, "sha256")


def raw_signature(der: bytes) -> bytes:
    return b"".join(number.to_bytes(32, "big") for number in decode_dss_signature(der))


def segment(content: object) -> str:
    """Bytes and text as they are, anything else as JSON (which writes NaN too)."""
    if not isinstance(content, bytes | str):
        content = json.dumps(content)
    data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def forge(header: object, payload: object, sign: Sign) -> str:
    signed = f"{segment(header)}.{segment(payload)}"
    return f"{signed}.{segment(sign(signed.encode('ascii')))}"


def at(seconds: float) -> float:
    """NumericDate of the instant that many seconds after NOW."""
    return int(NOW.timestamp()) + seconds


def header(**changes: object) -> dict[str, object]:
    return _changed({"typ": "JWT", "alg": "ES256", "kid": "ec"}, changes)


def payload(**changes: object) -> dict[str, object]:
    claims: dict[str, object] = {
        "iss": IDP,
        "sub": "somchai",
        "aud": AUDIENCE,
        "tenant": str(LANNA),
        "iat": at(-60),
        "exp": at(600),
        "jti": "t-1",
    }
    return _changed(claims, changes)


def with_header(**changes: object) -> str:
    """A good token but for these header parameters; OMIT leaves one out."""
    return forge(header(**changes), payload(), es256())


def with_claims(**changes: object) -> str:
    """A good token but for these claims; OMIT leaves one out."""
    return forge(header(), payload(**changes), es256())


def with_raw_claim(member: str) -> str:
    """A good token whose payload ends with this JSON text."""
    return forge(header(), json.dumps(payload())[:-1] + f", {member}}}", es256())


def longest_token() -> str:
    """A good token of MAX_LENGTH characters, give or take what base64 rounds."""
    free = MAX_LENGTH - len(with_claims(more=""))
    return with_claims(more="x" * (free * 3 // 4 - 1))


def _changed(members: Mapping[str, object], changes: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in {**members, **changes}.items() if value is not OMIT}


def idp(
    *, keys: KeyRing | None = None, algorithms: frozenset[Algorithm] | None = None, iss: str = IDP
) -> Issuer:
    """Bound to LANNA; with a key of every asymmetric kind."""
    return Issuer(
        iss=iss,
        audience=AUDIENCE,
        algorithms=algorithms or frozenset(Algorithm) - {Algorithm.HS256},
        keys=keys or ASYMMETRIC_KEYS,
        tenants=frozenset({LANNA}),
        max_lifetime=MAX_LIFETIME,
    )


ASYMMETRIC_KEYS = KeyRing(
    (
        VerificationKey.of(EC_KEY.public_key(), algorithm=Algorithm.ES256, kid="ec"),
        VerificationKey.of(ED_KEY.public_key(), algorithm=Algorithm.EDDSA, kid="ed"),
        VerificationKey.of(RSA_KEY.public_key(), algorithm=Algorithm.RS256, kid="rsa"),
        VerificationKey.of(RSA_KEY.public_key(), algorithm=Algorithm.PS256, kid="rsa"),
    )
)
SHARED_SECRET = KeyRing((VerificationKey.from_secret(SECRET, kid="hmac"),))

ISSUERS = Issuers([idp(), idp(iss=DEVELOPMENT, keys=SHARED_SECRET, algorithms=frozenset({Algorithm.HS256}))])


def never_revoked(_token_id: str) -> bool:
    return False
