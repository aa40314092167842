"""What a refusal is in HTTP: its status, and the headers that go with it."""

from __future__ import annotations

from sla_plugin.errors import (
    BadInput,
    Code,
    Conflict,
    Forbidden,
    NotFound,
    SlaError,
    TooLarge,
    Unauthenticated,
    Unavailable,
)


class MethodNotAllowed(BadInput):
    """`allow` is the value of the header: "GET, POST"."""

    def __init__(self, message: str, *, allow: str) -> None:
        super().__init__(Code.REQUEST_METHOD, message, hint=f"Use {allow.replace(', ', ' or ')}.")
        self.allow = allow


class UnsupportedMediaType(BadInput):
    def __init__(self, message: str) -> None:
        hint = "Send the header Content-Type: application/json and a body in UTF-8."
        super().__init__(Code.REQUEST_MEDIA_TYPE, message, hint=hint)


class NotAcceptable(BadInput):
    def __init__(self, message: str) -> None:
        hint = "Send Accept: application/graphql-response+json, application/json;q=0.9."
        super().__init__(Code.REQUEST_NOT_ACCEPTABLE, message, hint=hint)


_STATUS: dict[type[SlaError], int] = {
    MethodNotAllowed: 405,
    UnsupportedMediaType: 415,
    NotAcceptable: 406,
    BadInput: 400,
    Unauthenticated: 401,
    Forbidden: 403,
    NotFound: 404,
    Conflict: 409,
    TooLarge: 413,
    Unavailable: 503,
}


def status_of(error: SlaError) -> int:
    return next((status for kind, status in _STATUS.items() if isinstance(error, kind)), 400)


def headers_of(error: SlaError) -> dict[str, str]:
    match error:
        case MethodNotAllowed(allow=allow):
            return {"Allow": allow}
        case Unauthenticated(code=Code.TOKEN_MISSING):
            # Who has sent no token has done nothing wrong yet (RFC 6750, section 3.1).
            return {"WWW-Authenticate": "Bearer"}
        case Unauthenticated(code=code):
            return {"WWW-Authenticate": f'Bearer error="invalid_token", error_description="{code}"'}
        case _:
            return {}
