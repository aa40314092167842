"""What the documentation says of contracts as files is so."""

from __future__ import annotations

import re

from sla_plugin.contract_files import columns, documents, ending, notice
from sla_plugin.contract_files.documents import read_contract, write_contract
from sla_plugin.contract_files.flaws import check_alone
from sla_plugin.contract_files.tables import Table, survey_table
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


def test_the_example_of_a_table_is_good_and_every_column_is_told() -> None:
    lines = _example("csv").splitlines(keepends=True)
    [contract] = Table(lines, "example.csv", survey_table(lines, "example.csv"))
    assert contract.log.problems == []
    for name, what in columns.COLUMNS.items():
        needed = " (needed)" if name in columns.NEEDED else ""
        assert f"| `{name}`{needed} | {what} |" in PAGE
