"""A seal is made with the key, and holds for the text that it was put on, and for no other."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla_plugin.auth.seals import SealKey
from sla_plugin.errors import BadInput

KEY = SealKey(b"k" * 32)
keys = st.binary(min_size=32, max_size=64).map(SealKey)


def test_a_seal_is_an_hmac_with_sha_256() -> None:
    expected = hmac.new(b"k" * 32, b"7:ab", hashlib.sha256).hexdigest()
    assert KEY.seal("7:ab") == expected == KEY.seal("7:ab")


@given(st.text(), st.text(), keys, keys)
def test_it_holds_for_its_own_text_under_its_own_key_only(
    text: str, other: str, key: SealKey, strange: SealKey
) -> None:
    seal = key.seal(text)
    assert key.holds(text, seal)
    assert key.holds(other, seal) == (other == text)
    assert strange.holds(text, seal) == (strange == key)
    assert not key.holds(text, seal[:-1])


@pytest.mark.parametrize("forged", ["", "00", "ü" * 64, "\0"])
def test_what_is_no_seal_at_all_holds_for_nothing(forged: str) -> None:
    assert not KEY.holds("7:ab", forged)


def test_a_short_key_is_refused_and_no_key_is_told() -> None:
    with pytest.raises(BadInput) as refusal:
        SealKey(b"k" * 31)
    assert (refusal.value.code, "31" in str(refusal.value)) == ("key.weak", True)
    assert "kkkk" not in repr(KEY)
