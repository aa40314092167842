"""The domain decides and does nothing else: values in, values out, from the standard library only."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator

import pytest

from tests.support.sources import findings, found, imported_modules, python_files

# Standard library all the same, but each of them reaches out of the function that calls it. `threading` is
# none of them: a lock around a shared table reaches nothing.
_REACHING_OUT = {
    "asyncio",
    "http",
    "io",
    "logging",
    "multiprocessing",
    "os",
    "pathlib",
    "random",
    "secrets",
} | {*("shutil", "socket", "sqlite3", "ssl", "subprocess", "sys", "tempfile", "time", "urllib")}
_ALLOWED = (set(sys.stdlib_module_names) - _REACHING_OUT) | {"sla_plugin"}


def foreign_imports(tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    for node, module in imported_modules(tree):
        if module.split(".")[0] not in _ALLOWED:
            yield node, f"imports {module}"


def impure_calls(tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="open" | "print" | "input" as name)):
                yield node, f"calls {name}"


def changeable_dataclasses(tree: ast.Module) -> Iterator[tuple[ast.AST, str]]:
    """What is looked up once and kept (`cached_property`) needs a `__dict__`, so it cannot be slotted."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            keeps = "@cached_property" in ast.unparse(node)
            for decorator in node.decorator_list:
                if ast.unparse(decorator).startswith("dataclass") and not _is_fixed(decorator, keeps):
                    yield node, f"{node.name} is not frozen and slotted"


def _is_fixed(decorator: ast.expr, keeps: bool) -> bool:
    keywords = decorator.keywords if isinstance(decorator, ast.Call) else []
    switched_on = {word.arg for word in keywords if getattr(word.value, "value", None) is True}
    return "frozen" in switched_on and (keeps or "slots" in switched_on)


def test_the_domain_imports_nothing_that_is_installed_or_reaches_out() -> None:
    files = python_files("sla_plugin/domain")
    assert len(files) > 10
    # numpy is for the batch, which computes many clocks at once and must agree with the plain rules.
    assert findings(foreign_imports, [file for file in files if file.parent.name != "batch"]) == []
    assert findings(impure_calls, files) == []


def test_values_of_the_domain_and_of_the_sdk_never_change() -> None:
    assert findings(changeable_dataclasses, python_files("sla_plugin/domain", "sla_plugin/sdk")) == []


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("import numpy as np", "imports numpy"),
        ("def read():\n    from os import environ", "imports os"),
        ("import sla_plugin.errors, random", "imports random"),
    ],
)
def test_the_lint_sees_a_foreign_import(source: str, what: str) -> None:
    assert [line.split(": ")[1] for line in found(foreign_imports, source)] == [what]


def test_the_lint_sees_a_call_that_reaches_out() -> None:
    assert found(impure_calls, "total = 1\nprint(total)") == ["2: calls print"]


@pytest.mark.parametrize(
    "source",
    [
        "@dataclass\nclass Clock: ...",
        "@dataclass(frozen=True)\nclass Clock: ...",
        "@dataclass(slots=True, frozen=False)\nclass Clock: ...",
        "@dataclass\nclass Clock:\n    @cached_property\n    def due(self): ...",
    ],
)
def test_the_lint_sees_a_value_that_can_change(source: str) -> None:
    assert found(changeable_dataclasses, source) == ["2: Clock is not frozen and slotted"]


def test_the_lint_lets_a_value_keep_what_it_has_looked_up() -> None:
    source = "@dataclass(frozen=True)\nclass Tree:\n    @cached_property\n    def roots(self): ..."
    assert found(changeable_dataclasses, source) == []
