"""What the plugin issues, the plugin accepts; what it would not accept, it does not issue."""

from __future__ import annotations

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP384R1, generate_private_key
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat
from cryptography.hazmat.primitives.serialization import NoEncryption as Plain
from hypothesis import given
from hypothesis import strategies as st

from sla_plugin.auth.algorithms import Algorithm
from sla_plugin.auth.issue import issue
from sla_plugin.auth.issuers import Issuer, Issuers
from sla_plugin.auth.keyrings import KeyRing
from sla_plugin.auth.principals import Principal
from sla_plugin.auth.signing import SigningKey
from sla_plugin.auth.verify import verify
from sla_plugin.errors import BadInput, Code, Unauthenticated
from tests.support.tokens import ED_KEY, LANNA, NOW, RSA_KEY, never_revoked

KEY = SigningKey.generate()
PARTY = UUID("0198c0de-0000-7000-8000-0000000000aa")
OWN = "sla-plugin"


def own_issuers(*keys: SigningKey, max_lifetime: timedelta = timedelta(days=365)) -> Issuers:
    ring = KeyRing(tuple(key.verification_key() for key in keys))
    return Issuers(
        [
            Issuer(
                iss=OWN,
                audience="sla",
                algorithms=frozenset({Algorithm.ES256}),
                keys=ring,
                tenants=None,
                max_lifetime=max_lifetime,
            )
        ]
    )


def issued(key: SigningKey = KEY, now: datetime = NOW, **changes: object) -> str:
    claims: dict[str, object] = {
        "issuer": OWN,
        "audience": "sla",
        "tenant": LANNA,
        "subject": "board",
        "token_id": "t-7",
        "lifetime": timedelta(minutes=5),
        **changes,
    }
    return issue(key=key, now=now, **claims)  # type: ignore[arg-type]  # the tests change any claim


def accepted(token: str, *, now: datetime = NOW, issuers: Issuers | None = None) -> Principal:
    return verify(token, issuers=issuers or own_issuers(KEY), now=now, is_revoked=never_revoked)


def test_an_issued_token_is_accepted_with_all_that_it_says() -> None:
    token = issued(
        scopes=["tickets:read", "reports:read"],
        roles=["CUSTOMER_CONTACT"],
        party_id=PARTY,
        ticket="memory:INC-17",
    )

    assert accepted(token) == Principal(
        tenant=LANNA,
        issuer=OWN,
        subject="board",
        scopes=frozenset({"tickets:read", "reports:read"}),
        roles=frozenset({"CUSTOMER_CONTACT"}),
        party_id=PARTY,
        ticket="memory:INC-17",
        token_id="t-7",
        expires_at=datetime(2026, 3, 31, 9, 35, tzinfo=UTC),
    )


def test_the_token_says_on_its_face_who_signed_it_and_how() -> None:
    head, body, _ = issued().split(".")

    assert decoded(head) == {"typ": "JWT", "alg": "ES256", "kid": KEY.kid}
    assert decoded(body) == {
        "iss": OWN,
        "sub": "board",
        "aud": ["sla"],
        "tenant": str(LANNA),
        "iat": 1774949400,
        "exp": 1774949700,
        "jti": "t-7",
    }


def test_a_token_never_lives_longer_than_asked_though_instants_are_whole_seconds() -> None:
    now = NOW + timedelta(microseconds=999_999)
    token = issued(now=now, lifetime=timedelta(seconds=1, microseconds=500_000))
    strict = own_issuers(KEY, max_lifetime=timedelta(seconds=1))

    assert accepted(token, now=now, issuers=strict).expires_at == NOW + timedelta(seconds=1)


def test_the_zone_of_now_makes_no_difference() -> None:
    bangkok = NOW.astimezone(timezone(timedelta(hours=7)))

    assert accepted(issued(now=bangkok)).expires_at == NOW + timedelta(minutes=5)


def test_an_hour_lasts_an_hour_where_summer_time_begins() -> None:
    before = datetime(2026, 3, 29, 1, 30, tzinfo=ZoneInfo("Europe/Berlin"))

    assert accepted(issued(now=before, lifetime=timedelta(hours=1)), now=before).expires_at == datetime(
        2026, 3, 29, 1, 30, tzinfo=UTC
    )


def test_both_keys_are_good_while_they_overlap_and_the_old_one_no_longer() -> None:
    old, new = SigningKey.generate(), SigningKey.generate()
    before, after = issued(key=old), issued(key=new)

    for token in (before, after):
        assert accepted(token, issuers=own_issuers(old, new)).subject == "board"
    with pytest.raises(Unauthenticated) as refusal:
        accepted(before, issuers=own_issuers(new))
    assert refusal.value.code is Code.TOKEN_KEY


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"subject": ""}, Code.TOKEN_CLAIMS),
        ({"subject": "a\nb"}, Code.TOKEN_CLAIMS),
        ({"subject": "s" * 256}, Code.TOKEN_CLAIMS),
        ({"issuer": ""}, Code.TOKEN_CLAIMS),
        ({"audience": ""}, Code.TOKEN_CLAIMS),
        ({"token_id": ""}, Code.TOKEN_CLAIMS),
        ({"ticket": ""}, Code.TOKEN_CLAIMS),
        ({"scopes": ['tickets:read"']}, Code.TOKEN_CLAIMS),
        ({"roles": ["SYSTEM"]}, Code.TOKEN_CLAIMS),
        ({"roles": ["CUSTOMER_SIGNATORY"]}, Code.TOKEN_CLAIMS),
        ({"scopes": ["tickets:read admin"]}, Code.TOKEN_CLAIMS),
        ({"scopes": [""]}, Code.TOKEN_CLAIMS),
        ({"scopes": [f"scope:{number}" for number in range(900)]}, Code.TOKEN_CLAIMS),
        ({"lifetime": timedelta(0)}, Code.TOKEN_LIFETIME),
        ({"lifetime": timedelta(seconds=-1)}, Code.TOKEN_LIFETIME),
        ({"lifetime": timedelta(milliseconds=999)}, Code.TOKEN_LIFETIME),
        ({"lifetime": timedelta.max}, Code.TOKEN_LIFETIME),
        ({"now": NOW.replace(tzinfo=None)}, Code.INSTANT_NAIVE),
        ({"now": datetime(1969, 1, 1, tzinfo=UTC)}, Code.TOKEN_CLAIMS),
    ],
)
def test_what_would_not_be_accepted_is_not_issued(changes: dict[str, object], code: Code) -> None:
    with pytest.raises(BadInput) as refusal:
        issued(**changes)  # type: ignore[arg-type]  # the table mixes types

    assert refusal.value.code is code


names = st.text(max_size=20)
scope_names = st.text(st.characters(min_codepoint=32, max_codepoint=127), max_size=8)
claim_sets = st.fixed_dictionaries(
    {
        "subject": names,
        "token_id": names,
        "ticket": st.none() | names,
        "scopes": st.frozensets(scope_names, max_size=3),
        "roles": st.frozensets(names | st.sampled_from(["LEGAL", "SYSTEM", "CUSTOMER_CONTACT"]), max_size=3),
        "party_id": st.none() | st.just(PARTY),
        "lifetime": st.timedeltas(timedelta(seconds=-5), timedelta(days=365)),
    }
)


def is_sound(claims: dict[str, Any]) -> bool:
    """The rules of the claims, said a second time and otherwise."""
    texts = [claims["subject"], claims["token_id"], *claims["roles"], *claims["scopes"]]
    texts += [] if claims["ticket"] is None else [claims["ticket"]]
    return (
        claims["lifetime"] >= timedelta(seconds=1)
        and all(text and text.isprintable() for text in texts)
        and not any(set(scope) & set(' "\\') for scope in claims["scopes"])
        and "SYSTEM" not in claims["roles"]
        and not ("CUSTOMER_CONTACT" in claims["roles"] and claims["party_id"] is None)
    )


@given(claim_sets, st.timedeltas(timedelta(0), timedelta(days=36_500)))
def test_issue_and_verify_agree(claims: dict[str, Any], later: timedelta) -> None:
    now = NOW + later
    if not is_sound(claims):
        with pytest.raises(BadInput):
            issued(now=now, **claims)
        return
    principal = accepted(issued(now=now, **claims), now=now)

    expected = {name: claims[name] for name in claims if name != "lifetime"}
    assert {name: getattr(principal, name) for name in expected} == expected
    assert now - timedelta(seconds=2) < principal.expires_at - claims["lifetime"] <= now


class TestSigningKey:
    def test_a_key_survives_its_file(self) -> None:
        again = SigningKey.from_pem(KEY.to_pem())

        assert again.to_pem() == KEY.to_pem()
        assert again.kid == KEY.kid
        assert accepted(issued(key=again)).subject == "board"

    def test_its_id_is_the_thumbprint_of_rfc_7638(self) -> None:
        jwk = KEY.public_jwk()
        members = f'{{"crv":"P-256","kty":"EC","x":"{jwk["x"]}","y":"{jwk["y"]}"}}'
        digest = hashlib.sha256(members.encode()).digest()

        assert KEY.kid == jwk["kid"] == urlsafe_b64encode(digest).decode().rstrip("=")

    def test_no_two_keys_are_alike(self) -> None:
        assert SigningKey.generate().kid != SigningKey.generate().kid

    def test_it_does_not_show_itself_when_printed(self) -> None:
        assert repr(KEY) == "SigningKey()"

    @pytest.mark.parametrize(
        ("pem", "code"),
        [
            (b"", Code.KEY_MALFORMED),
            (KEY.to_pem()[:-40], Code.KEY_MALFORMED),
            (
                RSA_KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"pw")),
                Code.KEY_MALFORMED,
            ),
            (RSA_KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, Plain()), Code.KEY_UNSUPPORTED),
            (ED_KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, Plain()), Code.KEY_UNSUPPORTED),
            (
                generate_private_key(SECP384R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, Plain()),
                Code.KEY_UNSUPPORTED,
            ),
        ],
        ids=["nothing", "cut", "encrypted", "RSA", "Ed25519", "P-384"],
    )
    def test_another_file_is_refused_without_being_quoted(self, pem: bytes, code: Code) -> None:
        with pytest.raises(BadInput) as refusal:
            SigningKey.from_pem(pem)

        assert refusal.value.code is code
        assert refusal.value.__cause__ is None
        assert refusal.value.hint == "Make a new one with `sla keys rotate`."


def decoded(part: str) -> object:
    return json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
