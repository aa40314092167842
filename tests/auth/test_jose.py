"""python-jose stays behind one module, so that replacing it is one file's work."""

from __future__ import annotations

import ast
from pathlib import Path

import sla_plugin


def test_only_one_module_imports_jose() -> None:
    package = Path(sla_plugin.__file__).parent

    importers = [path for path in package.rglob("*.py") if "jose" in imported_packages(path)]
    assert importers == [package / "auth" / "algorithms.py"]


def imported_packages(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return {name.partition(".")[0] for name in names}
