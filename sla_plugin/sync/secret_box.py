"""Secrets of connections, encrypted with a key that is never in the database."""

from __future__ import annotations

from collections.abc import Mapping

import orjson
from cryptography.fernet import Fernet, InvalidToken

from sla_plugin.errors import Code, Unavailable


class SecretBox:
    """Fernet (AES-128-CBC with HMAC-SHA256); `key` is 32 bytes in url-safe base64."""

    def __init__(self, key: bytes) -> None:
        self._fernet = Fernet(key)

    def close(self, secrets: Mapping[str, str]) -> bytes:
        return self._fernet.encrypt(orjson.dumps(dict(secrets)))

    def open(self, sealed: bytes) -> dict[str, str]:
        """Unavailable `secret.key_changed` where another key closed it."""
        try:
            opened: dict[str, str] = orjson.loads(self._fernet.decrypt(sealed))
        except InvalidToken:
            raise Unavailable(
                Code.SECRET_KEY_CHANGED,
                "The stored secrets were encrypted with another key.",
                hint="Start with the SLA_SECRET_KEY they were stored under, or connect the system again.",
            ) from None
        return opened
