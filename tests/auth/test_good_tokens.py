"""What is accepted, and the principal that comes of it. The bad tokens differ from these by one fault."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from dataclasses import FrozenInstanceError, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from sla_plugin.auth.algorithms import Algorithm
from sla_plugin.auth.issuers import Issuers
from sla_plugin.auth.keyrings import KeyRing
from sla_plugin.auth.keys import VerificationKey
from sla_plugin.auth.principals import Principal
from sla_plugin.auth.tokens import MAX_LENGTH
from sla_plugin.auth.verify import verify
from sla_plugin.errors import BadInput, Code, Unauthenticated, Unavailable
from tests.support.tokens import (
    ASYMMETRIC_KEYS,
    AUDIENCE,
    DEVELOPMENT,
    EC_KEY,
    IDP,
    ISSUERS,
    LANNA,
    NOW,
    OMIT,
    RHEINWERK,
    Sign,
    at,
    eddsa,
    es256,
    forge,
    header,
    hs256,
    idp,
    longest_token,
    never_revoked,
    payload,
    ps256,
    rs256,
    segment,
    with_claims,
    with_header,
)

P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
PARTY = UUID("0198c0de-0000-7000-8000-0000000000aa")


def accepted(token: str, *, issuers: Issuers = ISSUERS, now: datetime = NOW) -> Principal:
    return verify(token, issuers=issuers, now=now, is_revoked=never_revoked)


def refusal(token: str, *, issuers: Issuers = ISSUERS, now: datetime = NOW) -> Code:
    with pytest.raises(Unauthenticated) as refused:
        verify(token, issuers=issuers, now=now, is_revoked=never_revoked)
    return refused.value.code


@pytest.mark.parametrize(
    ("algorithm", "kid", "sign", "iss"),
    [
        ("ES256", "ec", es256(), IDP),
        ("EdDSA", "ed", eddsa(), IDP),
        ("RS256", "rsa", rs256(), IDP),
        ("PS256", "rsa", ps256(), IDP),
        ("HS256", "hmac", hs256(), DEVELOPMENT),
    ],
)
def test_every_algorithm_verifies_with_its_own_kind_of_key(
    algorithm: str, kid: str, sign: Sign, iss: str
) -> None:
    token = forge(header(alg=algorithm, kid=kid), payload(iss=iss), sign)

    assert accepted(token).subject == "somchai"


def test_the_principal_carries_what_the_token_claims() -> None:
    token = with_claims(
        scope="tickets:read reports:read",
        roles=["CUSTOMER_CONTACT", "AUDITOR"],
        party_id=str(PARTY),
        ticket="memory:INC-17",
        exp=at(600.5),
    )

    assert accepted(token) == Principal(
        tenant=LANNA,
        issuer=IDP,
        subject="somchai",
        scopes=frozenset({"tickets:read", "reports:read"}),
        roles=frozenset({"CUSTOMER_CONTACT", "AUDITOR"}),
        party_id=PARTY,
        ticket="memory:INC-17",
        token_id="t-1",
        expires_at=datetime(2026, 3, 31, 9, 40, 0, 500_000, tzinfo=UTC),
    )


def test_what_is_optional_may_be_left_out() -> None:
    principal = accepted(with_claims(jti=OMIT))

    assert (principal.scopes, principal.roles) == (frozenset(), frozenset())
    assert (principal.party_id, principal.ticket, principal.token_id) == (None, None, None)


def test_a_principal_cannot_be_given_another_tenant() -> None:
    principal = accepted(with_claims())

    with pytest.raises(FrozenInstanceError):
        principal.tenant = RHEINWERK  # type: ignore[misc]  # the point
    assert principal.tenant == LANNA


@pytest.mark.parametrize("kind", ["JWT", "jwt", "at+jwt", "application/at+jwt", OMIT])
def test_the_type_of_an_access_token_has_several_spellings(kind: object) -> None:
    assert accepted(with_header(typ=kind)).tenant == LANNA


def test_b64_may_be_said_to_be_what_it_is_anyway() -> None:
    assert accepted(with_header(b64=True)).tenant == LANNA


def test_unknown_claims_and_header_parameters_are_ignored() -> None:
    token = forge(header(x5t="abc", nonce=None), payload(email="s@lanna.example", amr=["pwd"]), es256())

    assert accepted(token).subject == "somchai"


def test_names_may_be_thai_and_the_tenant_in_capitals() -> None:
    principal = accepted(with_claims(sub="สมชาย ใจดี", tenant=str(LANNA).upper()))

    assert (principal.subject, principal.tenant) == ("สมชาย ใจดี", LANNA)


def test_one_audience_of_several_is_enough() -> None:
    assert accepted(with_claims(aud=["crm", AUDIENCE])).subject == "somchai"


def test_an_empty_scope_grants_nothing() -> None:
    assert accepted(with_claims(scope="")).scopes == frozenset()


def test_the_longest_token_is_read() -> None:
    token = longest_token()

    assert MAX_LENGTH - 4 <= len(token) <= MAX_LENGTH
    assert accepted(token).subject == "somchai"


@pytest.mark.parametrize(
    ("claims", "seconds", "expected"),
    [
        ({"exp": at(0)}, 29, None),
        ({"exp": at(0)}, 30, Code.TOKEN_EXPIRED),
        ({"nbf": at(30)}, 0, None),
        ({"nbf": at(30)}, -1, Code.TOKEN_NOT_YET_VALID),
        ({"iat": at(30)}, 0, None),
        ({"iat": at(30)}, -1, Code.TOKEN_NOT_YET_VALID),
        ({"iat": at(-60), "exp": at(3540)}, 0, None),
        ({"iat": at(-60), "exp": at(3540.001)}, 0, Code.TOKEN_LIFETIME),
        ({"exp": at(0.25)}, 30, None),
    ],
)
def test_clocks_may_differ_by_less_than_thirty_seconds(
    claims: dict[str, object], seconds: int, expected: Code | None
) -> None:
    token, now = with_claims(**claims), NOW + timedelta(seconds=seconds)

    if expected is None:
        assert accepted(token, now=now).subject == "somchai"
    else:
        assert refusal(token, now=now) is expected


def test_a_revoked_token_id_is_refused_and_no_other() -> None:
    asked: list[str] = []

    def is_revoked(token_id: str) -> bool:
        asked.append(token_id)
        return token_id == "t-1"

    with pytest.raises(Unauthenticated) as refused:
        verify(with_claims(), issuers=ISSUERS, now=NOW, is_revoked=is_revoked)
    other = verify(with_claims(jti="t-2"), issuers=ISSUERS, now=NOW, is_revoked=is_revoked)

    assert refused.value.code is Code.TOKEN_REVOKED
    assert other.token_id == "t-2"
    assert asked == ["t-1", "t-2"]


def test_nothing_is_asked_about_a_forged_token_id() -> None:
    asked: list[str] = []

    def is_revoked(token_id: str) -> bool:
        asked.append(token_id)
        return False

    forged = forge(header(), payload(), lambda _: bytes(64))
    with pytest.raises(Unauthenticated):
        verify(forged, issuers=ISSUERS, now=NOW, is_revoked=is_revoked)
    assert asked == []


def test_the_second_form_of_an_ecdsa_signature_does_not_escape_revocation() -> None:
    token = with_claims()
    signed, signature = token.rsplit(".", 1)
    raw = urlsafe_b64decode(signature + "==")
    negated = P256_ORDER - int.from_bytes(raw[32:], "big")
    twin = f"{signed}.{segment(raw[:32] + negated.to_bytes(32, 'big'))}"

    assert twin != token
    assert accepted(twin) == accepted(token)
    with pytest.raises(Unauthenticated) as refused:
        verify(twin, issuers=ISSUERS, now=NOW, is_revoked={"t-1"}.__contains__)
    assert refused.value.code is Code.TOKEN_REVOKED


def test_a_revocation_store_that_is_down_is_no_fault_of_the_token() -> None:
    def is_revoked(_token_id: str) -> bool:
        raise Unavailable(Code.DATABASE_UNAVAILABLE, "The database does not answer.")

    with pytest.raises(Unavailable):
        verify(with_claims(), issuers=ISSUERS, now=NOW, is_revoked=is_revoked)


def test_a_naive_instant_is_a_fault_of_the_caller() -> None:
    with pytest.raises(BadInput) as refused:
        verify(with_claims(), issuers=ISSUERS, now=NOW.replace(tzinfo=None), is_revoked=never_revoked)

    assert refused.value.code is Code.INSTANT_NAIVE


class TestTenantBinding:
    token_of_rheinwerk = with_claims(tenant=str(RHEINWERK))

    def test_an_issuer_of_one_tenant_cannot_speak_for_another(self) -> None:
        assert refusal(self.token_of_rheinwerk) is Code.TOKEN_TENANT

    def test_an_issuer_of_two_tenants_speaks_for_both(self) -> None:
        both = Issuers([replace(idp(), tenants=frozenset({LANNA, RHEINWERK}))])

        assert accepted(self.token_of_rheinwerk, issuers=both).tenant == RHEINWERK
        assert accepted(with_claims(), issuers=both).tenant == LANNA

    def test_an_issuer_of_no_tenant_speaks_for_none(self) -> None:
        assert (
            refusal(with_claims(), issuers=Issuers([replace(idp(), tenants=frozenset())]))
            is Code.TOKEN_TENANT
        )

    def test_an_issuer_of_the_installation_speaks_for_all(self) -> None:
        issuers = Issuers([replace(idp(), tenants=None)])

        assert accepted(self.token_of_rheinwerk, issuers=issuers).tenant == RHEINWERK

    def test_another_issuers_key_does_not_sign_for_this_one(self) -> None:
        # Both are known and trusted; but each only with its own keys.
        rheinwerks = "https://id.rheinwerk.example"
        their_key = VerificationKey.of(EC_KEY.public_key(), algorithm=Algorithm.ES256, kid="theirs")
        issuers = Issuers([idp(), replace(idp(), iss=rheinwerks, keys=KeyRing((their_key,)))])

        assert refusal(with_header(kid="theirs"), issuers=issuers) is Code.TOKEN_KEY


class TestWhichKey:
    def test_a_token_without_key_id_takes_the_only_key_of_its_algorithm(self) -> None:
        assert accepted(with_header(kid=OMIT)).subject == "somchai"

    def test_a_token_without_key_id_is_refused_when_two_keys_fit(self) -> None:
        second = VerificationKey.of(EC_KEY.public_key(), algorithm=Algorithm.ES256, kid="ec-2")
        issuers = Issuers([idp(keys=KeyRing((*ASYMMETRIC_KEYS.keys, second)))])

        assert refusal(with_header(kid=OMIT), issuers=issuers) is Code.TOKEN_KEY
        assert accepted(with_header(kid="ec-2"), issuers=issuers).subject == "somchai"

    def test_a_key_without_id_serves_only_tokens_without_id(self) -> None:
        nameless = VerificationKey.of(EC_KEY.public_key(), algorithm=Algorithm.ES256)
        issuers = Issuers([idp(keys=KeyRing((nameless,)))])

        assert accepted(with_header(kid=OMIT), issuers=issuers).subject == "somchai"
        assert refusal(with_header(kid="ec"), issuers=issuers) is Code.TOKEN_KEY

    def test_an_algorithm_is_refused_that_only_the_key_allows(self) -> None:
        issuers = Issuers([idp(algorithms=frozenset({Algorithm.PS256}))])
        token = forge(header(alg="RS256", kid="rsa"), payload(), rs256())

        assert refusal(token, issuers=issuers) is Code.TOKEN_ALGORITHM

    def test_an_algorithm_is_refused_that_only_the_issuer_allows(self) -> None:
        # Misconfigured: HS256 agreed, but the ring holds public keys. They never become secrets.
        issuers = Issuers([idp(algorithms=frozenset({Algorithm.HS256}))])

        for kid in ("ec", "ed", "rsa", OMIT):
            token = forge(header(alg="HS256", kid=kid), payload(), hs256())
            assert refusal(token, issuers=issuers) is Code.TOKEN_KEY
