"""Whether a contract's record is what was written: find what was changed behind our back, and name it.

Three things are held against each other. The trail is whole by itself: each event holds the hash of the one
before, and the last one is sealed with a key that the database does not hold. The rows are what the trail
says was written. And what follows from contents, for searching and monitoring, is what follows from those of
the trail.

What cannot be found: that a whole contract is gone, or the whole of it (rows, trail and sealed head) is as it
was at an earlier moment. For that, something would have to be kept in another place with every event.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sla_plugin.documents.media_types import MediaType
from sla_plugin.documents.store import DocumentStore, Paper
from sla_plugin.domain.contracting.audit import AuditEvent, Head, Tampering, verify_trail
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
from sla_plugin.domain.termination.cases import Case
from sla_plugin.domain.termination.rivals import terminated_lines
from sla_plugin.errors import Code, NotFound, Unavailable
from sla_plugin.storage.contract_manifest import AUDITED, CHAINED, is_covered
from sla_plugin.storage.contract_projections import bindings_of, lines_of, parties_of
from sla_plugin.storage.contract_trail import covered, recorded_rows, stored_rows
from sla_plugin.storage.contract_versions import ContractVersionRow, signed
from sla_plugin.storage.rows import Row
from sla_plugin.storage.session import Session
from sla_plugin.storage.terminations import CaseRow

Holds = Callable[[str, str], bool]
"""Whether a seal is ours, of a text."""

Written = Mapping[tuple[str, UUID], dict[str, Any]]
Stored = Mapping[str, Mapping[UUID, Values]]
_TRAIL, _HEAD = CHAINED


async def verify_contract(
    session: Session, which: ContractId, holds: Holds, store: DocumentStore | None = None
) -> tuple[Deviation, ...]:
    """Every deviation there is; none where the record is whole. With `store`, papers are read, too.
    NotFound."""
    stored = await recorded_rows(session, which)
    events, heads = _events(stored[_TRAIL]), _heads(stored[_HEAD])
    if not any(stored.values()):
        raise NotFound(Code.NOT_FOUND, "There is no such contract.", field="contract")
    of_chain = _of_chain(events, heads, holds)
    expected = written(event.payload for event, _ in events)
    found = [*of_chain, *(await _of_rows(session, stored, expected) if events else [])]
    if not of_chain and ("contract", which) in expected:
        # Otherwise nobody knows what they should follow from.
        found += _of_derived(session, which, stored, expected)
    if store is not None:
        found += await _of_papers(session, store, expected)
    return tuple(found)


def _events(rows: Mapping[UUID, Values]) -> list[tuple[AuditEvent, str]]:
    """In their order, each with the hash that was written beside it."""
    found = [
        (
            AuditEvent(
                row["number"], row["actor"], row["role"], row["type"], _instant(row["at"]), row["payload"],
                row["before"],
            ),
            row["hash"],
        )
        for row in rows.values()
    ]  # fmt: skip
    return sorted(found, key=lambda one: one[0].number)


def _instant(text: str) -> datetime:
    """Also of one that nobody can have written, such as `infinity`: its event has another hash then."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)


def _heads(rows: Mapping[UUID, Values]) -> list[Head]:
    """There is one."""
    return [Head(row["number"], row["hash"], row["seal"]) for _, row in sorted(rows.items())]


def _of_chain(
    events: Sequence[tuple[AuditEvent, str]], heads: Sequence[Head], holds: Holds
) -> list[Deviation]:
    if not heads:
        return [Deviation(_HEAD, "1", Tampering.MISSING)]

    def is_sealed(one: Head) -> bool:
        return holds(one.sealed, one.seal)

    trail, hashes = [event for event, _ in events], [hash_ for _, hash_ in events]
    found = list(verify_trail(trail, hashes, heads[0], is_sealed))
    broken = [one for one in found if one.what is Tampering.BROKEN_SEAL]
    further = [Deviation(_HEAD, str(number), Tampering.ADDED) for number in range(2, len(heads) + 1)]
    return [
        *of_trail(_HEAD, broken),
        *further,
        *of_trail(_TRAIL, (one for one in found if one not in broken)),
    ]


async def _of_rows(session: Session, stored: Stored, expected: Written) -> list[Deviation]:
    """Those that the trail knows, wherever they are now, and those that are the contract's now."""
    found: list[Deviation] = []
    for table in AUDITED:
        was = {str(of): values for (name, of), values in expected.items() if name == table}
        elsewhere = [UUID(of) for of in was if UUID(of) not in stored[table]]
        known = await stored_rows(session, table, "id", elsewhere) if elsewhere else {}
        now = {str(of): covered(table, row) for of, row in {**known, **stored[table]}.items()}
        found += rows_that_differ(table, was, now)
    return found


def _of_derived(session: Session, which: ContractId, stored: Stored, expected: Written) -> list[Deviation]:
    """`expected`: of a trail that is whole."""
    found: list[Deviation] = []
    for table, rows in _derived(which, expected).items():
        now = [covered(table, row) for row in stored[table].values()]
        found += values_that_differ(table, [_as_stored(table, row, session) for row in rows], now)
    return found


def _cases(expected: Written) -> Iterator[Case]:
    for (table, _), values in expected.items():
        if table == "termination_case":
            yield CaseRow(**values).value()


def _derived(which: ContractId, expected: Written) -> dict[str, list[Row]]:
    versions = sorted(
        (
            ContractVersionRow(**values)
            for (name, _), values in expected.items()
            if name == "contract_version"
        ),
        key=lambda version: version.number,
    )
    ends_at = expected["contract", which]["monitored_until"]
    bound = bindings(
        signed(versions),
        None if ends_at is None else datetime.fromisoformat(ends_at),
        terminated=terminated_lines(_cases(expected)),
    )
    return {
        "contract_party": [one for v in versions for one in parties_of(which, v.id, v.says)],
        "contract_line": [one for v in versions for one in lines_of(which, v.id, v.says)],
        "sla_binding": list(bindings_of(which, versions, bound)),
    }


def _as_stored(table: str, row: Row, session: Session) -> Values:
    row.tenant_id = session.tenant
    return {name: _json(getattr(row, name)) for name in row._meta.fields_map if is_covered(table, name)}


def _json(value: object) -> object:
    """As PostgreSQL writes it."""
    match value:
        case UUID():
            return str(value)
        case datetime():
            whole, _, fraction = value.astimezone(UTC).replace(tzinfo=None).isoformat().partition(".")
            return f"{whole}.{fraction.rstrip('0')}+00:00" if fraction else f"{whole}+00:00"
        case date():
            return value.isoformat()
    return value


async def _of_papers(session: Session, store: DocumentStore, expected: Written) -> list[Deviation]:
    """Byte by byte, each once. A paper of which the trail says nothing sensible shows by its row."""
    on_record = [values for (table, _), values in expected.items() if table == "contract_document"]
    papers = dict.fromkeys(paper for paper in map(_paper, on_record) if paper is not None)
    tampered = [(paper, await _wrong(store, session, paper)) for paper in papers]
    return [Deviation("document", paper.sha256, what) for paper, what in tampered if what is not None]


def _paper(values: Values) -> Paper | None:
    match values:
        case {"sha256": str(sha256), "media_type": str(media_type), "size": int(size)} if (
            sha256.isalnum() and media_type in set(MediaType)
        ):
            return Paper(sha256, MediaType(media_type), size)
    return None


async def _wrong(store: DocumentStore, session: Session, paper: Paper) -> Tampering | None:
    try:
        async for _ in store.read(session.tenant, paper):
            pass
    except Unavailable as error:
        if error.code is Code.PAPER_MISSING:
            return Tampering.MISSING
        if error.code is Code.PAPER_TAMPERED:
            return Tampering.CHANGED
        raise
    return None
