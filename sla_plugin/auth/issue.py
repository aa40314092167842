"""The plugin's own tokens."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sla_plugin.auth import base64url
from sla_plugin.auth.algorithms import Algorithm
from sla_plugin.auth.claims import Claims, check_roles, read_claims
from sla_plugin.auth.instants import in_utc
from sla_plugin.auth.signing import SigningKey
from sla_plugin.auth.tokens import MAX_LENGTH
from sla_plugin.errors import BadInput, Code, Unauthenticated


def issue(
    *,
    issuer: str,
    audience: str,
    tenant: UUID,
    subject: str,
    token_id: str,
    key: SigningKey,
    now: datetime,
    lifetime: timedelta,
    scopes: Collection[str] = (),
    roles: Collection[str] = (),
    party_id: UUID | None = None,
    ticket: str | None = None,
) -> str:
    """A signed token, valid from the whole second of `now` for `lifetime`, also in whole seconds.

    `token_id` is not optional: our own tokens can always be revoked.
    BadInput `instant.naive`, `token.lifetime` or `token.claims` for a token that `verify` would refuse.
    """
    issued_at = in_utc(now).replace(microsecond=0)
    claims = Claims(
        issuer=issuer,
        subject=subject,
        audience=frozenset({audience}),
        tenant=tenant,
        issued_at=issued_at,
        expires_at=_expiry(issued_at, lifetime),
        token_id=token_id,
        scopes=frozenset(scopes),
        roles=frozenset(roles),
        party_id=party_id,
        ticket=ticket,
    )
    _refuse_unacceptable(claims)
    return _signed(claims.payload(), key)


def _expiry(issued_at: datetime, lifetime: timedelta) -> datetime:
    if lifetime < timedelta(seconds=1):
        raise _wrong_lifetime("A token lives for at least one second.")
    try:
        return issued_at + timedelta(seconds=lifetime // timedelta(seconds=1))
    except OverflowError:
        raise _wrong_lifetime("This token would outlive the calendar.") from None


def _refuse_unacceptable(claims: Claims) -> None:
    """Whatever reading refuses, or reads as something else: the scope `a b` would come back as two."""
    try:
        read_back = read_claims(claims.payload())
        check_roles(read_back)
    except Unauthenticated:
        raise _not_issuable("A claim of this token would not be accepted.") from None
    if read_back != claims:
        raise _not_issuable("A claim of this token would be read as another.")


def _signed(payload: dict[str, object], key: SigningKey) -> str:
    header = {"typ": "JWT", "alg": Algorithm.ES256.value, "kid": key.kid}
    signed = f"{_segment(header)}.{_segment(payload)}"
    token = f"{signed}.{base64url.encode(key.sign(signed.encode('ascii')))}"
    if len(token) > MAX_LENGTH:
        raise _not_issuable("This token would be longer than any that is read.")
    return token


def _segment(members: dict[str, object] | dict[str, str]) -> str:
    return base64url.encode(json.dumps(members, separators=(",", ":")).encode("utf-8"))


def _wrong_lifetime(message: str) -> BadInput:
    return BadInput(Code.TOKEN_LIFETIME, message, hint="Give another lifetime.", field="lifetime")


def _not_issuable(message: str) -> BadInput:
    return BadInput(
        Code.TOKEN_CLAIMS, message, hint="Use short printable names, and scopes without spaces or quotes."
    )
