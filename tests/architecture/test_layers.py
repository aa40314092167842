"""The layers hold, and the contracts that say so would notice if they did not."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.support.sources import ROOT

_FOREIGN = ("jose", "tortoise", "strawberry", "cel", "obstore", "jinja2")
PLANTED = {
    "sla_plugin/domain/planted.py": "import sla_plugin.usecases",
    "sla_plugin/usecases/planted.py": "\n".join(f"import {name}" for name in _FOREIGN),
    "sla_plugin/cli/planted.py": "import sla_integrations",
    "integrations/sla_integrations/planted.py": "import sla_plugin.errors",
    "integrations/sla_integrations/planted_too.py": "import sla_integrations.planted",
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "sla_plugin", tmp_path / "sla_plugin")
    shutil.copytree(ROOT / "integrations", tmp_path / "integrations")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def verdicts(folder: Path) -> dict[str, str]:
    """What import-linter says of each contract: KEPT or BROKEN."""
    path = os.pathsep.join([str(folder), str(folder / "integrations")])
    output = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": path, "COLUMNS": "200", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    return dict(re.findall(r"^(.+?) (KEPT|BROKEN)\b", output, re.MULTILINE))


def contracts() -> list[str]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return [contract["name"] for contract in settings["tool"]["importlinter"]["contracts"]]


def test_every_contract_is_kept() -> None:
    assert verdicts(ROOT) == dict.fromkeys(contracts(), "KEPT")


def test_every_contract_sees_its_fault(copy: Path) -> None:
    for name, source in PLANTED.items():
        (copy / name).write_text(source + "\n")
    assert verdicts(copy) == dict.fromkeys(contracts(), "BROKEN")


def test_a_new_module_must_be_given_its_layer(copy: Path) -> None:
    (copy / "sla_plugin/unplaced.py").write_text("")
    broken = [name for name, verdict in verdicts(copy).items() if verdict == "BROKEN"]
    assert broken == ["Imports go downwards, and every module has its layer"]
