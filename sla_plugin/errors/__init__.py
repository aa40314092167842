"""Everything that can be refused, grouped by what the caller does next.

    SlaError                    carries code, message (what happened and why) and hint (what to do)
     ├─ BadInput                the caller corrects the input
     ├─ Unauthenticated         the caller gets another token
     ├─ Forbidden               the caller asks somebody with the right
     ├─ NotFound                the caller looks elsewhere (a foreign tenant's id is simply not found)
     ├─ Conflict                the caller reads again, then decides
     ├─ TooLarge                the caller sends less
     └─ Unavailable             the caller waits, or an operator acts: a dependency is down
         └─ Unreachable         the caller looks at the address: what the input names does not answer

HTTP statuses, GraphQL shapes and exit codes are chosen at the edges, never here.
"""

from __future__ import annotations

from sla_plugin.errors.codes import Code

__all__ = [
    "BadInput",
    "Code",
    "Conflict",
    "Forbidden",
    "NotFound",
    "SlaError",
    "TooLarge",
    "Unauthenticated",
    "Unavailable",
    "Unreachable",
]


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


class Unreachable(Unavailable):
    """A place that the input names does not answer."""
