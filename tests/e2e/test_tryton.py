"""The adapter alone against a real Tryton 8.2: what it tells is what people did there."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sla_integrations.tryton import TrytonConfig
from sla_integrations.tryton import adapter as tryton_adapter

from sla_plugin.sdk import (
    Adapter,
    Batch,
    Change,
    ConfigWrong,
    Connection,
    ContactRecord,
    Cursor,
    CursorExpired,
    CustomerRecord,
    Operation,
    RecordKind,
    RecordRejected,
    Ref,
    SiteRecord,
    Transient,
    WriteStatus,
)
from tests.support.conformance.changing import Merging
from tests.support.conformance.reading import Reading
from tests.support.peers import tryton as peer
from tests.support.peers.tryton import Actor, Tryton

pytestmark = pytest.mark.realserver

CUSTOMER, SITE, CONTACT = RecordKind.CUSTOMER, RecordKind.SITE, RecordKind.CONTACT
HOSPITAL = "โรงพยาบาลนครพิงค์"
MAIL = {"type": "email", "value": "somchai@nakornping.example", "name": "สมชาย ใจดี"}
PHONE = {"type": "phone", "value": "+66 53 999 200"}


@pytest.fixture(scope="module")
async def template() -> Path:
    if not peer.is_installed():
        pytest.skip(peer.INSTALL)
    return await peer.template()


@pytest.fixture
def tryton(template: Path, tmp_path: Path) -> Iterator[Tryton]:
    with peer.start(template, tmp_path) as running:
        yield running


@pytest.fixture
async def sales(tryton: Tryton) -> AsyncIterator[Actor]:
    async with tryton.actor() as actor:
        yield actor


@pytest.fixture
async def crm(tryton: Tryton) -> AsyncIterator[Adapter]:
    async with connect(tryton) as adapter:
        yield adapter


def connect(tryton: Tryton, *, key: str | None = None, **config: str) -> AbstractAsyncContextManager[Adapter]:
    settings = tryton_adapter.manifest.config.model_validate(
        {"url": tryton.url, "database": peer.DATABASE, **config}
    )
    return tryton_adapter.connect(Connection("crm", settings, {"key": key or tryton.key}))


async def read_all(
    crm: Adapter, kind: RecordKind, cursor: Cursor | None = None, limit: int = 100
) -> list[Batch]:
    pages = [await crm.pull(kind, cursor, limit)]
    while pages[-1].more:
        pages.append(await crm.pull(kind, pages[-1].cursor, limit))
    return pages


async def told(crm: Adapter, kind: RecordKind, cursor: Cursor | None = None) -> list[Change]:
    return [change for page in await read_all(crm, kind, cursor) for change in page.changes]


async def list_all(crm: Adapter, kind: RecordKind, limit: int = 2) -> list[str]:
    found: list[str] = []
    while page := await crm.list_ids(kind, found[-1] if found else None, limit):
        found += page
    return found


@dataclass
class TrytonRig:
    """One transaction stamps all its records alike, to the microsecond."""

    tryton: Tryton
    sales: Actor
    kind = CUSTOMER
    adapter = tryton_adapter

    @property
    def connection(self) -> Connection[TrytonConfig]:
        settings = TrytonConfig.model_validate({"url": self.tryton.url, "database": peer.DATABASE})
        return Connection("crm", settings, {"key": self.tryton.key})

    async def burst(self, size: int) -> list[str]:
        parties = await self.sales.create("party.party", *({"name": f"Party {n}"} for n in range(size)))
        return [str(party) for party in parties]

    async def edit(self, number: str) -> None:
        await self.sales.rename(int(number), "Renamed")

    async def delete(self, number: str) -> None:
        await self.sales.delete("party.party", int(number))

    async def merge(self, number: str, into: str) -> None:
        await self.sales.merge(int(number), int(into))


class TestConformance(Reading, Merging):
    @pytest.fixture
    def rig(self, tryton: Tryton, sales: Actor) -> TrytonRig:
        return TrytonRig(tryton, sales)


async def test_customers_sites_and_contacts_arrive_with_their_thai_names(crm: Adapter, sales: Actor) -> None:
    before = datetime.now(UTC)
    hospital = await sales.add_party(
        HOSPITAL,
        addresses=[
            {"building_name": "อาคารผู้ป่วยใน", "city": "เชียงใหม่", "country": await sales.country("TH")},
            {"street_unstructured": "159 ถนนโชตนา", "city": "แม่ริม"},
            {},
        ],
        mechanisms=[MAIL, PHONE, {"type": "website", "value": "https://nakornping.example"}],
    )

    [customer] = await told(crm, CUSTOMER)
    sites = await told(crm, SITE)
    contacts = await told(crm, CONTACT)

    assert customer.ref == Ref(CUSTOMER, str(hospital))
    assert before <= customer.changed_at <= datetime.now(UTC)
    code = (await sales.read("party.party", hospital, "code"))["code"]
    assert customer.data == CustomerRecord(name=HOSPITAL, code=code)
    assert [site.data for site in sites] == [
        SiteRecord(str(hospital), "อาคารผู้ป่วยใน", city="เชียงใหม่", country="TH"),
        SiteRecord(str(hospital), "159 ถนนโชตนา", city="แม่ริม"),
        SiteRecord(str(hospital), f"Address {sites[2].ref.id}"),
    ]
    assert [contact.data for contact in contacts if contact.operation is Operation.UPSERT] == [
        ContactRecord(str(hospital), "สมชาย ใจดี", email="somchai@nakornping.example"),
        ContactRecord(str(hospital), HOSPITAL, phone="+66 53 999 200"),
    ]
    assert len(await list_all(crm, CONTACT)) == 2


async def test_a_customer_that_is_renamed_retired_and_taken_back_is_told_each_time(
    crm: Adapter, sales: Actor
) -> None:
    party = await sales.add_party("Old name")
    first = await read_all(crm, CUSTOMER)
    await sales.rename(party, "New name")
    await sales.deactivate(party)

    [renamed] = await told(crm, CUSTOMER, first[-1].cursor)

    assert isinstance(renamed.data, CustomerRecord)
    assert (renamed.data.name, renamed.data.active) == ("New name", False)
    assert renamed.version > first[0].changes[0].version
    await sales.write("party.party", party, active=True)
    [back] = await told(crm, CUSTOMER, first[-1].cursor)
    assert isinstance(back.data, CustomerRecord)
    assert back.data.active
    assert back.version > renamed.version


async def test_a_deleted_record_is_found_by_listing_what_exists(crm: Adapter, sales: Actor) -> None:
    parties = [await sales.add_party(f"Party {n}", addresses=[{}], mechanisms=[MAIL]) for n in range(5)]
    await sales.deactivate(parties[0])
    assert await list_all(crm, CUSTOMER) == [str(party) for party in parties]
    assert len(await list_all(crm, SITE)) == len(await list_all(crm, CONTACT)) == 5

    await sales.delete("party.party", parties[2])

    assert await list_all(crm, CUSTOMER) == [str(party) for party in parties if party != parties[2]]
    assert len(await list_all(crm, SITE)) == len(await list_all(crm, CONTACT)) == 4
    fetched = await crm.fetch([Ref(CUSTOMER, str(parties[2])), Ref(CUSTOMER, str(parties[3]))])
    assert [(change.ref.id, change.operation) for change in fetched] == [
        (str(parties[3]), Operation.UPSERT),
        (str(parties[2]), Operation.DELETE),
    ]


async def test_a_merged_customer_points_to_the_survivor_who_is_told_first(crm: Adapter, sales: Actor) -> None:
    merged = await sales.add_party("Nakornping Hosp.", addresses=[{"city": "แม่ริม"}], mechanisms=[PHONE])
    survivor = await sales.add_party(HOSPITAL)
    await sales.merge(merged, survivor)
    await sales.rename(survivor, "โรงพยาบาลนครพิงค์ เชียงใหม่")

    first, *_ = await read_all(crm, CUSTOMER, limit=1)

    assert [(c.ref.id, c.operation, c.merged_into) for c in first.changes] == [
        (str(merged), Operation.UPSERT, None),
        (str(survivor), Operation.UPSERT, None),
        (str(merged), Operation.MERGE, str(survivor)),
    ]
    versions = [c.version for c in first.changes if c.ref.id == str(merged)]
    assert versions[0] < versions[1]
    assert first.changes[0].data == CustomerRecord("Nakornping Hosp.", code="1", active=False)
    [site] = await told(crm, SITE)
    assert site.data == SiteRecord(str(survivor), "แม่ริม", city="แม่ริม", active=False)
    [contact] = await told(crm, CONTACT)
    assert isinstance(contact.data, ContactRecord)
    assert (contact.data.customer, contact.data.active) == (str(survivor), False)
    assert await list_all(crm, CUSTOMER) == [str(merged), str(survivor)]


async def test_a_contact_by_which_nobody_can_be_reached_any_more_is_withdrawn(
    crm: Adapter, sales: Actor
) -> None:
    await sales.add_party("Shop", mechanisms=[{"type": "other", "value": "shop", "name": "Door"}])
    [unreachable] = await told(crm, CONTACT)
    assert unreachable.operation is Operation.DELETE
    number = int(unreachable.ref.id)
    await sales.write("party.contact_mechanism", number, type="mobile", value="+66 81 000 0000")
    [reachable] = await told(crm, CONTACT)
    assert isinstance(reachable.data, ContactRecord)
    assert reachable.data.phone == "+66 81 000 0000"
    await sales.write("party.contact_mechanism", number, type="website", value="https://shop.example")
    [withdrawn] = await told(crm, CONTACT)
    assert withdrawn.operation is Operation.DELETE
    assert withdrawn.version > reachable.version
    assert await list_all(crm, CONTACT) == []


async def test_the_next_pass_goes_back_to_what_a_long_transaction_may_still_commit(
    crm: Adapter, sales: Actor
) -> None:
    await sales.add_party("Party")
    [page] = await read_all(crm, CUSTOMER)
    assert page.confirmed_until is not None
    assert page.cursor == {"v": 1, "at": page.confirmed_until.isoformat(), "id": 0}
    lag = datetime.now(UTC) - page.confirmed_until
    assert timedelta(minutes=15) <= lag < timedelta(minutes=15, seconds=30)
    with pytest.raises(CursorExpired):
        await crm.pull(CUSTOMER, {"v": 0}, 2)


async def test_what_is_committed_late_under_an_earlier_stamp_is_not_lost(
    tryton: Tryton, crm: Adapter, sales: Actor
) -> None:
    fast = await sales.add_party("Fast")
    first = await read_all(crm, CUSTOMER)
    slow = await sales.add_party("Imported in a transaction that began 14 minutes earlier")
    with closing(sqlite3.connect(tryton.folder / "db" / f"{peer.DATABASE}.sqlite")) as database, database:
        database.execute(
            "UPDATE party_party SET write_date = datetime(write_date, '-14 minutes') WHERE id = ?", [slow]
        )

    changes = await told(crm, CUSTOMER, first[-1].cursor)

    assert [change.ref.id for change in changes] == [str(slow), str(fast)]


async def test_what_the_user_may_not_read_is_set_aside_and_the_stream_goes_on(
    crm: Adapter, sales: Actor
) -> None:
    [customer] = [str(await sales.add_party(HOSPITAL, addresses=[{"city": "แม่ริม"}]))]
    hidden = {"model": "party.party", "field": "name", "perm_read": False}
    await sales.create("ir.model.field.access", hidden)

    [page] = await read_all(crm, CUSTOMER)

    assert page.changes == ()
    assert [record.ref for record in page.rejected] == [Ref(CUSTOMER, customer)]
    assert "lacks what it is made of: 'name'" in page.rejected[0].reason
    assert json.loads(json.dumps(dict(page.rejected[0].payload)))["code"] == "1"
    with pytest.raises(RecordRejected, match="'name'"):
        await crm.fetch([Ref(CUSTOMER, customer)])
    assert len(await told(crm, SITE)) == 1


async def test_identity_is_proven_and_the_clocks_compared(crm: Adapter) -> None:
    check = await crm.check()
    assert (check.principal, check.server_version) == (peer.USER, "8.2")
    assert check.clock_skew is not None
    assert abs(check.clock_skew) < timedelta(seconds=5)
    assert await crm.set_up() == ()


async def test_the_right_key_shows_itself_nowhere_either(
    tryton: Tryton, crm: Adapter, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    await crm.check()
    await crm.pull(CUSTOMER, None, 10)
    tryton.stop()
    with pytest.raises(Transient, match="cannot be reached") as caught:
        await crm.pull(CUSTOMER, None, 10)
    assert tryton.key not in f"{caught.value!r} {caught.value.hint} {caught.value.__context__!r}"
    assert tryton.key not in caplog.text
    assert caplog.text.count(f"/{peer.DATABASE}/rest/model/party.party") >= 2


async def test_a_wrong_address_or_database_says_so(tryton: Tryton, crm: Adapter) -> None:
    async with connect(tryton, database="nowhere") as lost:
        with pytest.raises(ConfigWrong, match="no such database"):
            await lost.check()
    async with connect(tryton, url=f"{tryton.url}/elsewhere") as lost:
        with pytest.raises(ConfigWrong, match="no such database"):
            await lost.check()
    with pytest.raises(ConfigWrong, match="no ticket records"):
        await crm.pull(RecordKind.TICKET, None, 10)
    with pytest.raises(ConfigWrong, match="read only"):
        await crm.write_status(WriteStatus("key", Ref(RecordKind.TICKET, "1"), "OK", None, ""))
