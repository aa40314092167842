"""What can go wrong between an adapter and its system, by what the engine does next.

    AdapterError
     ├─ Transient               try again later, with backoff
     │   └─ RateLimited         try again after `retry_after`
     ├─ AuthFailed              stop; a person renews the credentials
     ├─ ConfigWrong             stop; a person corrects the connection
     ├─ CursorExpired           start the stream from the beginning
     ├─ NoSuchRecord            the record is gone
     ├─ StaleVersion            somebody else wrote first; read again
     └─ RecordRejected          this one goes to the dead letters, the stream goes on

An HTTP status alone must not decide: some systems answer 200 to an anonymous caller, or put errors into it.
"""

from __future__ import annotations

from datetime import timedelta


class AdapterError(Exception):
    """Says what happened and why; `hint` says what to do. Never holds a secret."""

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class Transient(AdapterError):
    """The system is unreachable, overloaded or restarting."""


class RateLimited(Transient):
    """The system asked for a pause."""

    def __init__(self, message: str, *, retry_after: timedelta) -> None:
        super().__init__(message, hint=f"Tried again in {retry_after.total_seconds():.0f} s.")
        self.retry_after = retry_after


class AuthFailed(AdapterError):
    """The system does not know who we are, or took us for anonymous."""


class ConfigWrong(AdapterError):
    """The connection cannot work as it is configured."""


class CursorExpired(AdapterError):
    """The system no longer knows the place where we stopped reading."""


class NoSuchRecord(AdapterError):
    """The record is not there (any more)."""


class StaleVersion(AdapterError):
    """The record was changed since we read it; nothing was written."""


class RecordRejected(AdapterError):
    """One record cannot be understood; the others can."""
