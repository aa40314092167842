"""What a token may. Where a role is asked for as well, both must allow."""

from __future__ import annotations

from enum import StrEnum

from sla_plugin.auth.principals import Principal
from sla_plugin.errors import Code, Forbidden


class Scope(StrEnum):
    """One noun and what is done to it. No scope implies another: a token's list is all it may."""

    CONTRACTS_READ = "contracts:read"
    CONTRACTS_WRITE = "contracts:write"
    TERMINATIONS_READ = "terminations:read"
    TERMINATIONS_INITIATE = "terminations:initiate"
    TERMINATIONS_DECIDE = "terminations:decide"
    AGREEMENTS_READ = "agreements:read"
    AGREEMENTS_WRITE = "agreements:write"
    CALENDARS_READ = "calendars:read"
    CALENDARS_WRITE = "calendars:write"
    SERVICES_READ = "services:read"
    SERVICES_WRITE = "services:write"
    ORGANISATIONS_READ = "organisations:read"
    ORGANISATIONS_WRITE = "organisations:write"
    TICKETS_READ = "tickets:read"
    TICKETS_INGEST = "tickets:ingest"
    REPORTS_READ = "reports:read"
    EVENTS_READ = "events:read"
    FEEDS_READ = "feeds:read"
    """The calendar of contracts, and nothing else: such a token lies in the address that a calendar program
    subscribes to, and so it counts only where it is the only scope."""
    AUDIT_READ = "audit:read"
    SYNC_READ = "sync:read"
    SYNC_RUN = "sync:run"
    ADMIN = "admin"
    """Connections, issuers, tokens and limits of the tenant; no promise and no contract."""


def require(principal: Principal, scope: Scope) -> None:
    """Forbidden `right.scope_missing`, naming the scope."""
    if scope not in principal.scopes:
        raise Forbidden(
            Code.RIGHT_SCOPE_MISSING,
            f"This token lacks the scope {scope}.",
            hint=f"Ask an administrator for a token with {scope}.",
        )


def require_feed_token(principal: Principal) -> None:
    """Forbidden `right.feed` for one with any other scope: whoever sees the address would have those, too."""
    if principal.scopes != {Scope.FEEDS_READ}:
        raise Forbidden(
            Code.RIGHT_FEED,
            f"A calendar is opened by a token whose only scope is {Scope.FEEDS_READ}.",
            hint=f"Ask an administrator for one: sla token create --scope {Scope.FEEDS_READ}.",
        )


def refuse_feed_token(principal: Principal) -> None:
    """Forbidden `right.feed`: such a token lies in the settings of calendar programs, and in backups."""
    if principal.scopes == {Scope.FEEDS_READ}:
        raise Forbidden(
            Code.RIGHT_FEED,
            "This token opens a calendar, and nothing else.",
            hint="Ask an administrator for a token with the scopes that are needed here.",
        )
