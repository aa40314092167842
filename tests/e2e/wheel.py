#!/usr/bin/env python3
"""What is shipped works without a checkout: build the wheel, install it into an empty environment, use it.

    python -m tests.e2e.wheel

Run by `.ci/run`, with the environment that `dev.py setup` has made.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from tests.support.serving import Sla

ROOT = Path(__file__).parents[2]
SHIPPED = {"sla_plugin": ROOT / "sla_plugin", "sla_integrations": ROOT / "integrations/sla_integrations"}

_USE = """
from importlib.metadata import entry_points
import sla_plugin
from sla_plugin import published

assert published.folder().parent.name == "sla_plugin", published.folder()
assert "type Query" in published.schema_text()
for entry in entry_points(group="sla_plugin.adapters"):
    entry.load()
    print("adapter", entry.name)
print("version", sla_plugin.__version__)
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        wheel = build(place)
        check_contents(wheel)
        programs = install(wheel, place / "environment")
        use(programs, place)
        serve(programs, place)


def build(place: Path) -> Path:
    run(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", place, ROOT)
    [wheel] = place.glob("*.whl")
    say(f"{wheel.name} is built, {wheel.stat().st_size // 1024} KiB")
    return wheel


def check_contents(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    # A top-level `graphql` would overwrite graphql-core's own files in site-packages.
    assert {name.split("/")[0] for name in names} == set(SHIPPED), sorted(names)
    expected = {
        f"{package}/{file.relative_to(source).as_posix()}"
        for package, source in [*SHIPPED.items(), ("sla_plugin/_graphql", ROOT / "graphql")]
        for file in source.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert names == expected, sorted(names ^ expected)
    assert "sla_plugin/_graphql/schema.graphql" in names
    say(f"it holds the {len(names)} files of the checkout and nothing else")


def install(wheel: Path, environment: Path) -> Path:
    """Into an empty environment, at the versions of the lock; what only developers need stays away."""
    venv.create(environment, with_pip=True)
    programs = environment / "bin"
    constraints = environment / "constraints.txt"
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    constraints.write_text("\n".join(re.findall(r"^[a-z][^\\\n]*", lock, re.MULTILINE)))
    run(programs / "python", "-m", "pip", "install", "-qq", "-c", constraints, wheel)
    run(programs / "python", "-m", "pip", "check")
    say("it is installed at the versions of the lock")
    return programs


def use(programs: Path, place: Path) -> None:
    run(programs / "python", "-c", _USE, cwd=place)
    run(programs / "sla", "--help", cwd=place)
    say("its adapters, its schema and its command line are found")


def serve(programs: Path, place: Path) -> None:
    """As an operator does on a new machine, with the PostgreSQL that comes along."""
    # As root, PostgreSQL runs as a user of its own, who must be able to get to its data.
    place.chmod(0o755)
    sla = Sla([programs / "sla"], place / "data")
    sla.run("tenant", "create", "lanna", "Lanna IT Service")
    token = sla.run("token", "create", "--subject", "wheel")
    with sla.serving() as url:
        viewer = ask(url, token, (ROOT / "graphql/operations/Viewer.graphql").read_text())["data"]["viewer"]
    assert viewer["subject"] == "wheel", viewer
    assert sla.run("db", "stop") == "It was not running."
    say("it serves, answers 200 to a token of its own, and leaves nothing running")


def ask(url: str, token: str, document: str) -> Any:
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    request = Request(url, json.dumps({"query": document}).encode(), headers)
    with urlopen(request, timeout=30) as answer:
        assert answer.status == 200
        return json.load(answer)


def run(*command: str | Path, cwd: Path = ROOT) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    subprocess.run([str(part) for part in command], cwd=cwd, env=environment, check=True)


def say(what: str) -> None:
    print(f"wheel: {what}", flush=True)


if __name__ == "__main__":
    main()
