"""Whatever is changed in the rows of a contract behind the application's back is found, and named.

One thing at a time is changed, in every column that the catalogue knows of the contract's tables, so that a
new column which nobody thought of fails here by itself.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any
from uuid import UUID

from hypothesis import settings

from sla_plugin.domain.contracting.audit import Tampering
from sla_plugin.domain.ids import ContractId
from sla_plugin.storage.contract_manifest import AUDITED, CHAINED, DERIVED, EXEMPT
from sla_plugin.storage.session import Session
from tests.support.tampering import HEAD, TRAIL, Found, InTheirHands, Tampered

EVERY_ROW = settings.get_current_profile_name() == "full"
"""Otherwise each column is changed in one row, another one for each column."""

TABLES = (*AUDITED, *CHAINED, *DERIVED)
Column = Mapping[str, Any]

_COLUMNS = """
select $1::uuid, c.relname as table, a.attname as column, t.typname as type, a.attnotnull as required
from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
join pg_type t on t.oid = a.atttypid
where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
  and (c.relname = 'contract' or c.relname = 'sla_binding' or exists (
      select from pg_attribute of where of.attrelid = c.oid and of.attname = 'contract_id'
      and c.relname ~ '^(contract|termination|settlement)'))
order by c.relname, a.attnum
"""

OTHERWISE = {
    "uuid": "gen_random_uuid()",
    "text": "coalesce({column}, '') || 'x'",
    "int4": "coalesce({column}, 0) + 1",
    "numeric": "coalesce({column}, 0) + 1",
    "int8": "coalesce({column}, 0) + 1",
    "bool": "not {column}",
    "date": "coalesce({column}, '2026-01-01') + 1",
    "timestamptz": "coalesce({column}, '2026-01-01Z') + interval '1 microsecond'",
    "jsonb": "coalesce({column}, '{{}}') || '{{\"tampered\": null}}'",
}
"""By the type of a column, a value that it does not have."""


async def columns(session: Session) -> list[Column]:
    return list(await session.sql(_COLUMNS))


async def test_nothing_is_found_where_nobody_touched_anything(tampered: Tampered) -> None:
    for contract in (tampered.contract, tampered.whole.framework, tampered.whole.before):
        assert await tampered.verify(contract) == ()


async def test_there_is_something_in_every_table(tampered: Tampered) -> None:
    tables = {one["table"] for one in await columns(tampered.session)}
    assert {table for table in tables if not await tampered.ids(table)} == set()


async def test_the_manifest_names_every_table_and_exempts_only_what_there_is(tampered: Tampered) -> None:
    found = await columns(tampered.session)
    tables = {one["table"] for one in found}
    named = {f"{one['table']}.{one['column']}" for one in found}
    assert tables - {*AUDITED, *CHAINED, *DERIVED} == EXEMPT.keys() & tables
    assert EXEMPT.keys() <= named | tables
    assert all(reason.strip() for reason in EXEMPT.values())


async def test_whatever_is_changed_in_any_column_is_found_and_named(in_their_hands: InTheirHands) -> None:
    """A column that is new in one of the tables, and that nobody thought of, fails here by itself."""
    async with in_their_hands.tampered() as tampered:
        every = await columns(tampered.session)
    missed = [
        one for number, column in enumerate(every) async for one in _missed(in_their_hands, column, number)
    ]
    assert missed == []


async def _missed(in_their_hands: InTheirHands, column: Column, number: int) -> AsyncIterator[str]:
    table, name = column["table"], column["column"]
    async with in_their_hands.tampered() as tampered:
        ids = await tampered.ids(table)
    for row in ids if EVERY_ROW else [ids[number % len(ids)]]:
        for value in _values(column):
            async with in_their_hands.tampered() as tampered:
                place = await _place(tampered, table, row)
                if not await _change(tampered, table, row, name, value):
                    if value != "null":
                        yield f"{table}.{name} := {value} changes nothing"
                    continue
                found = await tampered.verify()
                if not _is_named(found, table, name, place):
                    yield f"{table}.{name} of {place} := {value}: {[str(one) for one in found]}"


def _values(column: Column) -> Iterator[str]:
    name = column["column"]
    yield OTHERWISE[column["type"]].format(column=name)
    if not column["required"]:
        yield "null"


async def _place(tampered: Tampered, table: str, row: UUID) -> str:
    """As it stands in a deviation."""
    if table not in {TRAIL, HEAD}:
        return str(row)
    [one] = await tampered.session.sql(f"select number from {table} where tenant_id = $1 and id = $2", row)
    return str(one["number"])


async def _change(tampered: Tampered, table: str, row: UUID, column: str, value: str) -> bool:
    """Whether that is another value."""
    changed = await tampered.session.sql(
        f"update {table} set {column} = {value} where tenant_id = $1 and id = $2"
        f" and {column} is distinct from {value} returning id",
        row,
    )
    return bool(changed)


def _is_named(found: Found, table: str, column: str, place: str) -> bool:
    """An exemption is one: it hides nothing that would be found."""
    if table in EXEMPT or f"{table}.{column}" in EXEMPT:
        return not found
    here = [one for one in found if one.table == table]
    if table in {TRAIL, HEAD}:
        # A hash tells that it is another event, not what is other in it.
        return bool(here)
    if table in DERIVED:
        gone = {"id", "tenant_id", "contract_id"}
        return any(one.what is Tampering.MISSING if column in gone else column in one.columns for one in here)
    of_row = [one for one in here if one.row == place]
    if column in {"id", "tenant_id"}:
        return [one.what for one in of_row] == [Tampering.MISSING]
    return [(one.what, one.columns) for one in of_row] == [(Tampering.CHANGED, (column,))]


async def test_a_row_that_is_taken_away_is_found(in_their_hands: InTheirHands) -> None:
    async with in_their_hands.tampered() as tampered:
        rows = [(table, row) for table in TABLES for row in await tampered.ids(table)]
    for table, row in rows:
        async with in_their_hands.tampered() as tampered:
            place = await _place(tampered, table, row)
            await tampered.session.sql(f"delete from {table} where tenant_id = $1 and id = $2", row)
            found = await tampered.verify()
        named = {(one.table, one.row, one.what) for one in found}
        if table == TRAIL:
            assert named & {(table, place, Tampering.MISSING), (table, place, Tampering.CUT)}
        elif table == HEAD:
            assert named == {(HEAD, "1", Tampering.MISSING)}
        elif table in DERIVED:
            assert [(one.table, one.what) for one in found] == [(table, Tampering.MISSING)]
        else:
            assert named == {(table, place, Tampering.MISSING)}


_COPY = """
insert into {table}
select (jsonb_populate_record(t, to_jsonb(t) || jsonb_build_object('id', gen_random_uuid()))).* from {table} t
where tenant_id = $1 and id = $2 returning id
"""


async def test_a_row_that_was_put_in_is_found(in_their_hands: InTheirHands) -> None:
    """Each of the contract's own, once more; none of them is two of anything."""
    for table in TABLES:
        async with in_their_hands.tampered() as tampered:
            rows = await tampered.ids(table)
            [copy] = await tampered.session.sql(_COPY.format(table=table), rows[-1])
            which = ContractId(copy["id"]) if table == "contract" else tampered.contract
            found = [(one.table, one.what) for one in await tampered.verify(which)]
            # A contract that was put in has no trail.
            expected = (HEAD, Tampering.MISSING) if table == "contract" else (table, Tampering.ADDED)
            assert found == [expected], table
