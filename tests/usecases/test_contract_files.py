"""A contract in a file is begun, put on record, edited or amended as is needed, and comes back the same."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sla_plugin.agreement_files.differences import Difference
from sla_plugin.agreement_files.problems import FilesRefused
from sla_plugin.domain.contracting.states import ContractState, Step
from sla_plugin.domain.ids import ContractId, TenantId
from sla_plugin.errors import Code, NotFound
from sla_plugin.storage.contract_audit import audit_trail
from sla_plugin.storage.contract_record import ContractRecord, read_record
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.session import Database, Session
from sla_plugin.usecases.compare_contract import compare_contract
from sla_plugin.usecases.export_contract import export_contract
from sla_plugin.usecases.import_contract import import_contract, try_contract
from sla_plugin.usecases.publish_agreement import NewVersion, publish_agreement_version
from sla_plugin.usecases.record_contract import record_contract
from sla_plugin.usecases.take_contract import Taken
from sla_plugin.usecases.verify_contract import verify_contract
from tests.support.contracting import ANAN, KEY, NOW, START, a_draft, a_world, deed, tell

FILE = """contract: C-1
kind: CUSTOMER
effective_on: 2026-04-01
zone: Asia/Bangkok
currency: THB
law: TH
term: {months: 12, renewal_months: 12}
notice: {period: 3 months, align: TERM_END}
parties:
- {role: CUSTOMER, organisation: doi-kham}
- {role: PROVIDER, organisation: lanna}
- {role: SIGNATORY, organisation: Doi Kham Hospital, person: malee}
- {role: SIGNATORY, organisation: lanna, person: anan}
lines:
- {service: printing, level: gold, unit_price: "3000.00"}
requirements:
- {need: to print at night, outcome: shifts start on time, service: printing}
"""
SIGNED = (
    FILE
    + """signed:
  on: 2026-03-02
  by:
  - {person: anan, organisation: lanna, reference: folder 12}
  - {person: malee, organisation: "crm-demo:8841", on: 2026-03-01}
"""
)


async def take(session: Session, text: str) -> tuple[ContractRecord, Taken]:
    taken = await import_contract(session, deed(ANAN), text, "x.yaml")
    return await the_record(session, taken.id), taken.how


async def the_record(session: Session, which: ContractId) -> ContractRecord:
    return await read_record(session, await session.get(ContractRow, id=which))


async def events(session: Session, which: ContractId) -> list[str]:
    return [event.type for event in await audit_trail(session, which)]


async def refused(session: Session, text: str) -> list[tuple[str, str]]:
    """And nothing is changed by it."""
    before = await session.query(ContractRow).values()
    with pytest.raises(FilesRefused) as refusal:
        async with session.savepoint():
            await import_contract(session, deed(ANAN), text, "x.yaml")
    assert await session.query(ContractRow).values() == before
    return [(one.path, one.code) for one in refusal.value.problems]


async def test_a_number_that_is_unknown_begins_a_draft(database: Database, tenant: TenantId) -> None:
    async with database.session(tenant) as session:
        await a_world(session)
        record, how = await take(session, FILE)
        assert (how, record.contract.state, record.contract.monitored_from) == (
            Taken.DRAFTED, ContractState.DRAFT.value, None,
        )  # fmt: skip
        [need] = record.requirements
        assert (need.need, need.outcome) == ("to print at night", "shifts start on time")
        assert await events(session, record.id) == ["contract.drafted"]
        assert await verify_contract(session, record.id, KEY.holds) == ()


async def test_one_that_is_signed_on_paper_is_on_record_with_who_signed_it(
    database: Database, tenant: TenantId
) -> None:
    async with database.session(tenant) as session:
        world = await a_world(session)
        record, how = await take(session, SIGNED)
        assert (how, record.contract.state, record.contract.monitored_from) == (
            Taken.RECORDED, ContractState.SIGNED.value, START,
        )  # fmt: skip
        signed = {(row.given_by, row.organisation_id, row.given_at, row.reference) for row in record.consents}
        assert signed == {
            ("anan", world.provider, datetime(2026, 3, 1, 17, tzinfo=UTC), "folder 12"),
            ("malee", world.hospital, datetime(2026, 2, 28, 17, tzinfo=UTC), None),
        }
        assert [row.need for row in record.requirements] == ["to print at night"]
        assert await events(session, record.id) == ["contract.recorded"]
        assert await verify_contract(session, record.id, KEY.holds) == ()


@pytest.mark.parametrize("text", [FILE, SIGNED])
async def test_what_is_taken_is_printed_and_differs_in_nothing(
    database: Database, tenant: TenantId, text: str
) -> None:
    async with database.session(tenant) as session:
        await a_world(session)
        record, _ = await take(session, text)
        printed = await export_contract(session, "C-1")
        for same in (text, printed):
            assert await compare_contract(session, same, "x.yaml") == ()
            assert (await take(session, same))[1] is Taken.PRESENT
        assert len(await events(session, record.id)) == 1
        assert "  level_version: 1\n" in printed
        other = await compare_contract(session, printed.replace("3000.00", "3100.00"), "x.yaml")
        assert other == (Difference("line printing, level gold, any site: unit price", "3000.00", "3100.00"),)


async def test_another_tenant_takes_what_was_printed(
    database: Database, tenant: TenantId, other_tenant: TenantId
) -> None:
    async with database.session(tenant) as session:
        await a_world(session)
        await take(session, SIGNED)
        printed = await export_contract(session, "C-1")
    async with database.session(other_tenant) as session:
        await a_world(session)
        await take(session, printed)
        assert await export_contract(session, "C-1") == printed


async def test_a_draft_is_edited(database: Database, tenant: TenantId) -> None:
    async with database.session(tenant) as session:
        await a_world(session)
        await take(session, FILE)
        other = FILE.replace("3000", "3100").replace("at night", "by day")
        record, how = await take(session, other)
        assert how is Taken.EDITED
        [version] = record.versions
        assert (version.round, version.content["lines"][0]["unit_price"]["amount"]) == (2, "3100")
        kept = {row.need: row.dropped_at for row in record.requirements}
        assert kept == {"to print at night": NOW, "to print by day": None}
        assert (await take(session, other))[1] is Taken.PRESENT
        silent = other[: other.index("requirements")]
        assert (await take(session, silent))[1] is Taken.PRESENT
        assert await verify_contract(session, record.id, KEY.holds) == ()


async def test_a_contract_that_is_being_signed_is_not_edited_by_a_file(
    database: Database, tenant: TenantId
) -> None:
    async with database.session(tenant) as session:
        world = await a_world(session)
        contract = await a_draft(session, world)
        await tell(session, world, contract, Step.SIGN)
        printed = await export_contract(session, "C-1")
        assert (await take(session, printed))[1] is Taken.PRESENT
        assert await refused(session, printed.replace("3000", "1")) == [("", "state.wrong")]
        signed = printed + "signed: {on: 2026-03-02, by: [{person: anan, organisation: lanna}, "
        signed += "{person: malee, organisation: doi-kham}]}\n"
        assert await refused(session, signed) == [("signed", "state.wrong")]


async def test_a_signed_contract_is_amended_beside_the_version_in_force(
    database: Database, tenant: TenantId
) -> None:
    async with database.session(tenant) as session:
        await a_world(session)
        await take(session, SIGNED)
        later = deed(ANAN, START + timedelta(days=30))
        amended = SIGNED.replace("2026-04-01", "2026-07-01").replace("3000", "3100")
        taken = await import_contract(session, later, amended, "x.yaml")
        record = await the_record(session, taken.id)
        assert taken.how is Taken.AMENDED
        assert [(row.number, row.state) for row in record.versions] == [(1, "SIGNED"), (2, "PRICING")]
        assert (await import_contract(session, later, amended, "x.yaml")).how is Taken.PRESENT
        further = amended.replace("3100", "3200")
        assert (await import_contract(session, later, further, "x.yaml")).how is Taken.EDITED
        assert 'unit_price: "3000.00"' in await export_contract(session, "C-1", 1)
        assert 'unit_price: "3200.00"' in await export_contract(session, "C-1")
        with pytest.raises(NotFound) as missing:
            await export_contract(session, "C-1", 3)
        assert missing.value.hint == "Its versions are 1, 2."


async def test_a_signed_contract_that_has_not_started_or_is_over_says_what_to_do_instead(
    database: Database, tenant: TenantId
) -> None:
    async with database.session(tenant) as session:
        await a_world(session)
        record, _ = await take(session, SIGNED)
        other, before = SIGNED.replace("3000", "3100"), await export_contract(session, "C-1")

        async def told(at: datetime) -> list[tuple[str, str | None]]:
            with pytest.raises(FilesRefused) as refusal:
                await try_contract(session, deed(ANAN, at), other, "x.yaml")
            return [(one.message, one.hint) for one in refusal.value.problems]

        early = "It can be amended once it is ACTIVE, from 2026-04-01 on: do it again then."
        assert await told(START - timedelta(microseconds=1)) == [("AMEND is not possible in SIGNED.", early)]
        await session.change(ContractRow, {"id": record.id}, monitored_until=START + timedelta(days=9))
        over = "It is over: conclude another contract, with a number of its own."
        assert await told(START + timedelta(days=9)) == [("AMEND is not possible in ENDED.", over)]
        assert await export_contract(session, "C-1") == before


async def test_a_file_that_is_taken_again_promises_the_version_that_was_signed(
    database: Database, tenant: TenantId
) -> None:
    async with database.session(tenant) as session:
        world = await a_world(session)
        await take(session, SIGNED)
        await publish_agreement_version(session, world.gold, NewVersion(NOW), NOW)
        assert (await take(session, SIGNED))[1] is Taken.PRESENT
        record, _ = await take(session, SIGNED.replace("C-1", "C-2"))
        assert [line.level_version for line in record.versions[0].says.lines] == [2]


async def test_a_contract_that_was_kept_elsewhere_is_put_on_record(
    database: Database, tenant: TenantId
) -> None:
    async with database.session(tenant) as session:
        world = await a_world(session)
        which = await record_contract(
            session,
            deed(ANAN, NOW),
            number="C-1",
            customer=world.hospital,
            zone="Asia/Bangkok",
            monitored_from=START - timedelta(days=90),
            monitored_until=None,
        )
        assert await refused(session, FILE) == [("signed", "contract.unrecorded")]
        record, how = await take(session, SIGNED)
        assert (record.id, how, record.contract.monitored_from) == (which, Taken.RECORDED, START)
        assert await verify_contract(session, record.id, KEY.holds) == ()


async def test_a_contract_stands_below_its_framework_and_stays_there(
    database: Database, tenant: TenantId
) -> None:
    async with database.session(tenant) as session:
        await a_world(session)
        frame, _ = await take(session, FILE.replace("C-1", "F-7").replace("CUSTOMER\neff", "FRAMEWORK\neff"))
        below = FILE.replace("kind: CUSTOMER", "kind: CUSTOMER\nparent: F-7")
        record, _ = await take(session, below)
        assert record.contract.parent_id == frame.id
        assert "parent: F-7\n" in await export_contract(session, "C-1")
        assert await refused(session, FILE) == [("contract", "contract.other")]
        assert await refused(session, below.replace("F-7", "F-8")) == [("parent", "file.name_unknown")]


async def test_what_is_wrong_is_told_with_its_place_and_nothing_is_kept(
    database: Database, tenant: TenantId
) -> None:
    async with database.session(tenant) as session:
        await a_world(session)
        wrong = FILE.replace("level: gold", "level: gold, level_version: 2").replace(
            ": lanna, p", ": lana, p"
        )
        assert await refused(session, wrong) == [
            ("parties[3].organisation", "file.name_unknown"),
            ("lines[0].level", "contract.level"),
        ]
        assert (await try_contract(session, deed(ANAN), FILE, "x.yaml")).how is Taken.DRAFTED
        assert await session.query(ContractRow).count() == 0
        assert await refused(session, FILE.replace("to print at night", '" "')) == [
            ("requirements[0].need", "file.value")
        ]
        with pytest.raises(NotFound) as missing:
            await compare_contract(session, FILE, "x.yaml")
        assert missing.value.code is Code.NOT_FOUND
