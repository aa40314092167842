"""The repository as text: which files are ours, and where in a source something stands."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]

# Not what git tracks: the tests run without git too, and see a file before it is committed.
_OURS = [".ci", "docs", "graphql", "integrations", "sla_plugin", "tests"]
_BINARY = {".pyc", ".png", ".gz", ".sqlite"}


def own_files() -> Iterator[Path]:
    """Every text file of the project."""
    for pattern in ["*.md", "*.py", "*.toml", "*.yaml", "requirements.lock"]:
        yield from ROOT.glob(pattern)
    for folder in _OURS:
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts and path.suffix not in _BINARY:
                yield path


def python_files(*folders: str) -> list[Path]:
    """Python files of these files and folders, each given from the root of the repository."""
    paths = [ROOT / folder for folder in folders]
    return sorted(file for path in paths for file in ([path] if path.is_file() else path.rglob("*.py")))


Lint = Callable[[ast.Module], Iterable[tuple[ast.AST, str]]]


def findings(lint: Lint, files: Iterable[Path]) -> list[str]:
    """`path:line: what`, as an editor opens it."""
    return [
        f"{file.relative_to(ROOT)}:{line}" for file in files for line in found(lint, file.read_text("utf-8"))
    ]


def found(lint: Lint, source: str) -> list[str]:
    return [f"{getattr(node, 'lineno', 1)}: {what}" for node, what in lint(ast.parse(source))]


def imported_modules(tree: ast.Module) -> Iterator[tuple[ast.stmt, str]]:
    """Absolute names, also of imports inside functions."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from ((node, alias.name) for alias in names)
            case ast.ImportFrom(module=str(module), level=0):
                yield node, module
