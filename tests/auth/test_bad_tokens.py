"""Every known way to get a bad token accepted, with the one thing that its sender may learn.

Each row is a good token with one fault, and signed after the fault was made wherever a forger with the
issuer's key could do so: the signature never hides that another check is missing.
"""

from __future__ import annotations

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key as generate_rsa_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sla_plugin.auth.tokens import MAX_LENGTH
from sla_plugin.auth.verify import verify
from sla_plugin.errors import Code, Unauthenticated
from tests.support.tokens import (
    DEVELOPMENT,
    EC_KEY,
    ED_KEY,
    ISSUERS,
    NOW,
    OMIT,
    RHEINWERK,
    RSA_KEY,
    SECRET,
    Sign,
    at,
    eddsa,
    es256,
    forge,
    header,
    hs256,
    never_revoked,
    payload,
    ps256,
    rs256,
    segment,
    with_claims,
    with_header,
    with_raw_claim,
)

GOOD = forge(header(), payload(), es256())
HEADER, PAYLOAD, SIGNATURE = GOOD.split(".")

STRANGER = generate_private_key(SECP256R1())
RSA_PEM = RSA_KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
RSA_DER = RSA_KEY.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
EC_DER = EC_KEY.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
EC_SSH = EC_KEY.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH)
ED_RAW = ED_KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
STRANGERS_JWK = {"kty": "EC", "crv": "P-256", "x": "eA", "y": "eQ"}


def signed_as(algorithm: object, kid: object, sign: Sign) -> str:
    return forge(header(alg=algorithm, kid=kid), payload(), sign)


def other_spelling(text: str) -> str:
    """The same 64 bytes for a lenient decoder: its 86th character carries four bits that say nothing."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return text[:-1] + alphabet[alphabet.index(text[-1]) ^ 1]


BAD_TOKENS: dict[Code, dict[str, str]] = {
    Code.TOKEN_MISSING: {
        "nothing": "",
    },
    Code.TOKEN_MALFORMED: {
        "blank": " ",
        "one part": HEADER,
        "two parts": f"{HEADER}.{PAYLOAD}",
        "four parts": f"{GOOD}.{SIGNATURE}",
        "a JWE's five parts": f"{HEADER}..{PAYLOAD}.{SIGNATURE}.AAAA",
        "only dots": "..",
        "no header": f".{PAYLOAD}.{SIGNATURE}",
        "no payload": f"{HEADER}..{SIGNATURE}",
        "one character too long": GOOD + "A" * (MAX_LENGTH + 1 - len(GOOD)),
        "ten megabytes": GOOD + "A" * 10_000_000,
        "a space before": f" {GOOD}",
        "a newline after": f"{GOOD}\n",
        "padding after the signature": f"{GOOD}==",
        "padding after the header": f"{HEADER}=.{PAYLOAD}.{SIGNATURE}",
        "exclamation marks after the signature": f"{GOOD}!!!!",
        "another spelling of the signature": f"{HEADER}.{PAYLOAD}.{other_spelling(SIGNATURE)}",
        "base64 instead of base64url": f"{HEADER}.{PAYLOAD}.{'+/' * 43}",
        "letters of another script": f"{HEADER}.{PAYLOAD}.{'ก' * 86}",
        "full-width digits": f"{HEADER}.{PAYLOAD}." + "\uff11" * 86,
        "half a surrogate pair": f"{HEADER}.{PAYLOAD}.\ud800",
        "a header that is no JSON": forge("{", payload(), es256()),
        "a header that is a list": forge([header()], payload(), es256()),
        "a header that is null": forge(None, payload(), es256()),
        "a payload that is no JSON": forge(header(), "exp", es256()),
        "a payload that is a list": forge(header(), [payload()], es256()),
        "a payload that is a number": forge(header(), 1, es256()),
        "a payload in UTF-16": forge(header(), json.dumps(payload()).encode("utf-16"), es256()),
        "a payload behind a byte order mark": forge(header(), "\ufeff" + json.dumps(payload()), es256()),
        "a payload in broken UTF-8": forge(header(), b'{"iss": "\xff"}', es256()),
        "two payloads": forge(header(), json.dumps(payload()) * 2, es256()),
        "arrays 2000 deep": with_raw_claim('"deep": ' + "[" * 2000 + "]" * 2000),
        "a claim twice": with_raw_claim(f'"tenant": "{RHEINWERK}"'),
        "a nested claim twice": with_raw_claim('"more": {"a": 1, "a": 1}'),
        "a header parameter twice": forge('{"alg": "none", "alg": "ES256", "kid": "ec"}', payload(), es256()),
        "not a number": with_raw_claim('"nbf": NaN'),
        "infinity": with_raw_claim('"nbf": -Infinity'),
        "a number beyond floats": with_raw_claim('"nbf": 1e400'),
        "a number of five thousand digits": with_raw_claim('"nbf": ' + "9" * 5000),
        "a critical extension that is unknown": with_header(crit=["x"], x=1),
        "an empty list of critical extensions": with_header(crit=[]),
        "an unencoded payload": with_header(b64=False),
        "an unencoded payload, declared critical": with_header(b64=False, crit=["b64"]),
        "b64 as a number": with_header(b64=1),
        "a logout token": with_header(typ="logout+jwt"),
        "a DPoP proof": with_header(typ="dpop+jwt"),
        "a type that is no text": with_header(typ=["JWT"]),
        "a type that is null": with_header(typ=None),
    },
    Code.TOKEN_KEY: {
        "a key brought along": with_header(jwk=STRANGERS_JWK),
        "the address of a key": with_header(jku="https://evil.example/jwks.json"),
        "the address of a certificate": with_header(x5u="https://evil.example/cert.pem"),
        "a certificate brought along": with_header(x5c=["MIIB"]),
        "an unknown key id with a good signature": with_header(kid="rotated-away"),
        "a key id that is a path": with_header(kid="../../dev/null"),
        "a key id that is empty": with_header(kid=""),
        "a key id that is null": with_header(kid=None),
        "a key id that is a number": with_header(kid=1),
        "a key id that is a list": with_header(kid=["ec"]),
        "the id of a key for another algorithm": with_header(kid="rsa"),
    },
    Code.TOKEN_ALGORITHM: {
        "no algorithm": with_header(alg=OMIT),
        "an algorithm that is a list": with_header(alg=["ES256"]),
        "an algorithm that is null": with_header(alg=None),
        "none": signed_as("none", "ec", lambda _: b""),
        "NoNe": signed_as("NoNe", "ec", lambda _: b""),
        "none, without a key id": signed_as("none", OMIT, lambda _: b""),
        "es256 in small letters": with_header(alg="es256"),
        "an algorithm of key wrapping": signed_as("dir", "ec", es256()),
        "an algorithm that nobody configured": signed_as("RS512", "rsa", rs256()),
        "HS256 with the public key in PEM": signed_as("HS256", "rsa", hs256(RSA_PEM)),
        "HS256 with the public key in DER": signed_as("HS256", "rsa", hs256(RSA_DER)),
        "HS256 with the EC public key in DER": signed_as("HS256", "ec", hs256(EC_DER)),
        "HS256 with the public key in OpenSSH form": signed_as("HS256", "ec", hs256(EC_SSH)),
        "HS256 with the raw Ed25519 key": signed_as("HS256", "ed", hs256(ED_RAW)),
        "HS256 with an empty secret": signed_as("HS256", OMIT, hs256(b"")),
        "HS256 with another issuer's secret": signed_as("HS256", "hmac", hs256(SECRET)),
        "a key pair where a shared secret is agreed": forge(header(), payload(iss=DEVELOPMENT), es256()),
    },
    Code.TOKEN_SIGNATURE: {
        "a stranger's signature": forge(header(), payload(), es256(STRANGER)),
        "more base64url after the signature": f"{GOOD}AAAA",
        "no signature": f"{HEADER}.{PAYLOAD}.",
        "another token's signature": f"{HEADER}.{segment(payload(sub='malee'))}.{SIGNATURE}",
        "a psychic signature (CVE-2022-21449)": signed_as("ES256", "ec", lambda _: bytes(64)),
        "an ECDSA signature in DER": signed_as(
            "ES256", "ec", lambda data: EC_KEY.sign(data, ECDSA(SHA256()))
        ),
        "a signature a byte longer": signed_as("ES256", "ec", lambda data: es256()(data) + b"\0"),
        "a stranger's RSA signature": signed_as("RS256", "rsa", rs256(generate_rsa_key(65537, 2048))),
        "PS256 signed as RS256": signed_as("PS256", "rsa", rs256()),
        "RS256 signed as PS256": signed_as("RS256", "rsa", ps256()),
        "PS256 with a salt of no length": signed_as("PS256", "rsa", ps256(salt_length=0)),
        "an empty RSA signature": signed_as("RS256", "rsa", lambda _: b""),
        "a stranger's EdDSA signature": signed_as("EdDSA", "ed", eddsa(Ed25519PrivateKey.generate())),
        "an EdDSA signature of zeros": signed_as("EdDSA", "ed", lambda _: bytes(64)),
        "a short EdDSA signature": signed_as("EdDSA", "ed", lambda _: b"\1"),
        "HS256 with a wrong secret": forge(
            header(alg="HS256", kid="hmac"), payload(iss=DEVELOPMENT), hs256(SECRET[::-1])
        ),
        "HS256 cut to half": forge(
            header(alg="HS256", kid="hmac"), payload(iss=DEVELOPMENT), lambda data: hs256()(data)[:16]
        ),
    },
    Code.TOKEN_ISSUER: {
        "no issuer": with_claims(iss=OMIT),
        "an unknown issuer": with_claims(iss="https://id.evil.example"),
        "an issuer with a slash more": with_claims(iss="https://id.lanna.example/"),
        "an issuer that is a list": with_claims(iss=["https://id.lanna.example"]),
    },
    Code.TOKEN_CLAIMS: {
        "no subject": with_claims(sub=OMIT),
        "an empty subject": with_claims(sub=""),
        "a subject that is a number": with_claims(sub=7),
        "a subject with a NUL": with_claims(sub="som\0chai"),
        "a subject with half a surrogate pair": with_claims(sub="som\ud800"),
        "a subject with a line break": with_claims(sub="somchai\nroot"),
        "a subject of 256 characters": with_claims(sub="s" * 256),
        "no audience": with_claims(aud=OMIT),
        "an audience that is null": with_claims(aud=None),
        "an audience that is an object": with_claims(aud={"sla": True}),
        "an audience list with a number": with_claims(aud=["sla", 1]),
        "no tenant": with_claims(tenant=OMIT),
        "a tenant that is a name": with_claims(tenant="lanna"),
        "a tenant in braces": with_claims(tenant="{0198c0de-0000-7000-8000-000000000001}"),
        "a tenant without hyphens": with_claims(tenant="0198c0de000070008000000000000001"),
        "a tenant that is a list": with_claims(tenant=["0198c0de-0000-7000-8000-000000000001"]),
        "a tenant that is null": with_claims(tenant=None),
        "a token id that is a number": with_claims(jti=1),
        "a token id that is null": with_claims(jti=None),
        "a scope that is a list": with_claims(scope=["admin"]),
        "a scope with two spaces": with_claims(scope="tickets:read  admin"),
        "a scope with a tab": with_claims(scope="tickets:read\tadmin"),
        "a scope with a line break after it": with_claims(scope="admin\n"),
        "roles that are a text": with_claims(roles="LEGAL"),
        "roles with a null": with_claims(roles=["LEGAL", None]),
        "the role of the plugin itself": with_claims(roles=["SYSTEM"]),
        "a customer's contact of no party": with_claims(roles=["CUSTOMER_CONTACT"]),
        "a party that is a name": with_claims(party_id="Hansefracht"),
        "a ticket that is a number": with_claims(ticket=17),
        "no expiry": with_claims(exp=OMIT),
        "an expiry that is null": with_claims(exp=None),
        "an expiry that is a text": with_claims(exp=str(at(600))),
        "an expiry that is true": with_claims(exp=True),
        "an expiry that is a list": with_claims(exp=[at(600)]),
        "a negative expiry": with_claims(exp=-1),
        "an expiry in the year 10000": with_claims(exp=253_402_300_800),
        "an expiry of 2**53": with_claims(exp=2**53),
        "an expiry of a hundred digits": with_claims(exp=10**100),
        "a negative instant of issue": with_claims(iat=-1),
        "no instant of issue": with_claims(iat=OMIT),
        "an instant of issue that is a text": with_claims(iat="now"),
        "an instant of issue that is false": with_claims(iat=False),
        "a beginning that is a text": with_claims(nbf=str(at(0))),
        "a beginning that is null": with_claims(nbf=None),
        "an expiry at the instant of issue": with_claims(exp=at(-60)),
        "an expiry before the instant of issue": with_claims(exp=at(-61)),
    },
    Code.TOKEN_AUDIENCE: {
        "another audience": with_claims(aud="crm"),
        "a longer audience": with_claims(aud="sla-console"),
        "an empty audience list": with_claims(aud=[]),
        "several other audiences": with_claims(aud=["crm", "desk"]),
    },
    Code.TOKEN_TENANT: {
        "a tenant of somebody else's issuer": with_claims(tenant=str(RHEINWERK)),
    },
    Code.TOKEN_EXPIRED: {
        "expired an hour ago": with_claims(iat=at(-7200), exp=at(-3600)),
        "expired thirty seconds ago": with_claims(exp=at(-30)),
    },
    Code.TOKEN_LIFETIME: {
        "a second longer than the longest lifetime": with_claims(exp=at(-60 + 3601)),
        "for ten years": with_claims(exp=at(315_360_000)),
    },
    Code.TOKEN_NOT_YET_VALID: {
        "issued tomorrow": with_claims(iat=at(86_400), exp=at(86_401)),
        "issued thirty-one seconds from now": with_claims(iat=at(31)),
        "valid from thirty-one seconds on": with_claims(nbf=at(31)),
    },
}

ROWS = [
    pytest.param(token, code, id=f"{code}: {name}")
    for code, tokens in BAD_TOKENS.items()
    for name, token in tokens.items()
]


@pytest.mark.parametrize(("token", "code"), ROWS)
def test_a_bad_token_is_refused_with_its_kind_and_no_detail(token: str, code: Code) -> None:
    with pytest.raises(Unauthenticated) as refusal:
        verify(token, issuers=ISSUERS, now=NOW, is_revoked=never_revoked)

    assert refusal.value.code is code
    assert refusal.value.field is None
    assert refusal.value.__cause__ is None
    assert refusal.value.__suppress_context__ or refusal.value.__context__ is None


def test_all_refusals_of_a_kind_read_the_same() -> None:
    for tokens in BAD_TOKENS.values():
        texts = set()
        for token in tokens.values():
            with pytest.raises(Unauthenticated) as refusal:
                verify(token, issuers=ISSUERS, now=NOW, is_revoked=never_revoked)
            texts.add(str(refusal.value))
        assert len(texts) == 1


def test_only_the_rows_about_length_are_refused_for_their_length() -> None:
    long = [name for rows in BAD_TOKENS.values() for name, token in rows.items() if len(token) > MAX_LENGTH]

    assert long == ["one character too long", "ten megabytes"]


@pytest.mark.parametrize(
    "token", [None, 7, b"", GOOD.encode(), ["a.b.c"], object()], ids=lambda token: type(token).__name__
)
def test_what_is_no_text_is_no_token(token: object) -> None:
    with pytest.raises(Unauthenticated):
        verify(token, issuers=ISSUERS, now=NOW, is_revoked=never_revoked)  # type: ignore[arg-type]  # the point
