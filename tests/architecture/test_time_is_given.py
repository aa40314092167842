"""Below the runtime nobody asks what time it is: `now` is an argument, so that any moment can be tried."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.support.sources import ROOT, findings, found, python_files

BELOW_RUNTIME = [
    "errors.py",
    "domain",
    "sdk",
    "auth",
    "storage",
    "usecases",
    "sync",
    "settings",
    "published.py",
]

_CLOCKS = {"now", "utcnow", "today"}
_TIME = {"time", "time_ns", "localtime", "gmtime", "ctime", "asctime", "strftime"}
_SQL = re.compile(r"\bnow\(\)|\bcurrent_(timestamp|date|time)\b|\blocaltime|_timestamp\(\)", re.IGNORECASE)


def asked_for_the_time(tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id=owner) | ast.Attribute(attr=owner), attr=name) if (
                owner in {"datetime", "date"} and name in _CLOCKS
            ) or (owner == "time" and name in _TIME):
                yield node, f"{owner}.{name}"
            case ast.ImportFrom(module="time", names=names):
                yield from ((node, f"time.{alias.name}") for alias in names if alias.name in _TIME)
            case ast.keyword(arg="auto_now" | "auto_now_add" as name):
                yield node, name
            case ast.Constant(value=str(text)) if match := _SQL.search(text):
                yield node, f"{match[0]} in SQL"


def test_nothing_below_the_runtime_has_a_clock() -> None:
    files = python_files(*(f"sla_plugin/{name}" for name in BELOW_RUNTIME))
    assert len(files) > 50
    assert findings(asked_for_the_time, files) == []


def test_the_tables_have_no_clock_either() -> None:
    scripts = list((ROOT / "sla_plugin/storage/migrations").glob("*.sql"))
    assert scripts
    assert [
        (file.name, match[0]) for file in scripts for match in _SQL.finditer(file.read_text("utf-8"))
    ] == []


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("opened = datetime.now(UTC)", "datetime.now"),
        ("opened = datetime.datetime.utcnow()", "datetime.utcnow"),
        ("def open(at=datetime.date.today): ...", "date.today"),
        ("age = time.time() - 5", "time.time"),
        ("from time import time_ns as moment", "time.time_ns"),
        ("at = fields.DatetimeField(auto_now_add=True)", "auto_now_add"),
        ("_SQL = 'update ticket set seen_at = NOW()'", "NOW() in SQL"),
    ],
)
def test_the_lint_sees_a_clock(source: str, what: str) -> None:
    assert found(asked_for_the_time, source) == [f"1: {what}"]


@pytest.mark.parametrize("source", ["left = time.monotonic()", "due = clock.due(now)", "when = now()"])
def test_the_lint_lets_pass_what_is_no_clock_of_its_own(source: str) -> None:
    assert found(asked_for_the_time, source) == []
