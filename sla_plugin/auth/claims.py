"""What a token states, in types (RFC 7519, section 4.1; RFC 9068), and what of it time decides."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from sla_plugin.auth.refusals import refused
from sla_plugin.domain.roles import PARTY_BOUND, Role
from sla_plugin.errors import Code

LEEWAY = timedelta(seconds=30)
"""How far the issuer's clock may be from ours."""
MAX_TEXT = 255

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# Where `datetime` ends; far below 2**53, from where on JSON numbers are no longer exact.
_YEAR_10000 = 253_402_300_800
# RFC 6749, section 3.3; an empty scope is not in the grammar but in the wild, and grants nothing.
_SCOPE = re.compile(r"(?:[!#-\[\]-~]+(?: [!#-\[\]-~]+)*)?")

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    issuer: str
    subject: str
    audience: frozenset[str]
    tenant: UUID
    issued_at: datetime
    expires_at: datetime
    not_before: datetime | None = None
    token_id: str | None = None
    scopes: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    party_id: UUID | None = None
    ticket: str | None = None

    def payload(self) -> dict[str, object]:
        """The JSON members that `read_claims` reads back; instants in whole seconds, sets sorted."""
        members = {
            "iss": self.issuer,
            "sub": self.subject,
            "aud": sorted(self.audience),
            "tenant": str(self.tenant),
            "iat": _seconds(self.issued_at),
            "exp": _seconds(self.expires_at),
            "nbf": self.not_before and _seconds(self.not_before),
            "jti": self.token_id,
            "scope": " ".join(sorted(self.scopes)) or None,
            "roles": sorted(self.roles) or None,
            "party_id": self.party_id and str(self.party_id),
            "ticket": self.ticket,
        }
        return {name: value for name, value in members.items() if value is not None}


def read_claims(payload: Mapping[str, object]) -> Claims:
    """Unauthenticated `token.claims` for a required claim that is missing and any that has a wrong type.

    `null` is no way to leave a claim out, and nothing is converted: `"exp": "17"` and `"exp": true` fail.
    """
    return Claims(
        issuer=_text(payload.get("iss")),
        subject=_text(payload.get("sub")),
        audience=_audience(payload.get("aud")),
        tenant=_uuid(payload.get("tenant")),
        issued_at=_instant(payload.get("iat")),
        expires_at=_instant(payload.get("exp")),
        not_before=_optional(payload, "nbf", _instant),
        token_id=_optional(payload, "jti", _text),
        scopes=_optional(payload, "scope", _scopes) or frozenset(),
        roles=_optional(payload, "roles", _texts) or frozenset(),
        party_id=_optional(payload, "party_id", _uuid),
        ticket=_optional(payload, "ticket", _text),
    )


def check_times(claims: Claims, *, now: datetime, max_lifetime: timedelta) -> None:
    """Unauthenticated `token.not_yet_valid`, `token.expired`, `token.lifetime` or `token.claims`."""
    if claims.expires_at <= claims.issued_at:
        raise refused(Code.TOKEN_CLAIMS)
    if claims.expires_at - claims.issued_at > max_lifetime:
        raise refused(Code.TOKEN_LIFETIME)
    if max(claims.issued_at, claims.not_before or claims.issued_at) > now + LEEWAY:
        raise refused(Code.TOKEN_NOT_YET_VALID)
    if claims.expires_at <= now - LEEWAY:
        raise refused(Code.TOKEN_EXPIRED)


def check_roles(claims: Claims) -> None:
    """Unauthenticated `token.claims` for roles that no caller can have."""
    # A customer's contact without a party would see every party.
    unbound = claims.party_id is None and PARTY_BOUND & claims.roles
    if unbound or Role.SYSTEM in claims.roles:
        raise refused(Code.TOKEN_CLAIMS)


def _optional(payload: Mapping[str, object], name: str, read: Callable[[object], _T]) -> _T | None:
    return read(payload[name]) if name in payload else None


def _text(value: object) -> str:
    # Unprintable characters, NUL and lone surrogates among them, would break storage and logs later on.
    if isinstance(value, str) and 0 < len(value) <= MAX_TEXT and value.isprintable():
        return value
    raise refused(Code.TOKEN_CLAIMS)


def _texts(value: object) -> frozenset[str]:
    if not isinstance(value, list):
        raise refused(Code.TOKEN_CLAIMS)
    return frozenset(map(_text, value))


def _audience(value: object) -> frozenset[str]:
    return _texts(value) if isinstance(value, list) else frozenset({_text(value)})


def _scopes(value: object) -> frozenset[str]:
    if not isinstance(value, str) or not _SCOPE.fullmatch(value):
        raise refused(Code.TOKEN_CLAIMS)
    return frozenset(value.split())


def _uuid(value: object) -> UUID:
    text = _text(value)
    try:
        parsed = UUID(text)
    except ValueError:
        raise refused(Code.TOKEN_CLAIMS) from None
    # UUID() also takes braces, URNs and hyphens anywhere.
    if str(parsed) != text.lower():
        raise refused(Code.TOKEN_CLAIMS)
    return parsed


def _instant(value: object) -> datetime:
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < _YEAR_10000:
        return _EPOCH + timedelta(seconds=value)
    raise refused(Code.TOKEN_CLAIMS)


def _seconds(instant: datetime) -> int:
    return (instant - _EPOCH) // timedelta(seconds=1)
