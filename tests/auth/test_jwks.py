"""One unusable key in an issuer's JWKS costs only itself."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as generate_rsa_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from sla_plugin.auth.issuers import Issuers
from sla_plugin.auth.jwks import public_jwks, read_jwk, read_jwks
from sla_plugin.auth.keyrings import KeyRing
from sla_plugin.auth.signing import SigningKey
from sla_plugin.auth.verify import verify
from sla_plugin.errors import BadInput, Code, Unauthenticated
from tests.support.tokens import (
    EC_KEY,
    ED_KEY,
    JSON,
    NOW,
    OMIT,
    RSA_KEY,
    SECRET,
    eddsa,
    es256,
    forge,
    header,
    idp,
    never_revoked,
    payload,
    ps256,
    rs256,
    segment,
)


def number(value: int, length: int) -> str:
    return segment(value.to_bytes(length, "big"))


def rsa_jwk(key: RSAPublicKey, **changes: object) -> dict[str, object]:
    numbers = key.public_numbers()
    members = {"kty": "RSA", "kid": "rsa", "use": "sig", "alg": "RS256", "e": "AQAB"}
    members["n"] = number(numbers.n, key.key_size // 8)
    return {name: value for name, value in {**members, **changes}.items() if value is not OMIT}


def ec_jwk(**changes: object) -> dict[str, object]:
    numbers = EC_KEY.public_key().public_numbers()
    members = {
        "kty": "EC",
        "crv": "P-256",
        "kid": "ec",
        "x": number(numbers.x, 32),
        "y": number(numbers.y, 32),
    }
    return {name: value for name, value in {**members, **changes}.items() if value is not OMIT}


def ed_jwk(**changes: object) -> dict[str, object]:
    raw = ED_KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return {"kty": "OKP", "crv": "Ed25519", "kid": "ed", "x": segment(raw), **changes}


X = EC_KEY.public_key().public_numbers().x
RSA = rsa_jwk(RSA_KEY.public_key())
WEAK_KEY = generate_rsa_key(65537, 1024)

UNUSABLE = {
    "for encryption": (rsa_jwk(RSA_KEY.public_key(), use="enc"), Code.KEY_UNSUPPORTED),
    "for other operations": (ec_jwk(key_ops=["sign"]), Code.KEY_UNSUPPORTED),
    "for RS512": (rsa_jwk(RSA_KEY.public_key(), alg="RS512"), Code.KEY_UNSUPPORTED),
    "RSA for ES256": (rsa_jwk(RSA_KEY.public_key(), alg="ES256"), Code.KEY_UNSUPPORTED),
    "RSA for HS256": (rsa_jwk(RSA_KEY.public_key(), alg="HS256"), Code.KEY_UNSUPPORTED),
    "for null": (ec_jwk(alg=None), Code.KEY_UNSUPPORTED),
    "a shared secret": ({"kty": "oct", "k": segment(SECRET), "alg": "HS256"}, Code.KEY_UNSUPPORTED),
    "an empty shared secret": ({"kty": "oct", "k": ""}, Code.KEY_UNSUPPORTED),
    "of an unknown kind": ({"kty": "AKP", "alg": "ML-DSA-44", "pub": "AAAA"}, Code.KEY_UNSUPPORTED),
    "of a kind that is a list": ({"kty": ["RSA"]}, Code.KEY_UNSUPPORTED),
    "of no kind": ({}, Code.KEY_UNSUPPORTED),
    "on Ed448": (ed_jwk(crv="Ed448"), Code.KEY_UNSUPPORTED),
    "on X25519": (ed_jwk(crv="X25519"), Code.KEY_UNSUPPORTED),
    "on P-384": (ec_jwk(crv="P-384"), Code.KEY_UNSUPPORTED),
    "without a modulus": (rsa_jwk(RSA_KEY.public_key(), n=OMIT), Code.KEY_UNSUPPORTED),
    "with half a point": (ec_jwk(y=OMIT), Code.KEY_UNSUPPORTED),
    "with a number for a text": (ec_jwk(x=1), Code.KEY_UNSUPPORTED),
    "with a point off the curve": (ec_jwk(y=number(1, 32)), Code.KEY_MALFORMED),
    "with a coordinate too short": (ec_jwk(x="AQ"), Code.KEY_MALFORMED),
    "with a coordinate too long": (ec_jwk(x=number(X, 33)), Code.KEY_MALFORMED),
    "with padding": (ec_jwk(x=f"{ec_jwk()['x']}="), Code.KEY_MALFORMED),
    "with 31 bytes of Ed25519": (ed_jwk(x=segment(bytes(31))), Code.KEY_MALFORMED),
    "with an even exponent": (rsa_jwk(RSA_KEY.public_key(), e="Ag"), Code.KEY_MALFORMED),
    "with an id that is a number": (ec_jwk(kid=1), Code.KEY_MALFORMED),
    "with an empty id": (ec_jwk(kid=""), Code.KEY_MALFORMED),
    "with its private part": (ec_jwk(d=number(1, 32)), Code.KEY_WEAK),
    "of 1024 bits": (rsa_jwk(WEAK_KEY.public_key()), Code.KEY_WEAK),
    "null": (None, Code.KEY_MALFORMED),
    "a text": ("-----BEGIN PUBLIC KEY-----", Code.KEY_MALFORMED),
}


def subject(ring: KeyRing, token: str) -> str:
    return verify(token, issuers=Issuers([idp(keys=ring)]), now=NOW, is_revoked=never_revoked).subject


@pytest.mark.parametrize(("jwk", "code"), UNUSABLE.values(), ids=UNUSABLE.keys())
def test_an_unusable_key_is_skipped_and_its_neighbours_serve(jwk: object, code: Code) -> None:
    with pytest.raises(BadInput) as reason:
        read_jwk(jwk)
    ring = read_jwks({"keys": [jwk, RSA]})

    assert reason.value.code is code
    assert ring.skipped == (f"keys[0]: {reason.value.message}",)
    assert [(key.kid, key.algorithm) for key in ring.keys] == [("rsa", "RS256")]
    assert subject(ring, forge(header(alg="RS256", kid="rsa"), payload(), rs256())) == "somchai"


def test_a_token_of_an_rsa_key_of_1024_bits_is_refused() -> None:
    ring = read_jwks({"keys": [rsa_jwk(WEAK_KEY.public_key())]})
    token = forge(header(alg="RS256", kid="rsa"), payload(), rs256(WEAK_KEY))

    with pytest.raises(Unauthenticated) as refusal:
        subject(ring, token)
    assert refusal.value.code is Code.TOKEN_KEY
    assert ring.skipped == ("keys[0]: The RSA key has 1024 bits.",)


def test_every_kind_of_key_is_read() -> None:
    ring = read_jwks({"keys": [rsa_jwk(RSA_KEY.public_key(), alg=OMIT), ec_jwk(), ed_jwk()]})

    assert ring.skipped == ()
    for algorithm, kid, sign in [
        ("RS256", "rsa", rs256()),
        ("PS256", "rsa", ps256()),
        ("ES256", "ec", es256()),
        ("EdDSA", "ed", eddsa()),
    ]:
        assert subject(ring, forge(header(alg=algorithm, kid=kid), payload(), sign)) == "somchai"


def test_a_key_published_for_one_algorithm_serves_no_other() -> None:
    token = forge(header(alg="PS256", kid="rsa"), payload(), ps256())

    with pytest.raises(Unauthenticated) as refusal:
        subject(read_jwks({"keys": [RSA]}), token)
    assert refusal.value.code is Code.TOKEN_KEY


def test_an_id_published_twice_names_no_key() -> None:
    with pytest.raises(Unauthenticated) as refusal:
        subject(read_jwks({"keys": [ec_jwk(), ec_jwk()]}), forge(header(), payload(), es256()))
    assert refusal.value.code is Code.TOKEN_KEY


@pytest.mark.parametrize("document", [None, [], {}, {"keys": {}}, {"keys": None}, "keys", RSA])
def test_what_is_no_jwks_is_refused_as_a_whole(document: object) -> None:
    with pytest.raises(BadInput) as refusal:
        read_jwks(document)

    assert refusal.value.code is Code.KEY_MALFORMED


def test_our_own_jwks_is_read_back_and_holds_nothing_private() -> None:
    old, new = SigningKey.generate(), SigningKey.generate()
    document = public_jwks([old, new])
    ring = read_jwks(document)

    assert [set(jwk) for jwk in document["keys"]] == [{"kty", "crv", "x", "y", "kid", "use", "alg"}] * 2
    assert ring.skipped == ()
    for key in (old, new):
        assert subject(ring, forge(header(kid=key.kid), payload(), key.sign)) == "somchai"


@given(
    st.sampled_from([RSA, ec_jwk(), ed_jwk()]),
    st.dictionaries(
        st.sampled_from(["kty", "crv", "x", "y", "n", "e", "d", "use", "alg", "kid", "key_ops"]),
        JSON | st.sampled_from(["RSA", "EC", "OKP", "P-256", "Ed25519", "AQAB", "", "AA", "sig", "ES256"]),
    ),
)
def test_whatever_a_key_says_it_is_read_or_skipped(
    good: dict[str, object], changes: dict[str, object]
) -> None:
    ring = read_jwks({"keys": [{**good, **changes}]})

    assert (len(ring.keys) == 0) == (len(ring.skipped) == 1)


@given(JSON)
def test_whatever_an_issuer_publishes_nothing_but_a_refusal_is_raised(document: object) -> None:
    for published in (document, {"keys": document}, {"keys": [document]}):
        try:
            ring = read_jwks(published)
        except BadInput:
            continue
        assert ring.keys == ()
