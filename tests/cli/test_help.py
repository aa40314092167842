"""`sla --help` answers at once."""

from __future__ import annotations

import subprocess
import sys

import pytest

from sla_plugin import __version__
from sla_plugin.cli import VERBS

_LOADED = """
import sys
from sla_plugin.cli import main
try:
    main(sys.argv[1:])
finally:
    heavy = {"strawberry", "graphql", "starlette", "tortoise", "asyncpg", "uvicorn"}
    print(*sorted(heavy & set(sys.modules)), file=sys.stderr)
"""


def _loaded(*arguments: str) -> tuple[str, str]:
    """What is printed, and which of the heavy libraries were imported for it."""
    command = [sys.executable, "-c", _LOADED, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout, done.stderr.strip()


def test_help_lists_every_verb_and_imports_none_of_the_heavy_libraries() -> None:
    shown, loaded = _loaded("--help")
    assert loaded == ""
    for verb, (_, says) in VERBS.items():
        assert f"  {verb}" in shown
        assert says in shown


def test_a_verb_imports_what_it_needs() -> None:
    """So that the test above could fail."""
    _, loaded = _loaded("schema", "print")
    assert "strawberry" in loaded.split()


def test_the_version_is_told() -> None:
    assert _loaded("--version") == (f"sla, version {__version__}\n", "")


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_can_be_asked_how_it_is_used(verb: str) -> None:
    command = [sys.executable, "-m", "sla_plugin", verb, "--help"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert shown.startswith(f"Usage: sla {verb}")


def test_an_unknown_verb_is_a_misuse() -> None:
    command = [sys.executable, "-m", "sla_plugin", "serv"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "No such command 'serv'" in done.stderr
