"""Two tenants in one database: nothing that one does or forgets shows it anything of the other."""

from __future__ import annotations

import asyncio
import random
from typing import Any
from uuid import UUID

import pytest
from tortoise.exceptions import IntegrityError, OperationalError

from sla_plugin.domain.ids import TenantId
from sla_plugin.errors import Code, Conflict, NotFound
from sla_plugin.storage.ids import new_id
from sla_plugin.storage.models import __models__
from sla_plugin.storage.organisations import OrganisationRow
from sla_plugin.storage.services import ServiceRow
from sla_plugin.storage.session import Database, Session
from sla_plugin.storage.sites import SiteRow


@pytest.fixture
async def ours(database: Database, tenant: TenantId) -> UUID:
    return await _service(database, tenant, "ours")


@pytest.fixture
async def theirs(database: Database, other_tenant: TenantId) -> UUID:
    """The id of a service of the other tenant."""
    return await _service(database, other_tenant, "theirs")


async def _service(database: Database, tenant: TenantId, code: str) -> UUID:
    row = ServiceRow(code=code, name=f"Service {code}")
    async with database.session(tenant) as session:
        await session.add(row)
    return row.id


async def _names(administrator: Any) -> dict[str, str]:
    return dict(await administrator.fetch("select code, name from service"))


NAMES = {"ours": "Service ours", "theirs": "Service theirs"}


def _past_the_door(session: Session) -> Any:
    """Where a query goes that was made without the session's filter."""
    return session._connection


async def test_a_query_without_the_filter_sees_only_its_own(
    database: Database, tenant: TenantId, ours: UUID, theirs: UUID
) -> None:
    async with database.session(tenant) as session:
        unfiltered = ServiceRow.all().using_db(_past_the_door(session))
        assert [row.id for row in await unfiltered] == [ours]
        assert await ServiceRow.filter(id=theirs).using_db(_past_the_door(session)).count() == 0


async def test_sql_without_the_filter_sees_only_its_own(
    database: Database, tenant: TenantId, ours: UUID, theirs: UUID
) -> None:
    async with database.session(tenant) as session:
        assert await session.sql("select id from service where $1::uuid is not null") == [{"id": ours}]


async def test_a_superuser_sees_both(administrator: Any, ours: UUID, theirs: UUID) -> None:
    """The control: what the tests here look for is there to be found."""
    found = await administrator.fetch("select id from service")
    assert {row["id"] for row in found} == {ours, theirs}


async def test_an_update_without_the_filter_reaches_only_its_own(
    database: Database, tenant: TenantId, ours: UUID, theirs: UUID, administrator: Any
) -> None:
    async with database.session(tenant) as session:
        everything = ServiceRow.all().using_db(_past_the_door(session))
        assert await everything.update(name="Renamed") == 1
        assert await ServiceRow.filter(id=theirs).using_db(_past_the_door(session)).update(name="X") == 0
    assert await _names(administrator) == {**NAMES, "ours": "Renamed"}


async def test_a_deletion_without_the_filter_reaches_only_its_own(
    database: Database, tenant: TenantId, ours: UUID, theirs: UUID, administrator: Any
) -> None:
    async with database.session(tenant) as session:
        assert await ServiceRow.all().using_db(_past_the_door(session)).delete() == 1
    assert await _names(administrator) == {"theirs": "Service theirs"}


async def test_a_row_cannot_be_stored_for_the_other_tenant(
    database: Database, tenant: TenantId, other_tenant: TenantId, administrator: Any
) -> None:
    row = ServiceRow(code="smuggled", name="Smuggled", tenant_id=other_tenant)
    with pytest.raises(OperationalError, match="row-level security"):
        async with database.session(tenant) as session:
            await row.save(using_db=_past_the_door(session), force_create=True)
    assert await _names(administrator) == {}


async def test_a_row_cannot_be_given_to_the_other_tenant(
    database: Database, tenant: TenantId, other_tenant: TenantId, ours: UUID, administrator: Any
) -> None:
    with pytest.raises(OperationalError, match="row-level security"):
        async with database.session(tenant) as session:
            await session.change(ServiceRow, {"id": ours}, tenant_id=other_tenant)
    assert await administrator.fetchval("select tenant_id from service") == tenant


async def test_the_door_stamps_its_own_tenant_on_what_is_added(
    database: Database, tenant: TenantId, other_tenant: TenantId, administrator: Any
) -> None:
    async with database.session(tenant) as session:
        await session.add(ServiceRow(code="a", name="A", tenant_id=other_tenant))
    assert await administrator.fetchval("select tenant_id from service") == tenant


async def test_without_a_tenant_there_are_no_rows(database: Database, ours: UUID, theirs: UUID) -> None:
    tables = [model._meta.db_table for model in __models__]
    assert {table: await database.across_tenants(f"select * from {table}") for table in tables} == {
        table: [] for table in tables
    }


async def test_without_a_tenant_nothing_can_be_stored(
    database: Database, tenant: TenantId, administrator: Any
) -> None:
    with pytest.raises(OperationalError, match="row-level security"):
        await database.across_tenants(
            "insert into service (tenant_id, id, code, name) values ($1, $2, 'a', 'A')", tenant, new_id()
        )
    assert await _names(administrator) == {}


async def test_a_tenant_sees_no_other_in_the_list_of_tenants(
    database: Database, tenant: TenantId, other_tenant: TenantId
) -> None:
    async with database.session(tenant) as session:
        assert await session.sql("select id from tenant where $1::uuid is not null") == [{"id": tenant}]
    assert await database.across_tenants("select id from tenant") == []
    with pytest.raises(OperationalError, match="permission denied"):
        await database.across_tenants("select * from tenant_keys()")


async def test_the_owner_of_the_tables_sees_no_rows_either(owner: Any, ours: UUID, theirs: UUID) -> None:
    assert await owner.fetch("select * from service") == []


async def test_a_foreign_row_is_refused_as_a_missing_one_is(
    database: Database, tenant: TenantId, theirs: UUID, administrator: Any
) -> None:
    refusals = []
    for which in (theirs, new_id()):
        for ask in (_get, _change, _refer):
            with pytest.raises(NotFound) as refusal:
                async with database.session(tenant) as session:
                    await ask(session, which)
            refusals.append((refusal.value.code, refusal.value.message, refusal.value.hint))
    assert refusals[:3] == refusals[3:]
    assert {code for code, _, _ in refusals} == {Code.NOT_FOUND}
    assert await _names(administrator) == {"theirs": "Service theirs"}


async def _get(session: Session, which: UUID) -> None:
    await session.get(ServiceRow, id=which)


async def _change(session: Session, which: UUID) -> None:
    await session.change(ServiceRow, {"id": which}, name="Renamed")


async def _refer(session: Session, which: UUID) -> None:
    await session.add(ServiceRow(code="child", name="Child", parent_id=which))


async def test_a_foreign_organisation_cannot_be_given_a_site(
    database: Database, tenant: TenantId, other_tenant: TenantId, administrator: Any
) -> None:
    organisation = OrganisationRow(name="Hansefracht GmbH")
    async with database.session(other_tenant) as session:
        await session.add(organisation)
    with pytest.raises(NotFound):
        async with database.session(tenant) as session:
            await session.add(SiteRow(organisation_id=organisation.id, name="Smuggled"))
    with pytest.raises(IntegrityError):
        async with database.session(tenant) as session:
            await session.sql(
                "insert into site (tenant_id, id, organisation_id, name) values ($1, $2, $3, 'Smuggled')",
                new_id(),
                organisation.id,
            )
    assert await administrator.fetchval("select count(*) from site") == 0


async def test_a_key_that_another_tenant_uses_is_free(
    database: Database, tenant: TenantId, other_tenant: TenantId
) -> None:
    await _service(database, tenant, "the same")
    await _service(database, other_tenant, "the same")
    with pytest.raises(Conflict) as refusal:
        await _service(database, tenant, "the same")
    assert refusal.value.code is Code.DUPLICATE


async def test_a_text_that_is_no_tenant_carries_no_sql(database: Database, ours: UUID) -> None:
    forged: Any = "'; set app.tenant_id = '00000000-0000-0000-0000-000000000000"
    with pytest.raises(AttributeError):
        async with database.session(forged):
            raise AssertionError("opened")


async def test_a_thousand_transactions_of_both_tenants_at_once_never_mix(
    database: Database, tenant: TenantId, other_tenant: TenantId, ours: UUID, theirs: UUID
) -> None:
    own = {tenant: ours, other_tenant: theirs}
    pick = random.Random(7)

    async def look(mine: TenantId, foreign: UUID) -> list[Any]:
        async with database.session(mine) as session:
            seen = [row.id for row in await ServiceRow.all().using_db(_past_the_door(session))]
            await asyncio.sleep(0)
            reached = await ServiceRow.filter(id=foreign).using_db(_past_the_door(session)).update(name="X")
        return [seen == [own[mine]], reached, await database.across_tenants("select * from service")]

    whose = [pick.choice([(tenant, theirs), (other_tenant, ours)]) for _ in range(1000)]
    answers = await asyncio.gather(*(look(mine, foreign) for mine, foreign in whose))
    assert answers == [[True, 0, []]] * 1000
