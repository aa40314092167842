"""A tenant's rows are reached through its session and through nothing else.

A model asked directly (`TicketRow.filter(…)`) answers with whatever connection Tortoise finds, and leaves it
to the caller to remember the tenant; raw SQL leaves it to the author. Row-level security would still hold,
but it is meant as the second line.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.support.sources import ROOT, findings, found, python_files

STORAGE = ROOT / "sla_plugin/storage"
DOOR = STORAGE / "session.py"

# What these run is not a tenant's: the schema, the roles, the server itself, and the list of tenants.
_OUTSIDE_THE_TENANTS = {"migrate.py", "roles.py", "tenants.py", "bundled"}

_STATEMENT = re.compile(r"\s*(select|insert|update|delete|with|merge)\s", re.IGNORECASE)
_ACROSS_TENANTS = re.compile(r"\s*select \* from \w+\(", re.IGNORECASE)


def models(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and any(
            ast.unparse(base) in {"Row", "Model"} for base in node.bases
        ):
            yield node.name


MODELS = {name for file in python_files("sla_plugin/storage") for name in models(ast.parse(file.read_text()))}


def models_asked_directly(tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name(id=owner), attr=name)) if owner in MODELS:
                yield node, f"{owner}.{name}"
            case ast.Call(func=ast.Attribute(attr="using_db" | "save" | "bulk_create" as name)):
                yield node, f".{name}"


def sql_without_its_tenant(tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    """By rule `$1` is the tenant. Functions that return keys across tenants are called, never joined."""
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if _STATEMENT.match(text) and not _ACROSS_TENANTS.match(text):
                if "tenant_id" not in text or "$1" not in text:
                    yield node, " ".join(text.split())[:40]


def _outside(file_parts: tuple[str, ...]) -> bool:
    return bool(_OUTSIDE_THE_TENANTS.intersection(file_parts))


def test_no_model_is_asked_but_by_the_session() -> None:
    assert len(MODELS) > 10
    files = [file for file in python_files("sla_plugin", "integrations") if file != DOOR]
    assert findings(models_asked_directly, files) == []


def test_every_statement_names_its_tenant() -> None:
    files = [file for file in python_files("sla_plugin/storage") if not _outside(file.parts)]
    assert findings(sql_without_its_tenant, files) == []


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("rows = TicketRow.filter(id=1)", "TicketRow.filter"),
        ("await TicketRow.all()", "TicketRow.all"),
        ("await TicketRow.create(id=1)", "TicketRow.create"),
        ("TicketRow.raw('select 1')", "TicketRow.raw"),
        ("await row.save()", ".save"),
        ("query.using_db(other)", ".using_db"),
    ],
)
def test_the_lint_sees_a_model_asked_directly(source: str, what: str) -> None:
    assert found(models_asked_directly, source) == [f"1: {what}"]


def test_the_lint_lets_the_door_pass() -> None:
    assert found(models_asked_directly, "rows = session.query(TicketRow).filter(id=1)") == []


@pytest.mark.parametrize(
    "statement",
    ["select id from ticket", "update ticket set key = $1", "delete from ticket where tenant_id = $2"],
)
def test_the_lint_sees_sql_without_its_tenant(statement: str) -> None:
    assert found(sql_without_its_tenant, f"_SQL = {statement!r}") == [f"1: {statement[:40]}"]


def test_the_lint_lets_pass_sql_with_its_tenant_and_keys_across_tenants() -> None:
    source = "a = 'select id from ticket where tenant_id = $1'\nb = 'select * from due_tickets($1)'"
    assert found(sql_without_its_tenant, source) == []
