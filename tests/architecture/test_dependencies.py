"""What the product imports is what it declares, so that a wheel installed alone is complete."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions

from tests.support.sources import ROOT, imported_modules, python_files

_OWN = {"sla_plugin", "sla_integrations"}


def normal(name: str) -> str:
    """The distribution's name as registries compare it, without extras, version and marker."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!~; ]", name)[0]).lower()


def imported_distributions() -> set[str]:
    trees = [ast.parse(file.read_text("utf-8")) for file in python_files("sla_plugin", "integrations")]
    top = {module.split(".")[0] for tree in trees for _, module in imported_modules(tree)}
    known = packages_distributions()
    return {normal(known[name][0]) for name in top - _OWN - set(sys.stdlib_module_names)}


def declared() -> set[str]:
    """With those of the extras."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    return {normal(requirement) for group in (project["dependencies"], *extras) for requirement in group}


def test_everything_imported_is_declared() -> None:
    # graphql-core comes with strawberry, whose own interface is made of its types.
    assert imported_distributions() - declared() - {"graphql-core"} == set()


def test_everything_declared_is_locked() -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    locked = {normal(line) for line in re.findall(r"^[a-z]\S*==", lock, re.MULTILINE)}
    assert declared() - locked == set()


def test_every_version_of_the_lock_is_pinned_by_hash() -> None:
    blocks = re.split(r"\n(?=[a-z])", (ROOT / "requirements.lock").read_text("utf-8").strip())
    assert len(blocks) > 50
    assert [
        block.split("\n")[0] for block in blocks if "==" not in block or "--hash=sha256:" not in block
    ] == []
