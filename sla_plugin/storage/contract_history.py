"""A contract's record as it was at an instant: its trail has every row as it was written, and when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from tortoise.fields import DateField, DatetimeField, UUIDField

from sla_plugin.domain.contracting.verification import written
from sla_plugin.storage.contract_audit import AuditEventRow
from sla_plugin.storage.contract_record import PARTS, ContractRecord, Part
from sla_plugin.storage.contracts import ContractRow

Written = Mapping[tuple[str, UUID], Mapping[str, Any]]
"""(table, id) → column → JSON value."""


def known(record: ContractRecord, trail: Sequence[AuditEventRow], at: datetime) -> ContractRecord | None:
    """What was on record at `at`; None where nothing was. A contract without a trail, or from before it, is
    taken as it was when that began."""
    if record.contract.recorded_at > at:
        return None
    rows = written(event.payload for event in trail if event.at <= at)
    found = ContractRecord(record.session, _contract(record, rows, trail[:1]))
    for part in _parts(rows):
        found.keep(part)
    return found


def _contract(record: ContractRecord, rows: Written, first: Sequence[AuditEventRow]) -> ContractRow:
    key = ("contract", record.id)
    began = written(event.payload for event in first)
    values = rows.get(key) or began.get(key)
    return record.contract if values is None else _row(ContractRow, key[1], values)


def _parts(rows: Written) -> Iterator[Part]:
    for kind, order in PARTS.items():
        found = [
            _row(kind, of, values) for (table, of), values in rows.items() if table == kind._meta.db_table
        ]
        yield from sorted(found, key=attrgetter(*order))


def _row(kind: type[Any], of: UUID, values: Mapping[str, Any]) -> Any:
    fields = kind._meta.fields_map
    return kind(**{**{name: _value(fields[name], value) for name, value in values.items()}, "id": of})


def _value(field: Any, value: Any) -> Any:
    if value is None:
        return None
    match field:
        case UUIDField():
            return UUID(value)
        case DatetimeField():
            return datetime.fromisoformat(value)
        case DateField():
            return date.fromisoformat(value)
    return value
