"""Customers as a CRM tells them: a tree stays one."""

from __future__ import annotations

from uuid import UUID

import pytest

from sla_plugin.domain.ids import TenantId
from sla_plugin.sdk.changes import Change, Operation
from sla_plugin.sdk.errors import RecordRejected
from sla_plugin.sdk.records import CustomerRecord, RecordKind, Ref
from sla_plugin.storage.organisations import CustomerIdentityRow, OrganisationRow
from sla_plugin.storage.session import Database, Session
from sla_plugin.usecases.take_customers import take_customers
from tests.support.stories import at

NOW = at("2026-03-02 09:00")


async def _told(session: Session, key: str, parent: str | None, version: int = 1) -> int:
    record = CustomerRecord(name=key.title(), parent=parent)
    change = Change(Ref(RecordKind.CUSTOMER, key), Operation.UPSERT, version, NOW, record)
    return await take_customers(session, "crm", [change], NOW)


async def _tree(session: Session) -> dict[str, str | None]:
    names: dict[UUID | None, str] = {row.id: row.name for row in await session.query(OrganisationRow)}
    return {row.name: names.get(row.parent_id) for row in await session.query(OrganisationRow)}


async def test_a_customer_that_would_stand_below_itself_is_refused_and_stays_where_it_is(
    database: Database, tenant: TenantId
) -> None:
    async with database.session(tenant) as session:
        await _told(session, "group", None)
        await _told(session, "house", "group")
        await _told(session, "ward", "house")
        before = await _tree(session), await session.query(CustomerIdentityRow).order_by("id").values()
        with pytest.raises(RecordRejected, match="'ward', which it should stand below, stands below it"):
            await _told(session, "group", "ward", version=2)
        with pytest.raises(RecordRejected):
            await _told(session, "house", "house", version=2)
        after = await _tree(session), await session.query(CustomerIdentityRow).order_by("id").values()
    assert before == after
    assert after[0] == {"Group": None, "House": "Group", "Ward": "House"}


async def test_a_parent_that_comes_late_does_not_adopt_those_it_stands_below(
    database: Database, tenant: TenantId
) -> None:
    async with database.session(tenant) as session:
        await _told(session, "group", "house")
        await _told(session, "house", "group")
        assert await _tree(session) == {"Group": None, "House": "Group"}


async def test_children_wait_for_their_parent(database: Database, tenant: TenantId) -> None:
    async with database.session(tenant) as session:
        await _told(session, "ward", "house")
        assert await _tree(session) == {"Ward": None}
        await _told(session, "house", None)
        assert await _tree(session) == {"House": None, "Ward": "House"}


async def test_an_older_version_changes_nothing(database: Database, tenant: TenantId) -> None:
    async with database.session(tenant) as session:
        assert await _told(session, "house", None, version=2) == 1
        assert await _told(session, "house", "house", version=1) == 0
        assert await _tree(session) == {"House": None}
