"""Tokens verified a moment ago, so that a client's next request costs a hash instead of a signature."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sla_plugin.auth.instants import in_utc
from sla_plugin.auth.issuers import Issuers
from sla_plugin.auth.principals import Principal
from sla_plugin.auth.tokens import MAX_LENGTH
from sla_plugin.auth.verify import refuse_revoked, verify

MAX_AGE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class _Verified:
    principal: Principal
    at: datetime
    until: datetime


class VerifiedTokens:
    """Remembers at most `capacity` principals, by the SHA-256 of their tokens, the oldest leaving first.

    Only good tokens enter, so a flood of bad ones displaces nothing. For one event loop, not for threads.
    """

    def __init__(self, capacity: int = 10_000) -> None:
        self._capacity = capacity
        self._issuers: Issuers | None = None
        self._verified: dict[bytes, _Verified] = {}

    def __len__(self) -> int:
        return len(self._verified)

    def verify(
        self, token: str, *, issuers: Issuers, now: datetime, is_revoked: Callable[[str], bool]
    ) -> Principal:
        """As `verify.verify`, whose answer for a good token holds for MAX_AGE but never past its expiry.

        Revocation is asked every time, and other `issuers` (a key withdrawn, say) begin from nothing.
        """
        if issuers is not self._issuers:
            self._issuers, self._verified = issuers, {}
        instant = in_utc(now)
        digest = _digest(token)
        known = self._verified.get(digest)
        # The lower bound: a clock set back may put `now` before the token's own beginning.
        if known is not None and known.at <= instant < known.until:
            refuse_revoked(known.principal, is_revoked)
            return known.principal
        principal = verify(token, issuers=issuers, now=instant, is_revoked=is_revoked)
        until = min(principal.expires_at, instant + MAX_AGE)
        self._remember(digest, _Verified(principal, instant, until))
        return principal

    def _remember(self, digest: bytes, verified: _Verified) -> None:
        self._verified.pop(digest, None)
        self._verified[digest] = verified
        if len(self._verified) > self._capacity:
            del self._verified[next(iter(self._verified))]


def _digest(token: str) -> bytes:
    # Cut short: hashing ten megabytes to refuse them costs more than refusing them. No two tokens that can
    # be verified share their first MAX_LENGTH + 1 characters.
    return hashlib.sha256(token[: MAX_LENGTH + 1].encode("utf-8", "surrogatepass")).digest()
