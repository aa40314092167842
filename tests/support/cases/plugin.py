"""Replays conformance rows: a pytest plugin, named in tests/conftest.py.

A test that takes `row` runs once for each row of `--cases`, and is named by its id; what the rows were is
told at the end of the run. Rows without a subject yet are only counted.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.support.cases.replay import Sort, sort_of
from tests.support.cases.rows import Compared, Row, read_rows
from tests.support.sources import ROOT

OWN = ROOT / "tests" / "cases"


class Replayed:
    """What the rows were, and what was found where none has to agree."""

    def __init__(self) -> None:
        self.counts: Counter[Sort] = Counter()
        self.shown: list[str] = []

    def show(self, row: Row, sort: Sort, compared: Compared) -> None:
        """Both values of a row that is counted apart."""
        told = ", ".join(f"{name} {theirs}, ours {ours}" for name, (theirs, ours) in compared.items())
        self.shown.append(f"{sort.name.lower()} {row['id']}: {told}")


_REPLAYED = pytest.StashKey[Replayed]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--cases",
        action="append",
        type=Path,
        default=None,
        help="a file of conformance rows, or a folder of such files; repeatable (the repository's own)",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_REPLAYED] = Replayed()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "row" not in metafunc.fixturenames:
        return
    places = metafunc.config.getoption("cases") or [OWN]
    try:
        rows = read_rows(places)
    except (OSError, ValueError) as problem:
        raise pytest.UsageError(f"--cases: {problem}") from problem
    replayed = metafunc.config.stash[_REPLAYED]
    replayed.counts = Counter(map(sort_of, rows))
    metafunc.parametrize("row", rows, ids=[row["id"] for row in rows])


@pytest.fixture
def replayed(request: pytest.FixtureRequest) -> Replayed:
    return request.config.stash[_REPLAYED]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    replayed = config.stash[_REPLAYED]
    if not replayed.counts:
        return
    counts = replayed.counts
    terminalreporter.section("conformance rows")
    for line in replayed.shown:
        terminalreporter.line(line)
    asked = counts[Sort.AGREES] + counts[Sort.UNSAID]
    terminalreporter.line(f"asked: {asked}, of which {counts[Sort.UNSAID]} leave a switch unsaid")
    terminalreporter.line(f"quirks: {counts[Sort.QUIRK]}")
    terminalreporter.line(f"stories: {counts[Sort.STORY]}")
