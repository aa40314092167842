"""Append to the trails of contracts: what happened, and each row as it was written for it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from sla_plugin.domain.contracting.audit import AuditEvent, Head, following, sealed_head
from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.ids import ContractId
from sla_plugin.storage.contract_audit import AuditEventRow, audit_heads
from sla_plugin.storage.contract_manifest import AUDITED, CHAINED, DERIVED, is_covered
from sla_plugin.storage.ids import new_id
from sla_plugin.storage.session import Session

Wrote = dict[tuple[str, UUID], frozenset[str] | None]
"""(table, id) of a row → the columns that were changed; None: the row is new."""


@dataclass(frozen=True, slots=True)
class Happened:
    """`what`: JSON-able. `wrote`: the rows that were written for it."""

    contract: ContractId
    type: str
    what: Mapping[str, Any] = field(default_factory=dict)
    wrote: Wrote = field(default_factory=dict)


_HEADS = """
insert into contract_audit_head (tenant_id, id, contract_id, number, hash, seal)
select $1, id, contract_id, number, hash, seal
from unnest($2::uuid[], $3::uuid[], $4::int[], $5::text[], $6::text[])
     as new (id, contract_id, number, hash, seal)
on conflict (tenant_id, contract_id) do update
set number = excluded.number, hash = excluded.hash, seal = excluded.seal
"""


async def append(session: Session, deed: Deed, happened: Sequence[Happened]) -> None:
    """One event for each of different contracts, which are locked or new. A constant number of statements.

    What comes before is what the sealed heads say: an event that was cut off stays missed."""
    contracts = [one.contract for one in happened]
    last = await audit_heads(session, contracts)
    happened = [one if one.contract in last else _beginning(one) for one in happened]
    rows = await _rows(session, happened)
    events = {one.contract: _event(deed, one, last.get(one.contract), rows) for one in happened}
    await session.add_all([_row(contract, event) for contract, event in events.items()])
    heads = [sealed_head(event, deed.seal) for event in events.values()]
    await session.sql(
        _HEADS,
        [new_id() for _ in heads],
        contracts,
        [head.number for head in heads],
        [head.hash for head in heads],
        [head.seal for head in heads],
    )


def _beginning(one: Happened) -> Happened:
    """A trail begins with the contract's whole row, also that of a contract which was there before it."""
    return replace(one, wrote={**one.wrote, ("contract", one.contract): None})


def _event(
    deed: Deed, one: Happened, last: Head | None, rows: Mapping[tuple[str, UUID], dict[str, Any]]
) -> AuditEvent:
    wrote = [
        {"table": table, "id": str(of), "values": covered(table, rows[table, of], columns)}
        for (table, of), columns in one.wrote.items()
    ]
    payload = {**one.what, **({"wrote": wrote} if wrote else {})}
    return following(last, deed.actor.name, deed.roles, one.type, deed.at, payload)


def covered(table: str, row: Mapping[str, Any], columns: frozenset[str] | None = None) -> dict[str, Any]:
    """Without the columns that are exempt; None: all others."""
    return {
        name: value
        for name, value in row.items()
        if is_covered(table, name) and (columns is None or name in columns)
    }


async def _rows(session: Session, happened: Sequence[Happened]) -> dict[tuple[str, UUID], dict[str, Any]]:
    wanted: defaultdict[str, list[UUID]] = defaultdict(list)
    for table, of in (key for one in happened for key in one.wrote):
        wanted[table].append(of)
    return {
        (table, of): row
        for table, ids in wanted.items()
        for of, row in (await stored_rows(session, table, "id", ids)).items()
    }


_STORED = """
select id, to_jsonb(t)::text as row from {table} t where tenant_id = $1 and {column} = any($2::uuid[])
"""


async def stored_rows(
    session: Session, table: str, column: str, keys: Sequence[UUID]
) -> dict[UUID, dict[str, Any]]:
    """Rows by their id as the database itself writes them, whichever columns there are; those whose `column`
    is one of `keys`."""
    assert table in (*AUDITED, *DERIVED)
    found = await session.sql(_STORED.format(table=table, column=column), list(keys))
    return {row["id"]: _values(row) for row in found}


def _values(row: Mapping[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = json.loads(row["row"], parse_float=str)
    return values


_OF_ONE = (
    "select '{table}' as of, id, to_jsonb(t)::text as row from {table} t where tenant_id = $1 and {of} = $2"
)
_OF_ALL = " union all ".join(
    _OF_ONE.format(table=table, of="id" if table == "contract" else "contract_id")
    for table in (*AUDITED, *DERIVED, *CHAINED)
)


async def recorded_rows(session: Session, contract: ContractId) -> dict[str, dict[UUID, dict[str, Any]]]:
    """The same of all tables, the trail's included: table → id → row. In one statement, so that all of it is
    of one moment, whoever works on the contract meanwhile."""
    found: dict[str, dict[UUID, dict[str, Any]]] = {table: {} for table in (*AUDITED, *DERIVED, *CHAINED)}
    for row in await session.sql(_OF_ALL, contract):
        of = row["of"]
        # What an event says is taken as it was said, to the last digit.
        found[of][row["id"]] = json.loads(row["row"]) if of in CHAINED else _values(row)
    return found


def _row(contract: ContractId, event: AuditEvent) -> AuditEventRow:
    return AuditEventRow(
        contract_id=contract,
        number=event.number,
        actor=event.actor,
        role=event.role,
        type=event.type,
        at=event.at,
        payload=event.payload,
        before=event.before,
        hash=event.hash,
    )
