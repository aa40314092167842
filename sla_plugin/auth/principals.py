"""Who calls, as a verified token says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """The only source of the tenant.

    `subject` is unique only together with `issuer` (RFC 7519, section 4.1.2). `party_id` and `ticket` narrow
    the token to one party or one ticket. Without a `token_id` the token cannot be revoked, only expire.
    """

    tenant: UUID
    issuer: str
    subject: str
    scopes: frozenset[str]
    roles: frozenset[str]
    party_id: UUID | None
    ticket: str | None
    token_id: str | None
    expires_at: datetime
