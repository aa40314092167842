"""Whether a contract's record is what was written: find what was changed behind our back, and name it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sla_plugin.documents.media_types import MediaType
from sla_plugin.documents.store import DocumentStore, Paper
from sla_plugin.domain.contracting.audit import Head, Tampering, verify_trail
from sla_plugin.domain.contracting.bindings import bindings
from sla_plugin.domain.contracting.verification import (
    Deviation,
    Values,
    of_trail,
    rows_that_differ,
    values_that_differ,
    written,
)
from sla_plugin.domain.ids import ContractId
from sla_plugin.storage.contract_audit import AuditEventRow, audit_heads, audit_trail
from sla_plugin.storage.contract_documents import documents_of
from sla_plugin.storage.contract_manifest import AUDITED, is_covered
from sla_plugin.storage.contract_projections import bindings_of, lines_of, parties_of
from sla_plugin.storage.contract_record import ContractRecord, read_record
from sla_plugin.storage.contract_trail import covered, stored_rows
from sla_plugin.storage.contract_versions import signed
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.rows import Row
from sla_plugin.storage.session import Session

Holds = Callable[[str, str], bool]
"""Whether a seal is ours, of a text."""


async def verify_contract(
    session: Session, which: ContractId, holds: Holds, store: DocumentStore | None = None
) -> tuple[Deviation, ...]:
    """Every deviation there is; none where the record is whole. With `store`, papers are read, too.
    NotFound."""
    contract = await session.get(ContractRow, id=which)
    record, events = await read_record(session, contract), await audit_trail(session, which)
    found = [*await _of_trail(session, which, events, holds), *await _of_rows(session, record, events)]
    # What follows from contents that were changed differs because of that.
    if not any(one.table in ("contract", "contract_version") for one in found):
        found += await _of_derived(session, record)
    if store is not None:
        found += await _of_papers(session, which, store)
    return tuple(found)


async def _of_trail(
    session: Session, which: ContractId, events: Sequence[AuditEventRow], holds: Holds
) -> Iterable[Deviation]:
    head = (await audit_heads(session, [which])).get(which)
    if head is None:
        # A contract that is kept elsewhere has no trail; one that has events has a head.
        return [Deviation("contract_audit_head", "1", Tampering.MISSING)] if events else []
    trail, stored = [row.value() for row in events], [row.hash for row in events]

    def is_sealed(one: Head) -> bool:
        return holds(one.sealed, one.seal)

    return of_trail("contract_audit", verify_trail(trail, stored, head, is_sealed))


async def _of_rows(
    session: Session, record: ContractRecord, events: Sequence[AuditEventRow]
) -> list[Deviation]:
    expected = written(event.payload for event in events)
    found: list[Deviation] = []
    for table in AUDITED:
        was = {of: values for (name, of), values in expected.items() if name == table}
        actual = await _stored(session, table, record, [UUID(of) for of in was])
        found += rows_that_differ(table, was, actual if events else {})
    return found


async def _stored(
    session: Session, table: str, record: ContractRecord, known: list[UUID]
) -> dict[str, dict[str, Any]]:
    """Those that the trail knows, wherever they are now, and those that are the contract's now."""
    of = "id" if table == "contract" else "contract_id"
    rows = await stored_rows(session, table, "id", known) | await stored_rows(session, table, of, [record.id])
    return {str(key): covered(table, row) for key, row in rows.items()}


async def _of_derived(session: Session, record: ContractRecord) -> list[Deviation]:
    found: list[Deviation] = []
    versions = record.versions
    bound = bindings(signed(versions), record.contract.monitored_until)
    expected: dict[str, list[Row]] = {
        "contract_party": [p for v in versions for p in parties_of(record.id, v.id, v.says)],
        "contract_line": [line for v in versions for line in lines_of(record.id, v.id, v.says)],
        "sla_binding": list(bindings_of(record.id, versions, bound)),
    }
    for table, rows in expected.items():
        actual = await stored_rows(session, table, "contract_id", [record.id])
        now = [covered(table, row) for row in actual.values()]
        found += values_that_differ(table, [_as_stored(table, row, session) for row in rows], now)
    return found


def _as_stored(table: str, row: Row, session: Session) -> Values:
    row.tenant_id = session.tenant
    return {name: _json(getattr(row, name)) for name in row._meta.fields_map if is_covered(table, name)}


def _json(value: object) -> object:
    match value:
        case UUID():
            return str(value)
        case datetime():
            return value.isoformat()
    return value


async def _of_papers(session: Session, which: ContractId, store: DocumentStore) -> list[Deviation]:
    """Byte by byte."""
    return [
        Deviation("document", row.sha256, Tampering.CHANGED)
        for row in await documents_of(session, which)
        if not await store.is_whole(session.tenant, Paper(row.sha256, MediaType(row.media_type), row.size))
    ]
