"""Two tenants are filled with the demo's world, as it was promised and as it went."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from cryptography.fernet import Fernet

from sla_plugin.demo.seed import seed
from sla_plugin.demo.world import LANNA, LUMIERE, MAE_LAO, NORDLICHT
from sla_plugin.documents.store import open_document_store
from sla_plugin.domain.ids import TenantId
from sla_plugin.errors import Code, Conflict
from sla_plugin.storage.agreements import AgreementRow
from sla_plugin.storage.connections import ConnectionRow
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.organisations import OrganisationRow
from sla_plugin.storage.session import Database
from sla_plugin.storage.tickets import TicketRow
from sla_plugin.sync.home import Home
from sla_plugin.sync.links import links
from sla_plugin.sync.run import run
from sla_plugin.sync.secret_box import SecretBox
from tests.support.contracting import KEY

NOW = datetime(2026, 11, 23, 3, 0, 41, 250_417, tzinfo=UTC)

_CLOCKS = """
select o.code as customer, a.code as agreement, v.number as version, c.side, c.metric, c.verdict, c.started_at
from clock c
join ticket t on t.tenant_id = c.tenant_id and t.id = c.ticket_id
join organisation o on o.tenant_id = t.tenant_id and o.id = t.customer_id
join agreement_version v on v.tenant_id = c.tenant_id and v.id = c.agreement_version_id
join agreement a on a.tenant_id = v.tenant_id and a.id = v.agreement_id
where c.tenant_id = $1
"""

_SCORES = """
select (f.data ->> 'csat')::int as csat from fact f
join ticket t on t.tenant_id = f.tenant_id and t.id = f.ticket_id
join organisation o on o.tenant_id = t.tenant_id and o.id = t.customer_id
where f.tenant_id = $1 and f.kind = 'OUTCOME' and o.code = $2
"""


async def _everything(database: Database, tenant: TenantId) -> list[Any]:
    models = (AgreementRow, ConnectionRow, ContractRow, OrganisationRow, TicketRow)
    async with database.session(tenant) as session:
        return [await session.query(model).order_by("id").values() for model in models]


async def test_two_thousand_tickets_of_eight_customers_are_covered_by_what_was_promised_to_them(
    database: Database, tenant: TenantId, other_tenant: TenantId
) -> None:
    seeded = await seed(database, tenant, other_tenant, KEY.seal, NOW)
    assert (seeded.tickets, len(seeded.featured)) == (2_008, 8)
    async with database.session(tenant) as session:
        uncovered = await session.query(TicketRow).exclude(coverage="COVERED").values("key")
        (facts,) = await session.sql("select count(*) as n from fact where tenant_id = $1")
        clocks = await session.sql(_CLOCKS)
        held = await session.query(TicketRow).count()
        scores = [row["csat"] for row in await session.sql(_SCORES, LUMIERE.code)]
    assert (held, facts["n"]) == (seeded.tickets, seeded.facts)
    assert uncovered == [{"key": "DEMO-8"}]
    assert len([clock for clock in clocks if clock["side"] == "SLA"]) == 2 * 2_007
    assert {clock["side"] for clock in clocks} == {"SLA", "OLA", "UC"}
    _every_customer_and_promise_is_used(clocks)
    _the_amendment_reaches_only_later_tickets(clocks)
    _the_brasserie_is_served_in_time_and_not_content(clocks, scores)


def _every_customer_and_promise_is_used(clocks: Sequence[Any]) -> None:
    customers = {customer.code: customer for customer in LANNA.customers}
    assert {clock["customer"] for clock in clocks} == set(customers)
    promised = [clock for clock in clocks if clock["side"] == "SLA"]
    supporting = {clock["agreement"] for clock in clocks if clock["side"] != "SLA"}
    assert supporting == {support.code for support in LANNA.support}
    assert {clock["agreement"] for clock in promised} == {
        "corporate",
        *(code for code, customer in customers.items() if customer.targets),
        "doi-kham-hospital-clinical-workplace",
        f"{MAE_LAO.code}-rural",
        "lanna-hr-new-user",
        "lanna-hr-leaver",
        "lanna-hr-device",
    }


def _the_amendment_reaches_only_later_tickets(clocks: Sequence[Any]) -> None:
    amended_at = datetime(2026, 10, 15, tzinfo=ZoneInfo(NORDLICHT.hours.zone))
    of_nordlicht = [clock for clock in clocks if clock["agreement"] == NORDLICHT.code]
    assert {clock["version"] for clock in of_nordlicht} == {1, 2}
    for clock in of_nordlicht:
        assert clock["version"] == (2 if clock["started_at"] >= amended_at else 1)


def _the_brasserie_is_served_in_time_and_not_content(clocks: Sequence[Any], scores: list[int]) -> None:
    verdicts = [clock["verdict"] for clock in clocks if clock["customer"] == LUMIERE.code]
    met, breached = verdicts.count("MET"), verdicts.count("BREACHED")
    assert met / (met + breached) >= 0.98
    assert 1.8 <= sum(scores) / len(scores) <= 2.4


async def test_the_other_provider_has_tickets_of_its_own_of_customers_of_its_own(
    database: Database, tenant: TenantId, other_tenant: TenantId
) -> None:
    await seed(database, tenant, other_tenant, KEY.seal, NOW, tickets=10)
    async with database.session(other_tenant) as session:
        tickets = await session.query(TicketRow).values("key", "coverage")
        organisations = await session.query(OrganisationRow).order_by("code").values("code")
        contracts = await session.query(ContractRow).order_by("number").values("number")
    assert len(tickets) == 40
    assert {ticket["coverage"] for ticket in tickets} == {"COVERED"}
    assert organisations == [{"code": "hansefracht"}, {"code": "nordlicht-pharma"}]
    assert contracts == [{"number": "RW-2561"}, {"number": "RW-2562"}]


async def test_a_tenant_that_holds_the_world_is_left_as_it_is(
    database: Database, tenant: TenantId, other_tenant: TenantId
) -> None:
    await seed(database, tenant, other_tenant, KEY.seal, NOW, tickets=10)
    before = [await _everything(database, who) for who in (tenant, other_tenant)]
    with pytest.raises(Conflict) as refused:
        await seed(database, tenant, other_tenant, KEY.seal, NOW, tickets=10)
    assert refused.value.code is Code.DUPLICATE
    assert [await _everything(database, who) for who in (tenant, other_tenant)] == before


async def test_where_only_the_other_tenant_is_taken_nothing_is_added_to_the_first(
    database: Database, tenant: TenantId, other_tenant: TenantId
) -> None:
    async with database.session(other_tenant) as session:
        await session.add(AgreementRow(code="corporate", name="Alle", kind="CUSTOMER_SLA", level="CORPORATE"))
    before = [await _everything(database, who) for who in (tenant, other_tenant)]
    with pytest.raises(Conflict) as refused:
        await seed(database, tenant, other_tenant, KEY.seal, NOW, tickets=10)
    assert refused.value.code is Code.DUPLICATE
    assert [await _everything(database, who) for who in (tenant, other_tenant)] == before
    assert before[0] == [[], [], [], [], []]


async def test_a_sync_of_the_made_up_desk_says_that_it_is_not_there_and_changes_nothing(
    database: Database, tenant: TenantId, other_tenant: TenantId, tmp_path: Path
) -> None:
    await seed(database, tenant, other_tenant, KEY.seal, NOW, tickets=10)
    before = await _everything(database, tenant)
    async with database.session(tenant) as session:
        connected = await links(session, SecretBox(Fernet.generate_key()))
    documents = open_document_store(f"file://{tmp_path}", 1 << 20)
    home = Home(database, tenant, documents, KEY.seal, lambda: NOW)
    (report,) = [report async for report in run(home, connected)]
    assert report.connection == "desk-demo"
    assert report.error is not None
    assert report.error.startswith("This process has no memory system 'demo'.")
    assert await _everything(database, tenant) == before
