"""The header of a token: which algorithm and key it asks for. The issuer's configuration decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sla_plugin.auth.refusals import refused
from sla_plugin.errors import Code

_TYPES = {"jwt", "at+jwt", "application/at+jwt"}
_BRINGS_ITS_OWN_KEY = {"jwk", "jku", "x5u", "x5c"}


@dataclass(frozen=True, slots=True)
class Header:
    """`algorithm` is the token's own word, in no way checked yet; `kid` None: it names no key."""

    algorithm: str
    kid: str | None


def read_header(header: Mapping[str, object]) -> Header:
    """Unauthenticated `token.malformed`, `token.key` or `token.algorithm`."""
    # No extension is understood here, so none may be critical (RFC 7515, section 4.1.11; RFC 7797).
    if "crit" in header or header.get("b64", True) is not True:
        raise refused(Code.TOKEN_MALFORMED)
    if not _is_access_token(header):
        raise refused(Code.TOKEN_MALFORMED)
    if _BRINGS_ITS_OWN_KEY & header.keys():
        raise refused(Code.TOKEN_KEY)
    return Header(_algorithm(header), _kid(header))


def _is_access_token(header: Mapping[str, object]) -> bool:
    # `typ` is optional (RFC 7519, section 5.1), and large identity providers leave it out.
    kind = header.get("typ", "JWT")
    return isinstance(kind, str) and kind.lower() in _TYPES


def _algorithm(header: Mapping[str, object]) -> str:
    algorithm = header.get("alg")
    if not isinstance(algorithm, str):
        raise refused(Code.TOKEN_ALGORITHM)
    return algorithm


def _kid(header: Mapping[str, object]) -> str | None:
    kid = header.get("kid")
    if "kid" in header and not (isinstance(kid, str) and kid):
        raise refused(Code.TOKEN_KEY)
    return kid if isinstance(kid, str) else None
