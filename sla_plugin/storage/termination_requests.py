"""What CRMs ask for: each message as it came, and what became of it. It only grows."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise import fields

from sla_plugin.storage.rows import Row
from sla_plugin.storage.session import Session


class Outcome(StrEnum):
    """OPENED: a case. EVIDENCE: of one that is there. WITHDRAWN: it takes another one back. WAITING: what it
    takes back has not come yet. OUTDATED: a newer version came before. QUARANTINED: it contradicts, or may
    not be, and waits for a person."""

    OPENED = "OPENED"
    EVIDENCE = "EVIDENCE"
    WITHDRAWN = "WITHDRAWN"
    WAITING = "WAITING"
    OUTDATED = "OUTDATED"
    QUARANTINED = "QUARANTINED"


class TerminationRequestRow(Row):
    source = fields.TextField()
    event = fields.TextField()
    cancels = fields.TextField(null=True)
    version = fields.BigIntField()
    body: Any = fields.JSONField()
    body_hash = fields.TextField()
    outcome = fields.TextField()
    because = fields.TextField(null=True)
    contract_id = fields.UUIDField(null=True)
    case_id = fields.UUIDField(null=True)
    recorded_at = fields.DatetimeField()

    class Meta:
        table = "termination_request"


async def requests_of(session: Session, source: str, event: str) -> Sequence[TerminationRequestRow]:
    """Everything that ever came under this id, the first one first."""
    return (
        await session.query(TerminationRequestRow)
        .filter(source=source, event=event)
        .order_by("recorded_at", "id")
    )


_ONE_AT_A_TIME = """
select pg_advisory_xact_lock(hashtextextended(concat_ws(' ', 'termination', $1::uuid, $2::uuid), 0))
       as tenant_id
"""


async def one_at_a_time(session: Session, contract: UUID) -> None:
    """Of the requests for one contract, until the transaction ends."""
    await session.sql(_ONE_AT_A_TIME, contract)


async def waiting_for(session: Session, source: str, event: str) -> TerminationRequestRow | None:
    """A request that came before what it takes back."""
    rows = session.query(TerminationRequestRow).filter(source=source, cancels=event, outcome="WAITING")
    return await rows.order_by("recorded_at").first()
