"""What is published about the API: the schema and the operations, read from the folder `graphql/`."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent

SUFFIX = ".graphql"


def folder() -> Path:
    """`graphql/` of the checkout; in an installed wheel, the copy that was packaged with the code.

    Both are asked for beside this very file, so that a checkout never reads what an older wheel left behind.
    """
    packaged = _PACKAGE / "_graphql"
    return packaged if packaged.is_dir() else _PACKAGE.parent / "graphql"


def schema_text() -> str:
    """The published schema in SDL. FileNotFoundError where an installation has lost it."""
    return (folder() / f"schema{SUFFIX}").read_text(encoding="utf-8")


def operations() -> dict[str, str]:
    """Every published document by the name of its operation, which is also the name of its file."""
    found = sorted((folder() / "operations").glob(f"*{SUFFIX}"))
    return {path.stem: path.read_text(encoding="utf-8") for path in found}
