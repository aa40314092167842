"""Everything that can be refused, grouped by what the caller does next.

    SlaError                    carries code, message (what happened and why) and hint (what to do)
     ├─ BadInput                the caller corrects the input
     ├─ Unauthenticated         the caller gets another token
     ├─ Forbidden               the caller asks somebody with the right
     ├─ NotFound                the caller looks elsewhere (a foreign tenant's id is simply not found)
     ├─ Conflict                the caller reads again, then decides
     ├─ TooLarge                the caller sends less
     └─ Unavailable             the caller waits, or an operator acts: a dependency is down

HTTP statuses, GraphQL shapes and exit codes are chosen at the edges, never here.
"""

from __future__ import annotations

from enum import StrEnum


class Code(StrEnum):
    """Stable codes, `area.reason`. A code is never reused for another meaning."""

    INTERNAL = "internal.bug"

    REQUEST_MALFORMED = "request.malformed"
    REQUEST_TOO_LARGE = "request.too_large"

    DATE_BUDDHIST_ERA = "date.buddhist_era"
    DATE_MALFORMED = "date.malformed"
    INSTANT_NAIVE = "instant.naive"

    CALENDAR_NEVER_OPEN = "calendar.never_open"
    CALENDAR_MALFORMED = "calendar.malformed"
    CALENDAR_EXHAUSTED = "calendar.exhausted"
    CALENDAR_UNKNOWN_ZONE = "calendar.unknown_zone"

    TOKEN_MISSING = "token.missing"
    TOKEN_MALFORMED = "token.malformed"
    TOKEN_SIGNATURE = "token.signature"
    TOKEN_EXPIRED = "token.expired"
    TOKEN_NOT_YET_VALID = "token.not_yet_valid"
    TOKEN_AUDIENCE = "token.audience"
    TOKEN_ISSUER = "token.issuer"
    TOKEN_CLAIMS = "token.claims"
    TOKEN_LIFETIME = "token.lifetime"
    TOKEN_ALGORITHM = "token.algorithm"
    TOKEN_KEY = "token.key"
    TOKEN_REVOKED = "token.revoked"
    TOKEN_TENANT = "token.tenant"

    RIGHT_SCOPE_MISSING = "right.scope_missing"

    KEY_MALFORMED = "key.malformed"
    KEY_UNSUPPORTED = "key.unsupported"
    KEY_WEAK = "key.weak"

    NOT_FOUND = "object.not_found"
    DUPLICATE = "object.duplicate"
    VERSION_CONFLICT = "object.version_conflict"

    SETTING_UNKNOWN = "setting.unknown"
    SETTING_INVALID = "setting.invalid"

    PAGE_SIZE = "page.size"
    PAGE_CURSOR = "page.cursor"
    ID_MALFORMED = "id.malformed"
    REQUEST_KEY_REUSED = "request.key_reused"
    NAME_EMPTY = "name.empty"
    DATES_REVERSED = "dates.reversed"
    VERSION_NOT_LATER = "version.not_later"
    AGREEMENT_SCOPE = "agreement.scope"
    TARGET_NEGATIVE = "target.negative"

    ADAPTER_UNKNOWN = "adapter.unknown"
    CONNECTION_UNKNOWN = "connection.unknown"
    CONNECTION_CONFIG = "connection.config"
    CONNECTION_VALUES = "connection.values"
    CONNECTION_REFUSED = "connection.refused"
    SECRET_KEY_CHANGED = "secret.key_changed"
    SECRET_MISSING = "secret.missing"

    DATABASE_UNAVAILABLE = "database.unavailable"
    DATABASE_SCHEMA = "database.schema"


class SlaError(Exception):
    """A refusal that a person can act on."""

    def __init__(
        self, code: Code, message: str, *, hint: str | None = None, field: str | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
        self.field = field

    def __str__(self) -> str:
        return f"{self.message} {self.hint}" if self.hint else self.message


class BadInput(SlaError):
    """The input is wrong; corrected input will be taken."""


class Unauthenticated(SlaError):
    """Who calls could not be established. Says what kind of thing is wrong, never why in detail."""


class Forbidden(SlaError):
    """Who calls is known, and may not do this."""


class NotFound(SlaError):
    """No such object for this tenant."""


class Conflict(SlaError):
    """Somebody else was there first, or the object is not in a state for this."""


class TooLarge(SlaError):
    """More was sent than is taken."""


class Unavailable(SlaError):
    """A dependency is down or not set up."""
