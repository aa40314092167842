"""Pages hang on the last row seen, so that nothing comes twice or is left out while rows come and go."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sla_plugin.domain.ids import TenantId, TicketId
from sla_plugin.errors import BadInput, Code
from sla_plugin.storage.pages import LARGEST, Order, page
from sla_plugin.storage.services import ServiceRow
from sla_plugin.storage.session import Database, Session
from sla_plugin.storage.tickets import TicketRow
from tests.support.database import undone
from tests.support.desks import MONDAY, connect_desk, open_tickets

ORDERS = [
    Order("opened_at"),
    Order("opened_at", descending=True),
    Order("evaluated_at"),
    Order("key"),
]


def _placed(row: TicketRow, order: Order) -> Any:
    """Where a row belongs, as Python would sort it."""
    value = getattr(row, order.column)
    return (value is None, value or MONDAY, row.id)


async def _all_pages(session: Session, order: Order, size: int) -> list[TicketRow]:
    rows: list[TicketRow] = []
    after: str | None = None
    while True:
        found = await page(session.query(TicketRow), order, first=size, after=after)
        rows.extend(found.rows)
        if not found.more:
            return rows
        assert len(found.rows) == size
        after = found.cursors[-1]


async def _tickets(
    session: Session, minutes: Sequence[int], evaluated: Sequence[int | None]
) -> list[TicketId]:
    desk = await connect_desk(session, f"desk-{len(await session.query(TicketRow))}")
    ids = await open_tickets(session, desk, [f"{n:03}" for n in range(len(minutes))])
    for ticket, opened, seen in zip(ids, minutes, evaluated, strict=True):
        await session.change(
            TicketRow,
            {"id": ticket},
            opened_at=MONDAY + timedelta(minutes=opened),
            evaluated_at=None if seen is None else MONDAY + timedelta(microseconds=seen),
        )
    return ids


minutes = st.integers(0, 3)


@given(st.lists(st.tuples(minutes, st.none() | minutes), max_size=9), st.integers(1, 4))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])  # nothing is kept
async def test_the_pages_together_are_the_whole_list_in_order(
    database: Database, tenant: TenantId, instants: list[tuple[int, int | None]], size: int
) -> None:
    async with undone(database, tenant) as session:
        await _tickets(session, [m for m, _ in instants], [e for _, e in instants])
        everything = await session.query(TicketRow)
        for order in ORDERS:
            expected = sorted(everything, key=lambda row: _placed(row, order), reverse=order.descending)
            assert [row.id for row in await _all_pages(session, order, size)] == [row.id for row in expected]


@pytest.mark.parametrize("order", ORDERS, ids=str)
async def test_rows_that_come_meanwhile_shift_nothing(
    database: Database, tenant: TenantId, order: Order
) -> None:
    async with undone(database, tenant) as session:
        before = await _tickets(session, [1, 1, 2, 2, 3, 3], [None, 1, 1, 2, 2, None])
        first = await page(session.query(TicketRow), order, first=3, after=None)
        await _tickets(session, [0, 1, 2, 3, 4], [0, 1, 2, 3, None])
        await session.query(TicketRow).filter(id=first.rows[-1].id).delete()
        seen = [row.id for row in first.rows]
        after: str | None = first.cursors[-1]
        while after is not None:
            found = await page(session.query(TicketRow), order, first=2, after=after)
            seen += [row.id for row in found.rows]
            after = found.cursors[-1] if found.more else None
    assert len(seen) == len(set(seen))
    assert set(before) <= set(seen)


async def test_a_page_says_whether_there_is_more(database: Database, tenant: TenantId) -> None:
    async with undone(database, tenant) as session:
        await _tickets(session, [1, 2, 3], [None] * 3)

        async def sizes(first: int) -> tuple[int, int, bool]:
            found = await page(session.query(TicketRow), Order("opened_at"), first=first, after=None)
            return len(found.rows), len(found.cursors), found.more

        assert [await sizes(first) for first in (0, 2, 3, LARGEST)] == [
            (0, 0, True),
            (2, 2, True),
            (3, 3, False),
            (3, 3, False),
        ]


@pytest.mark.parametrize("first", [-1, LARGEST + 1])
async def test_a_page_of_another_size_is_refused(database: Database, tenant: TenantId, first: int) -> None:
    async with database.session(tenant) as session:
        with pytest.raises(BadInput) as refusal:
            await page(session.query(TicketRow), Order("opened_at"), first=first, after=None)
    assert (refusal.value.code, refusal.value.field) == (Code.PAGE_SIZE, "first")


async def test_an_order_whose_empty_rows_would_come_first_is_a_mistake(
    database: Database, tenant: TenantId
) -> None:
    async with database.session(tenant) as session:
        with pytest.raises(AssertionError):
            await page(session.query(TicketRow), Order("evaluated_at", descending=True), first=1, after=None)


def _encoded(content: object) -> str:
    return base64.urlsafe_b64encode(orjson.dumps(content)).decode()


ID = "01a20abf-581a-7116-b5a1-4af30c273365"
FORGED = [
    "",
    "%",
    "é",
    "bm90IGpzb24=",
    _encoded(5),
    _encoded({"a": 1, "b": 2, "c": 3}),
    _encoded(["ticket.opened_at", "2026-03-02T09:00:00+00:00"]),
    _encoded(["ticket.opened_at", "2026-03-02T09:00:00+00:00", 5]),
    _encoded(["ticket.opened_at", "2026-03-02T09:00:00+00:00", "no id"]),
    _encoded(["ticket.opened_at", "2026-03-02T09:00:00", ID]),
    _encoded(["ticket.opened_at", "0001-01-01T00:00:00+14:00", ID]),
    _encoded(["ticket.opened_at", 5, ID]),
    _encoded(["ticket.opened_at", None, ID]),
    _encoded(["ticket.key", "2026-03-02T09:00:00+00:00", ID]),
    _encoded(["service.opened_at", "2026-03-02T09:00:00+00:00", ID]),
]


@pytest.mark.parametrize("cursor", FORGED)
async def test_a_cursor_of_another_making_is_refused(
    database: Database, tenant: TenantId, cursor: str
) -> None:
    async with database.session(tenant) as session:
        with pytest.raises(BadInput) as refusal:
            await page(session.query(TicketRow), Order("opened_at"), first=1, after=cursor)
    assert (refusal.value.code, refusal.value.field) == (Code.PAGE_CURSOR, "after")
    assert refusal.value.hint


anything = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=4,
)


@given(
    st.text(max_size=30) | anything.map(_encoded) | anything.map(lambda v: _encoded(["service.code", v, ID]))
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])  # nothing is written
async def test_no_cursor_is_a_fault(database: Database, tenant: TenantId, cursor: str) -> None:
    async with database.session(tenant) as session:
        with suppress(BadInput):
            assert not (await page(session.query(ServiceRow), Order("code"), first=1, after=cursor)).rows


ROWS_READ = """
select seq_tup_read + idx_tup_fetch as rows from pg_stat_xact_user_tables
where relname = 'ticket' and $1::uuid is not null
"""


@pytest.mark.parametrize("descending", [False, True])
async def test_a_page_in_the_middle_reads_no_more_rows_than_it_shows(
    database: Database, tenant: TenantId, administrator: Any, descending: bool
) -> None:
    async with database.session(tenant) as session:
        await session.sql(
            "insert into ticket (tenant_id, id, connection_id, external_id, key, subject, status, "
            "desk_status, opened_at, version) select $1, gen_random_uuid(), $2, n::text, '', '', 'NEW', '', "
            "timestamptz '2020-01-01Z' + n * interval '1 minute', 1 from generate_series(1, 5000) as n",
            await connect_desk(session),
        )
    await administrator.execute("analyze ticket")
    middle = _encoded(["ticket.opened_at", datetime(2020, 1, 2, 12, tzinfo=UTC), ID])
    async with database.session(tenant) as session:
        found = await page(session.query(TicketRow), Order("opened_at", descending), first=10, after=middle)
        assert len(found.rows) == 10
        (read,) = await session.sql(ROWS_READ)
    assert read["rows"] <= 12
