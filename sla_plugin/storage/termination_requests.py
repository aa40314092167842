"""What CRMs ask for: each message as it came, and what became of it. It only grows; what waits is answered
once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
select pg_advisory_xact_lock(hashtextextended(concat_ws(' ', 'termination', $1::uuid, name), 0)) as tenant_id
from unnest($2::text[]) as name
"""


async def one_at_a_time(session: Session, contract: UUID, source: str, events: Iterable[str | None]) -> None:
    """Of the requests for one contract, and of those of one id or about that, until the transaction ends. In
    one order, so that two can wait for each other but never deadlock."""
    about = {f"{source} {event}" for event in events if event is not None}
    await session.sql(_ONE_AT_A_TIME, [*sorted(about), str(contract)])


async def waiting_for(session: Session, source: str, event: str) -> Sequence[TerminationRequestRow]:
    """The requests that came before what they take back, the first one first."""
    rows = session.query(TerminationRequestRow).filter(source=source, cancels=event, outcome="WAITING")
    return await rows.order_by("recorded_at", "id")


async def opened_by_requests(session: Session, contract: UUID) -> Sequence[TerminationRequestRow]:
    """Those that gave notice, and to which case each belongs; the first one first."""
    rows = session.query(TerminationRequestRow).filter(
        contract_id=contract, cancels__isnull=True, case_id__not_isnull=True
    )
    return await rows.order_by("recorded_at", "id")
