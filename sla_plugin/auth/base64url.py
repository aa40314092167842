"""Base64url as RFC 7515 writes it: no padding, and exactly one spelling for every sequence of bytes."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode


def encode(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decode(text: str) -> bytes:
    """ValueError for padding, foreign characters and every spelling but the canonical one."""
    data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    # The decoder passes over foreign characters, the other alphabet, surplus padding and the spare bits of
    # the last character. To us each of them would be a second valid token.
    if encode(data) != text:
        raise ValueError("not canonical base64url")
    return data
