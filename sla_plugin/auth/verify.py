"""From a token to the principal it proves.

Parse, find the issuer the installation has pinned, take algorithm and key from its configuration, check the
signature, and only then look at what the token claims.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sla_plugin.auth.claims import Claims, check_roles, check_times, read_claims
from sla_plugin.auth.headers import read_header
from sla_plugin.auth.instants import in_utc
from sla_plugin.auth.issuers import Issuer, Issuers
from sla_plugin.auth.principals import Principal
from sla_plugin.auth.refusals import refused
from sla_plugin.auth.tokens import Token, parse
from sla_plugin.errors import Code, Unauthenticated


def verify(token: str, *, issuers: Issuers, now: datetime, is_revoked: Callable[[str], bool]) -> Principal:
    """Unauthenticated `token.*` for whatever is wrong with the token; a bad token raises nothing else.

    `is_revoked` takes a `jti`. What it raises passes through: a store that is down is no fault of the token,
    and says nothing for it either.
    """
    instant = in_utc(now)
    try:
        principal = _principal(token, issuers, instant)
    except Unauthenticated:
        raise
    except Exception:
        # `from None`: the cause may carry the token's content, and causes end up in logs.
        raise refused(Code.TOKEN_MALFORMED) from None
    refuse_revoked(principal, is_revoked)
    return principal


def refuse_revoked(principal: Principal, is_revoked: Callable[[str], bool]) -> None:
    """Goes by `jti`, never by the text: whoever has an ECDSA signature can write it in a second form."""
    if principal.token_id is not None and is_revoked(principal.token_id):
        raise refused(Code.TOKEN_REVOKED)


def _principal(text: str, issuers: Issuers, now: datetime) -> Principal:
    token = parse(text)
    issuer = issuers.find(token.payload.get("iss"))
    _check_signature(token, issuer)
    claims = read_claims(token.payload)
    check_roles(claims)
    _check_address(claims, issuer)
    check_times(claims, now=now, max_lifetime=issuer.max_lifetime)
    return Principal(
        tenant=claims.tenant,
        issuer=claims.issuer,
        subject=claims.subject,
        scopes=claims.scopes,
        roles=claims.roles,
        party_id=claims.party_id,
        ticket=claims.ticket,
        token_id=claims.token_id,
        expires_at=claims.expires_at,
    )


def _check_signature(token: Token, issuer: Issuer) -> None:
    header = read_header(token.header)
    key = issuer.keys.find(kid=header.kid, algorithm=issuer.algorithm(header.algorithm))
    if not key.verifies(token.signed, token.signature):
        raise refused(Code.TOKEN_SIGNATURE)


def _check_address(claims: Claims, issuer: Issuer) -> None:
    if issuer.audience not in claims.audience:
        raise refused(Code.TOKEN_AUDIENCE)
    if not issuer.speaks_for(claims.tenant):
        raise refused(Code.TOKEN_TENANT)
