"""What a caller hears about a token that was refused: the kind of fault, never the detail.

The detail would teach a forger which part of the forgery to mend.
"""

from __future__ import annotations

from sla_plugin.errors import Code, Unauthenticated

_KINDS = {
    Code.TOKEN_MISSING: "There is no token.",
    Code.TOKEN_MALFORMED: "This is not a well-formed token.",
    Code.TOKEN_ALGORITHM: "The token's algorithm is not accepted from its issuer.",
    Code.TOKEN_ISSUER: "The token's issuer is not known here.",
    Code.TOKEN_KEY: "The token's key is not known here.",
    Code.TOKEN_SIGNATURE: "The token's signature does not hold.",
    Code.TOKEN_CLAIMS: "A claim of the token is missing or malformed.",
    Code.TOKEN_LIFETIME: "The token was issued for too long.",
    Code.TOKEN_NOT_YET_VALID: "The token is not valid yet.",
    Code.TOKEN_EXPIRED: "The token has expired.",
    Code.TOKEN_AUDIENCE: "The token is meant for another service.",
    Code.TOKEN_TENANT: "The token's issuer does not speak for this tenant.",
    Code.TOKEN_REVOKED: "The token was revoked.",
}


def refused(code: Code) -> Unauthenticated:
    """`code` is one of the `token.*` codes."""
    return Unauthenticated(code, _KINDS[code], hint="Sign in again or ask for another token.")
