"""A remembered token spares the signature, and nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from sla_plugin.auth.algorithms import Algorithm
from sla_plugin.auth.issuers import Issuers
from sla_plugin.auth.keyrings import KeyRing
from sla_plugin.auth.keys import VerificationKey
from sla_plugin.auth.principals import Principal
from sla_plugin.auth.verified_tokens import VerifiedTokens
from sla_plugin.errors import BadInput, Code, Unauthenticated
from tests.support.tokens import (
    EC_KEY,
    NOW,
    at,
    es256,
    forge,
    header,
    idp,
    longest_token,
    never_revoked,
    payload,
    with_claims,
)

TOKEN = with_claims()


class CountingKey:
    """A real key that counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0
        self._key = VerificationKey.of(EC_KEY.public_key(), algorithm=Algorithm.ES256)

    def sign(self, msg: bytes) -> bytes:
        raise NotImplementedError

    def verify(self, msg: bytes, sig: bytes) -> bool:
        self.asked += 1
        return self._key.verifies(msg, sig)


@pytest.fixture
def key() -> CountingKey:
    return CountingKey()


@pytest.fixture
def issuers(key: CountingKey) -> Issuers:
    return Issuers([idp(keys=KeyRing((VerificationKey(Algorithm.ES256, "ec", key),)))])


def ask(
    tokens: VerifiedTokens, issuers: Issuers, token: str = TOKEN, *, now: datetime = NOW, revoked: str = ""
) -> Principal:
    return tokens.verify(token, issuers=issuers, now=now, is_revoked=lambda token_id: token_id == revoked)


def test_the_same_token_costs_one_signature_a_minute(key: CountingKey, issuers: Issuers) -> None:
    tokens = VerifiedTokens()

    principals = [ask(tokens, issuers, now=NOW + timedelta(seconds=second)) for second in range(60)]
    assert key.asked == 1
    assert set(principals) == {ask(VerifiedTokens(), issuers)}

    key.asked = 0
    ask(tokens, issuers, now=NOW + timedelta(seconds=60))
    assert key.asked == 1


def test_a_token_is_not_remembered_past_its_expiry(key: CountingKey, issuers: Issuers) -> None:
    tokens, token = VerifiedTokens(), with_claims(exp=at(10))

    ask(tokens, issuers, token)
    ask(tokens, issuers, token, now=NOW + timedelta(seconds=9.9))
    assert key.asked == 1
    ask(tokens, issuers, token, now=NOW + timedelta(seconds=10))
    assert key.asked == 2
    with pytest.raises(Unauthenticated) as refusal:
        ask(tokens, issuers, token, now=NOW + timedelta(seconds=40))
    assert refusal.value.code is Code.TOKEN_EXPIRED


def test_revocation_takes_effect_at_once(key: CountingKey, issuers: Issuers) -> None:
    tokens = VerifiedTokens()
    ask(tokens, issuers)

    with pytest.raises(Unauthenticated) as refusal:
        ask(tokens, issuers, revoked="t-1")
    assert refusal.value.code is Code.TOKEN_REVOKED
    assert key.asked == 1


def test_a_withdrawn_key_takes_effect_at_once(issuers: Issuers) -> None:
    tokens = VerifiedTokens()
    ask(tokens, issuers)

    with pytest.raises(Unauthenticated) as refusal:
        ask(tokens, Issuers([idp(keys=KeyRing(()))]))
    assert refusal.value.code is Code.TOKEN_KEY
    assert len(tokens) == 0


def test_a_clock_set_back_is_verified_again(key: CountingKey, issuers: Issuers) -> None:
    tokens = VerifiedTokens()
    ask(tokens, issuers)

    with pytest.raises(Unauthenticated) as refusal:
        ask(tokens, issuers, now=NOW - timedelta(hours=1))
    assert refusal.value.code is Code.TOKEN_NOT_YET_VALID
    assert key.asked == 2


def test_a_naive_instant_is_a_fault_of_the_caller(issuers: Issuers) -> None:
    tokens = VerifiedTokens()
    ask(tokens, issuers)

    with pytest.raises(BadInput) as refusal:
        ask(tokens, issuers, now=NOW.replace(tzinfo=None))
    assert refusal.value.code is Code.INSTANT_NAIVE


def test_two_tokens_are_two_principals(issuers: Issuers) -> None:
    tokens = VerifiedTokens()

    assert ask(tokens, issuers).subject == "somchai"
    assert ask(tokens, issuers, with_claims(sub="malee")).subject == "malee"
    assert ask(tokens, issuers).subject == "somchai"


def test_memory_is_bounded_and_the_oldest_leave(key: CountingKey, issuers: Issuers) -> None:
    tokens = VerifiedTokens(capacity=2)
    first, second, third = (with_claims(sub=name) for name in ("one", "two", "three"))

    for token in (first, second, third):
        ask(tokens, issuers, token)
    assert (len(tokens), key.asked) == (2, 3)
    ask(tokens, issuers, third)
    ask(tokens, issuers, second)
    assert key.asked == 3
    ask(tokens, issuers, first)
    assert (len(tokens), key.asked) == (2, 4)


@pytest.mark.parametrize(
    "bad",
    ["", "\ud800", "a.b.c", TOKEN + "=", forge(header(), payload(), es256())[:-2], TOKEN + "A" * 10_000_000],
    ids=["nothing", "half a surrogate pair", "rubbish", "padded", "cut", "ten megabytes"],
)
def test_a_bad_token_is_not_remembered(issuers: Issuers, bad: str) -> None:
    tokens = VerifiedTokens()
    ask(tokens, issuers)

    for _ in range(2):
        with pytest.raises(Unauthenticated):
            tokens.verify(bad, issuers=issuers, now=NOW, is_revoked=never_revoked)
    assert len(tokens) == 1


def test_a_long_token_is_not_taken_for_the_token_it_begins_with(issuers: Issuers) -> None:
    longest = longest_token()
    tokens = VerifiedTokens()

    assert ask(tokens, issuers, longest).subject == "somchai"
    with pytest.raises(Unauthenticated):
        ask(tokens, issuers, longest + "A" * 8192)
