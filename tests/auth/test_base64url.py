"""Bytes and text correspond one to one."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla_plugin.auth import base64url

ALPHABET = string.ascii_letters + string.digits + "-_"


@given(st.binary())
def test_what_is_written_is_read_back(data: bytes) -> None:
    text = base64url.encode(data)

    assert set(text) <= set(ALPHABET)
    assert base64url.decode(text) == data


@given(st.text(st.sampled_from(ALPHABET + "+/=\n .") | st.characters()))
def test_every_text_is_the_spelling_of_its_bytes_or_refused(text: str) -> None:
    try:
        data = base64url.decode(text)
    except ValueError:
        return
    assert base64url.encode(data) == text


@pytest.mark.parametrize(
    "text", ["A", "QQ=", "QQ==", "QR", "Q Q", "QQ\n", "+w", "/w", "QUJD=", "QUJD!", "ก", "\ud800", "QQ==QQ"]
)
def test_other_spellings_are_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # binascii and base64 word it differently
        base64url.decode(text)
