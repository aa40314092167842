"""Many existing contracts at once: each as if it came alone, and none because of another one's mistake."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from sla_plugin.contract_files.tables import Table, TableContract, survey_table
from sla_plugin.domain.ids import ContractId, ServiceId, TenantId
from sla_plugin.errors import Code
from sla_plugin.storage.contract_audit import AuditEventRow, AuditHeadRow
from sla_plugin.storage.contract_consents import ConsentRow
from sla_plugin.storage.contract_projections import ContractLineRow, ContractPartyRow, SlaBindingRow
from sla_plugin.storage.contract_requirements import RequirementRow
from sla_plugin.storage.contract_terms import TermRow
from sla_plugin.storage.contract_versions import ContractVersionRow
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.ids import new_id
from sla_plugin.storage.rows import Row
from sla_plugin.storage.session import Database, Session
from sla_plugin.usecases.import_contracts import ContractsTaken, Suggestions, import_contracts
from sla_plugin.usecases.record_contract import record_contract
from sla_plugin.usecases.take_contract import Taken, take_contract
from sla_plugin.usecases.understand_contract import open_catalogue, understand
from sla_plugin.usecases.undone import undone
from sla_plugin.usecases.verify_contract import verify_contract
from tests.contract_files.test_tables import HEADER
from tests.support.contracting import ANAN, KEY, NOW, START, a_world, deed
from tests.support.database import statements

SIGNED = (
    "C-{n},CUSTOMER,doi-kham,lanna,malee for customer; anan for provider,2026-04-01,Asia/Bangkok,THB,TH,"
    "{months},12,3 months to term end,printing,gold,,2,3000.00,QUARTERLY,2026-03-02,,folder {n}"
)
LINE = "C-{n},,,,,,,,,,,,scanning,,,1,,,,,"
DRAFT = "C-{n},,crm-demo:8841,Lanna IT Service,,2026-05-01,Europe/Berlin,EUR,,,,,,,,,,,,,"
"""Of every kind: with a term that is renewed, one that is not, and none."""


def table(*lines: str) -> list[TableContract]:
    text = [f"{line}\n" for line in (HEADER, *lines)]
    return list(Table(text, "x.csv", survey_table(text, "x.csv")))


def of_every_kind() -> list[str]:
    open_ended = SIGNED.format(n=3, months="").replace(",12,3 months to term end", ",,")
    return [
        SIGNED.format(n=1, months=12),
        LINE.format(n=1),
        SIGNED.format(n=2, months=1).replace(",12,3 months to term end", ",,"),
        open_ended,
        DRAFT.format(n=4),
    ]


async def take(session: Session, lines: Sequence[str]) -> ContractsTaken:
    return await import_contracts(session, deed(ANAN), table(*lines), await open_catalogue(session))


def told(taken: ContractsTaken) -> list[tuple[int, Code]]:
    problems = [one for contract in taken.refused for one in contract.log.problems]
    return [(one.place.line, one.code) for one in sorted(problems, key=lambda one: one.place)]


TABLES: tuple[type[Row], ...] = (
    ContractRow, ContractVersionRow, RequirementRow, ConsentRow, TermRow, ContractPartyRow, ContractLineRow,
    SlaBindingRow, AuditEventRow, AuditHeadRow,
)  # fmt: skip


APART = ("hash", "seal", "next_instant")
"""The pump is told to look at many at once."""


async def everything(session: Session) -> dict[str, list[str]]:
    """What is on record, but for ids that were made up, and the hashes of what holds them."""
    rows = {model: await session.query(model).values() for model in TABLES}
    labels = {str(row["id"]): model._meta.db_table for model in TABLES for row in rows[model]}
    found: dict[str, list[str]] = {}
    for model, of_table in rows.items():
        texts = []
        for row in of_table:
            kept = {name: value for name, value in row.items() if name not in APART}
            text = json.dumps(kept, default=str, sort_keys=True)
            for key, label in labels.items():
                text = text.replace(key, label)
            texts.append(text)
        found[model._meta.db_table] = sorted(texts)
    return found


async def test_many_at_once_are_on_record_as_if_each_came_alone(database: Database, tenant: TenantId) -> None:
    async def one_by_one(session: Session) -> dict[str, list[str]]:
        catalogue = await open_catalogue(session)
        for contract in table(*of_every_kind()):
            assert contract.stated is not None
            meant = understand(contract.stated, contract.log, catalogue, None)
            await take_contract(session, deed(ANAN), meant, None)
        return await everything(session)

    async with database.session(tenant) as session:
        await a_world(session)
        alone = await undone(session, one_by_one(session))
        taken = await take(session, of_every_kind())
        assert taken == ContractsTaken([*[Taken.RECORDED] * 3, Taken.DRAFTED], [])
        assert await everything(session) == alone
        assert [len(alone[name]) for name in ("contract", "contract_audit", "sla_binding")] == [4, 4, 3]
        for row in await session.query(ContractRow):
            assert await verify_contract(session, ContractId(row.id), KEY.holds) == ()


async def test_what_is_there_and_says_the_same_is_present(database: Database, tenant: TenantId) -> None:
    async with database.session(tenant) as session:
        await a_world(session)
        await take(session, of_every_kind())
        before = await everything(session)
        assert await take(session, of_every_kind()) == ContractsTaken([Taken.PRESENT] * 4, [])
        assert await everything(session) == before


async def test_what_is_refused_takes_no_neighbour_down(database: Database, tenant: TenantId) -> None:
    async with database.session(tenant) as session:
        await a_world(session)
        await take(session, [SIGNED.format(n=1, months=12), DRAFT.format(n=2)])
        lines = [
            SIGNED.format(n=1, months=24),
            SIGNED.format(n=2, months=12).replace("CUSTOMER", "FRAMEWORK"),
            SIGNED.format(n=3, months=12),
            SIGNED.format(n=4, months=12).replace("doi-kham", "doi-kam"),
            SIGNED.format(n=5, months=12).replace("THB", "BAHT"),
            DRAFT.format(n=6),
        ]
        taken = await take(session, lines)
        assert taken.how == [Taken.RECORDED, Taken.DRAFTED]
        assert told(taken) == [
            (2, Code.CONTRACT_OTHER),
            (3, Code.CONTRACT_OTHER),
            (5, Code.FILE_NAME_UNKNOWN),
            (6, Code.CURRENCY_UNKNOWN),
        ]
        numbers = [row.number for row in await session.query(ContractRow).order_by("number")]
        assert numbers == ["C-1", "C-2", "C-3", "C-6"]


async def test_what_is_refused_only_when_it_is_written_is_refused_alone(
    database: Database, tenant: TenantId
) -> None:
    """What was there when the names were read is not there any more."""
    async with database.session(tenant) as session:
        await a_world(session)
        catalogue = await open_catalogue(session)
        names = replace(catalogue.names, services={**catalogue.names.services, "fax": ServiceId(new_id())})
        fax = LINE.format(n=5).replace("scanning", "fax")
        batch = table(*of_every_kind(), SIGNED.format(n=5, months=12), fax)
        taken = await import_contracts(session, deed(ANAN), batch, replace(catalogue, names=names))
        assert taken.how == [*[Taken.RECORDED] * 3, Taken.DRAFTED]
        assert told(taken) == [(7, Code.NOT_FOUND)]
        assert await session.query(ContractRow).count() == 4


async def test_two_who_take_the_same_table_at_once_have_it_once(database: Database, tenant: TenantId) -> None:
    async with database.session(tenant) as session:
        await a_world(session)
    lines = of_every_kind()

    async def one_of_them(rows: Sequence[str]) -> ContractsTaken:
        async with database.session(tenant) as session:
            return await take(session, rows)

    both = await asyncio.gather(*(one_of_them(rows) for rows in (lines, [*lines[2:], *lines[:2]])))
    assert [one.refused for one in both] == [[], []]
    how = Counter(how for one in both for how in one.how)
    assert how == {Taken.RECORDED: 3, Taken.DRAFTED: 1, Taken.PRESENT: 4}
    async with database.session(tenant) as session:
        assert await session.query(ContractRow).count() == 4


async def test_a_contract_that_was_kept_elsewhere_is_put_on_record(
    database: Database, tenant: TenantId
) -> None:
    async with database.session(tenant) as session:
        world = await a_world(session)
        which = await record_contract(
            session, deed(ANAN, NOW), number="C-1", customer=world.hospital, zone="Asia/Bangkok",
            monitored_from=START, monitored_until=None,
        )  # fmt: skip
        taken = await take(session, [SIGNED.format(n=1, months=12)])
        assert taken.how == [Taken.RECORDED]
        assert await verify_contract(session, which, KEY.holds) == ()


async def test_a_column_of_wrong_names_is_searched_a_few_times_only(
    database: Database, tenant: TenantId
) -> None:
    suggestions = Suggestions()
    known = {"hospital": 1}
    near = [suggestions(f"hospitl{n}", known) for n in range(200)]
    assert near == ["hospital"] * 100 + [None] * 100
    assert suggestions("hospitl1", known) == "hospital"


async def test_the_statements_do_not_grow_with_the_contracts(database: Database, tenant: TenantId) -> None:
    async with database.session(tenant) as session:
        await a_world(session)
        catalogue, sent = await open_catalogue(session), []
        for first, last in ((1, 2), (2, 4), (4, 40)):
            batch = table(*(SIGNED.format(n=n, months=12) for n in range(first, last)))
            with statements(session) as now:
                await import_contracts(session, deed(ANAN), batch, catalogue)
            sent.append(len(now))
        assert sent[1] == sent[2] < 20
