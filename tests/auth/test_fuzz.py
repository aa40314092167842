"""Nobody knows all forgeries; so whatever is not the token itself is refused, and nothing else is raised."""

from __future__ import annotations

import string
from typing import Any

from hypothesis import assume, example, given
from hypothesis import strategies as st

from sla_plugin.auth.principals import Principal
from sla_plugin.auth.verify import verify
from sla_plugin.errors import Code, Unauthenticated
from tests.support.tokens import (
    AUDIENCE,
    DEVELOPMENT,
    IDP,
    ISSUERS,
    JSON,
    LANNA,
    NOW,
    RHEINWERK,
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
)

GOOD_TOKENS = [
    forge(header(), payload(scope="tickets:read"), es256()),
    forge(header(alg="EdDSA", kid="ed"), payload(), eddsa()),
    forge(header(alg="RS256", kid="rsa"), payload(), rs256()),
    forge(header(alg="PS256", kid="rsa"), payload(), ps256()),
    forge(header(alg="HS256", kid="hmac"), payload(iss=DEVELOPMENT), hs256()),
]

CHARACTERS = st.sampled_from(string.ascii_letters + string.digits + "-_.=+/ \n") | st.characters()


def attempt(token: Any) -> Principal | Code:
    """Anything raised but Unauthenticated fails the test that called."""
    try:
        return verify(token, issuers=ISSUERS, now=NOW, is_revoked=never_revoked)
    except Unauthenticated as refusal:
        return refusal.code


@st.composite
def mutations(draw: st.DrawFn) -> tuple[str, str]:
    """A good token, and the same after one to three cuts, insertions, replacements or exchanges."""
    good = draw(st.sampled_from(GOOD_TOKENS))
    token = good
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(token)))
        end = min(len(token), start + draw(st.integers(0, 4)))
        other = draw(st.sampled_from(GOOD_TOKENS))
        replacement = draw(
            st.text(CHARACTERS, max_size=4) | st.sampled_from([token[start:end].swapcase(), other[start:end]])
        )
        token = token[:start] + replacement + token[end:]
    return good, token


@given(mutations())
def test_no_mutation_of_a_good_token_passes(pair: tuple[str, str]) -> None:
    good, mutated = pair
    assume(mutated != good)

    assert isinstance(attempt(good), Principal)
    assert isinstance(attempt(mutated), Code)


def test_no_change_of_a_single_character_passes() -> None:
    good = GOOD_TOKENS[0]
    alphabet = string.ascii_letters + string.digits + "-_.="
    # Every position, and in the last quantum, where base64url has spare bits, every character.
    passed = [
        (place, other)
        for place, character in enumerate(good)
        for other in (alphabet if place >= len(good) - 4 else alphabet[place % 7 :: 7])
        if other != character and not isinstance(attempt(good[:place] + other + good[place + 1 :]), Code)
    ]

    assert passed == []


@given(st.tuples(*[st.sampled_from(GOOD_TOKENS).map(lambda token: token.split("."))] * 3))
def test_parts_of_different_tokens_make_no_token(parts: tuple[list[str], list[str], list[str]]) -> None:
    token = f"{parts[0][0]}.{parts[1][1]}.{parts[2][2]}"
    assume(token not in GOOD_TOKENS)

    assert isinstance(attempt(token), Code)


@given(st.text() | st.binary() | JSON | st.lists(st.text(), min_size=3, max_size=3).map(".".join))
@example("\ud800.\ud800.\ud800")
def test_rubbish_is_refused_and_raises_nothing_else(rubbish: object) -> None:
    assert isinstance(attempt(rubbish), Code)


@given(
    JSON | st.binary() | st.dictionaries(st.sampled_from(["alg", "kid", "typ", "b64"]), JSON),
    JSON | st.binary(),
)
def test_any_signed_content_is_refused_and_raises_nothing_else(head: object, body: object) -> None:
    assert isinstance(attempt(forge(head, payload(), es256())), Code)
    assert isinstance(attempt(forge(header(), body, es256())), Code)


TEMPTING: st.SearchStrategy[Any] = st.sampled_from(
    [
        at(0),
        at(10.5),
        2**53,
        1e300,
        -1,
        True,
        IDP,
        AUDIENCE,
        [AUDIENCE],
        ["LEGAL"],
        str(LANNA),
        str(RHEINWERK),
    ]
)
NAMES = ["iss", "sub", "aud", "tenant", "exp", "iat", "nbf", "jti", "scope", "roles", "party_id", "ticket"]


@given(st.dictionaries(st.sampled_from(NAMES), JSON | TEMPTING, min_size=1))
def test_whatever_an_issuer_signs_is_a_sound_principal_or_refused(claims: dict[str, object]) -> None:
    outcome = attempt(forge(header(), payload(**claims), es256()))

    if isinstance(outcome, Principal):
        assert (outcome.tenant, outcome.issuer) == (LANNA, IDP)
        assert outcome.expires_at > NOW.replace(minute=29, second=30)
        texts = [
            outcome.subject,
            outcome.token_id or "-",
            outcome.ticket or "-",
            *outcome.scopes,
            *outcome.roles,
        ]
        assert all(text.isprintable() and 0 < len(text) <= 255 for text in texts)
