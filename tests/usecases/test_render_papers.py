"""The papers of a version say what is on record, and are on record themselves."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from sla_plugin.documents.media_types import MediaType
from sla_plugin.documents.store import DocumentStore, Paper, open_document_store
from sla_plugin.domain.contracting.content import Clauses
from sla_plugin.domain.contracting.lines import Billing, ContractLine
from sla_plugin.domain.contracting.parties import PartyRole
from sla_plugin.domain.contracting.requirements import Judgement
from sla_plugin.domain.contracting.states import ContractKind, ContractState, Step
from sla_plugin.domain.ids import ContractId, TenantId
from sla_plugin.domain.metrics import Metric
from sla_plugin.domain.targets import WorkingDuration
from sla_plugin.domain.terms import ANY_PRIORITY
from sla_plugin.errors import Code, SlaError
from sla_plugin.papers.sheet import (
    PaperKind,
    SheetLine,
    SheetParty,
    SheetRequirement,
    SheetSignature,
)
from sla_plugin.storage.contract_audit import audit_trail
from sla_plugin.storage.contract_documents import ContractDocumentRow, documents_of
from sla_plugin.storage.contract_record import read_record, take_up
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.session import Database, Session
from sla_plugin.usecases.click_to_sign import ClickToSign
from sla_plugin.usecases.contract_cases import negotiation
from sla_plugin.usecases.contract_sheet import contract_sheet
from sla_plugin.usecases.render_papers import render_papers
from sla_plugin.usecases.take_contract_step import ContractStep, take_contract_step
from sla_plugin.usecases.verify_contract import verify_contract
from tests.support.contracting import (
    ANAN,
    KEY,
    LEK,
    NOW,
    PIM,
    PRICE,
    World,
    a_draft,
    a_world,
    deed,
    step,
    tell,
)

HOSPITAL, LANNA = "Doi Kham Hospital", "Lanna IT Service"


@pytest.fixture
def store(tmp_path: Path) -> DocumentStore:
    return open_document_store((tmp_path / "documents").as_uri(), 1_000_000)


async def a_contract(session: Session, until: Step | None) -> tuple[World, ContractId]:
    """On its way, right before `until` is done."""
    world = await a_world(session)
    line = ContractLine(world.printing, world.gold, quantity=Decimal(3), unit_price=PRICE)
    once = replace(line, service_level=world.gold, billing=Billing.ONCE, ends_on=date(2026, 6, 30))
    contract = await a_draft(session, world, lines=frozenset({once}))
    await tell(session, world, contract, until)
    return world, contract


async def rendered(
    session: Session, contract: ContractId, store: DocumentStore
) -> Sequence[ContractDocumentRow]:
    record = await take_up(session, contract)
    rows = await render_papers(record, record.versions[-1], store, deed(ANAN))
    await record.write_down(deed(ANAN), "contract.papers_made")
    return rows


async def content(session: Session, store: DocumentStore, row: ContractDocumentRow) -> bytes:
    paper = Paper(row.sha256, MediaType(row.media_type), row.size)
    return b"".join([chunk async for chunk in store.read(session.tenant, paper)])


async def test_a_sheet_has_a_name_for_everything(database: Database, tenant: TenantId) -> None:
    async with database.session(tenant) as session:
        _, contract = await a_contract(session, None)
        record = await read_record(session, await session.get(ContractRow, id=contract))
        sheet = await contract_sheet(record, record.versions[0], PaperKind.FINAL, NOW)
        assert (sheet.number, sheet.version, sheet.contract_kind) == ("C-1", 1, ContractKind.CUSTOMER)
        assert (sheet.content_hash, sheet.drawn_up_at) == (record.versions[0].content_hash, NOW)
        assert sheet.clauses == Clauses(initial_months=12)
        assert sheet.parties == (
            SheetParty(HOSPITAL, PartyRole.CUSTOMER),
            SheetParty(LANNA, PartyRole.PROVIDER),
            SheetParty(HOSPITAL, PartyRole.SIGNATORY, "malee"),
            SheetParty(LANNA, PartyRole.SIGNATORY, "anan"),
            SheetParty(HOSPITAL, PartyRole.REVIEWER, "malee"),
            SheetParty(LANNA, PartyRole.REVIEWER, "lek"),
            SheetParty(LANNA, PartyRole.REVIEWER, "pim"),
        )
        assert sheet.lines == (
            SheetLine("Printing", "Gold", 1, None, Decimal(3), PRICE, Billing.ONCE, None, date(2026, 6, 30)),
        )
        assert sheet.requirements == (
            SheetRequirement(
                "The printer must print at night",
                "Shifts start on time",
                "Printing",
                Judgement("somchai", NOW),
                Judgement("nok", NOW),
            ),
        )
        assert sheet.signatures == (
            SheetSignature("anan", LANNA, "CLICK", NOW),
            SheetSignature("malee", HOSPITAL, "CLICK", NOW),
        )
        [level] = sheet.levels
        assert (level.name, level.version) == ("Gold", 1)
        assert level.terms.targets == {Metric.RESOLUTION: {ANY_PRIORITY: WorkingDuration(timedelta(hours=8))}}
        assert [hours.name for hours in level.hours.values()] == ["Around the clock"]


@pytest.mark.parametrize(
    ("until", "kind"),
    [(Step.APPROVE_SPECIFICATION, "SPECIFICATION"), (Step.SIGN, "FINAL")],
)
async def test_what_is_to_be_read_is_put_on_record_in_every_form(
    database: Database, tenant: TenantId, store: DocumentStore, until: Step, kind: str
) -> None:
    async with database.session(tenant) as session:
        _, contract = await a_contract(session, until)
        rows = await rendered(session, contract, store)
        record = await read_record(session, await session.get(ContractRow, id=contract))
        assert [(row.name, row.media_type, row.language) for row in rows] == [
            (f"C-1 v1 {kind.lower()} (en).html", "text/html", "en"),
            (f"C-1 v1 {kind.lower()} (en).pdf", "application/pdf", "en"),
            (f"C-1 v1 {kind.lower()} (th).html", "text/html", "th"),
            (f"C-1 v1 {kind.lower()} (th).pdf", "application/pdf", "th"),
        ]
        case = negotiation(record, record.versions[0])
        said = case.specification_hash if kind == "SPECIFICATION" else case.content.hash
        assert {(row.kind, row.version_id, row.content_hash) for row in rows} == {
            (kind, record.versions[0].id, said)
        }
        pages = [(await content(session, store, row)).decode() for row in rows if row.name.endswith("html")]
        for page in pages:
            assert HOSPITAL in page
            assert "9,000.00" in page
            assert said in page
        assert await verify_contract(session, contract, KEY.holds, store) == ()


@pytest.mark.parametrize("until", [Step.SUBMIT, Step.JUDGE, Step.AGREE, Step.APPROVE])
async def test_elsewhere_no_paper_is_due(
    database: Database, tenant: TenantId, store: DocumentStore, until: Step
) -> None:
    async with database.session(tenant) as session:
        _, contract = await a_contract(session, until)
        assert await rendered(session, contract, store) == []
        assert await documents_of(session, contract) == []


async def test_the_same_version_makes_the_same_papers(
    database: Database, tenant: TenantId, store: DocumentStore
) -> None:
    async with database.session(tenant) as session:
        _, contract = await a_contract(session, Step.SIGN)
        first, second = [await rendered(session, contract, store) for _ in range(2)]
        assert [row.sha256 for row in first] == [row.sha256 for row in second]


async def test_without_typst_there_are_pages(
    database: Database, tenant: TenantId, store: DocumentStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    async with database.session(tenant) as session:
        _, contract = await a_contract(session, Step.SIGN)
        rows = await rendered(session, contract, store)
        assert [row.media_type for row in rows] == ["text/html", "text/html"]


async def test_papers_that_cannot_be_kept_are_not_on_record(
    database: Database, tenant: TenantId, tmp_path: Path
) -> None:
    small = open_document_store((tmp_path / "small").as_uri(), 1_000)
    async with database.session(tenant) as session:
        _, contract = await a_contract(session, Step.SIGN)
        with pytest.raises(SlaError) as refusal:
            await rendered(session, contract, small)
        assert refusal.value.code is Code.PAPER_TOO_LARGE
        assert await documents_of(session, contract) == []


async def test_the_step_that_leads_to_reading_makes_what_is_read(
    database: Database, tenant: TenantId, store: DocumentStore
) -> None:
    async with database.session(tenant) as session:
        world, contract = await a_contract(session, Step.APPROVE)
        for actor in (LEK, PIM, world.malee):
            assert await documents_of(session, contract) == []
            record = await read_record(session, await session.get(ContractRow, id=contract))
            seen = record.versions[0].content_hash
            approval = ContractStep(Step.APPROVE, seen=seen)
            await take_contract_step(session, deed(actor), contract, None, approval, store)
        made = await documents_of(session, contract)
        assert [row.kind for row in made] == ["FINAL"] * 4
        *_, event = await audit_trail(session, contract)
        written = [one["id"] for one in event.payload["wrote"] if one["table"] == "contract_document"]
        assert (event.type, sorted(written)) == ("contract.approved", sorted(str(row.id) for row in made))
        signing = ContractStep(Step.SIGN, seen=seen, signing=ClickToSign(made[-1].sha256))
        await take_contract_step(session, deed(world.malee), contract, None, signing, store)
        record = await read_record(session, await session.get(ContractRow, id=contract))
        assert record.consents[-1].document_hash == made[-1].sha256
        assert len(await documents_of(session, contract)) == 4


async def test_without_a_place_for_its_papers_no_version_is_published(
    database: Database, tenant: TenantId, tmp_path: Path
) -> None:
    small = open_document_store((tmp_path / "small").as_uri(), 1_000)
    async with database.session(tenant) as session:
        world, contract = await a_contract(session, Step.APPROVE)
        record = await read_record(session, await session.get(ContractRow, id=contract))
        seen = record.versions[0].content_hash
        approval = ContractStep(Step.APPROVE, seen=seen)
        for actor in (LEK, PIM):
            await take_contract_step(session, deed(actor), contract, None, approval, small)
        with pytest.raises(SlaError) as refusal:
            async with session.savepoint():
                await take_contract_step(session, deed(world.malee), contract, None, approval, small)
        assert refusal.value.code is Code.PAPER_TOO_LARGE
        record = await read_record(session, await session.get(ContractRow, id=contract))
        assert record.versions[0].at is ContractState.FINAL_REVIEW
        assert await verify_contract(session, contract, KEY.holds, small) == ()


async def test_what_is_signed_has_an_executed_copy_with_its_signatures(
    database: Database, tenant: TenantId, store: DocumentStore
) -> None:
    async with database.session(tenant) as session:
        world, contract = await a_contract(session, Step.SIGN)
        read = (await rendered(session, contract, store))[0].sha256
        for actor in (ANAN, world.malee):
            record = await read_record(session, await session.get(ContractRow, id=contract))
            seen = record.versions[0].content_hash
            signing = ContractStep(Step.SIGN, seen=seen, signing=ClickToSign(read))
            assert len(await documents_of(session, contract)) == 4
            await take_contract_step(session, deed(actor), contract, None, signing, store)
        executed = (await documents_of(session, contract))[4:]
        assert [(row.name, row.kind, row.language, row.content_hash) for row in executed] == [
            ("C-1 v1 final signed (en).html", "FINAL", "en", seen),
            ("C-1 v1 final signed (en).pdf", "FINAL", "en", seen),
            ("C-1 v1 final signed (th).html", "FINAL", "th", seen),
            ("C-1 v1 final signed (th).pdf", "FINAL", "th", seen),
        ]
        page = (await content(session, store, executed[0])).decode()
        assert page.count(read) == page.count("Signed on ") == page.count("click to sign") == 2
        assert "Executed copy" in page
        assert "Place and date" not in page
        record = await read_record(session, await session.get(ContractRow, id=contract))
        assert record.versions[0].content_hash == seen
        assert {row.document_hash for row in record.consents if row.consent == "SIGNATURE"} == {read}
        assert await verify_contract(session, contract, KEY.holds, store) == ()


async def test_papers_that_are_made_after_prices_were_edited_still_tell_who_judged(
    database: Database, tenant: TenantId
) -> None:
    async with database.session(tenant) as session:
        world, contract = await a_contract(session, Step.AGREE)
        dearer = frozenset({ContractLine(world.printing, world.gold, quantity=Decimal(4), unit_price=PRICE)})
        await step(session, contract, ANAN, Step.EDIT, content=world.content(lines=dearer))
        record = await read_record(session, await session.get(ContractRow, id=contract))
        assert record.versions[0].round == 2
        [need] = (await contract_sheet(record, record.versions[0], PaperKind.FINAL, NOW)).requirements
        assert (need.technical, need.commercial) == (Judgement("somchai", NOW), Judgement("nok", NOW))
