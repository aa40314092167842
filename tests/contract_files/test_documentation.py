"""What the documentation says of contracts as files is so."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sla_plugin.contract_files import columns, documents, ending, notice
from sla_plugin.contract_files.documents import read_contract, write_contract
from sla_plugin.contract_files.flaws import check_alone
from sla_plugin.contract_files.tables import Table, survey_table
from sla_plugin.demo.contracting import seed_contracts
from sla_plugin.demo.seed import seed
from sla_plugin.documents.store import open_document_store
from sla_plugin.domain.ids import TenantId
from sla_plugin.storage.session import Database, Session
from sla_plugin.usecases.import_contract import import_contract
from sla_plugin.usecases.import_contracts import import_contracts
from sla_plugin.usecases.take_contract import Taken
from sla_plugin.usecases.understand_contract import open_catalogue
from tests.demo.test_seed import NOW
from tests.support.contracting import ANAN, KEY, deed
from tests.support.sources import ROOT

PAGE = (ROOT / "docs/contract-files.md").read_text("utf-8")


def _example(language: str) -> str:
    [found] = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    return str(found)


def test_the_example_of_a_contract_is_good_and_says_everything_that_a_contract_can() -> None:
    file = read_contract(_example("yaml"), "example.yaml")
    check_alone(file)
    assert read_contract(write_contract(file.stated), "again.yaml").stated == file.stated
    for key in (*documents.READERS, *notice.READERS, *ending.READERS):
        assert re.search(rf"\b{key}:", PAGE), key


@pytest.fixture
async def lanna(
    database: Database, tenant: TenantId, other_tenant: TenantId, tmp_path: Path
) -> AsyncIterator[Session]:
    """The demo's provider, in which readers try what they read."""
    await seed(database, tenant, other_tenant, KEY.seal, NOW, tickets=10)
    await seed_contracts(database, tenant, open_document_store(tmp_path.as_uri(), 1 << 24), KEY.seal, NOW)
    async with database.session(tenant) as session:
        yield session


async def test_the_examples_are_taken_in_the_demo(lanna: Session) -> None:
    taken = await import_contract(lanna, deed(ANAN, NOW), _example("yaml"), "example.yaml")
    assert (taken.number, taken.how) == ("C-2026-014", Taken.RECORDED)
    lines = _example("csv").splitlines(keepends=True)
    table = list(Table(lines, "example.csv", survey_table(lines, "example.csv")))
    found = await import_contracts(lanna, deed(ANAN, NOW), table, await open_catalogue(lanna))
    assert [problem for one in table for problem in one.log.problems] == []
    assert found.how == [Taken.RECORDED]


def test_the_example_of_a_table_is_good_and_every_column_is_told() -> None:
    lines = _example("csv").splitlines(keepends=True)
    [contract] = Table(lines, "example.csv", survey_table(lines, "example.csv"))
    assert contract.log.problems == []
    for name, what in columns.COLUMNS.items():
        needed = " (needed)" if name in columns.NEEDED else ""
        assert f"| `{name}`{needed} | {what} |" in PAGE
