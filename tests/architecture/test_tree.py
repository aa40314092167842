"""What may stand in the repository, and how large it may grow."""

from __future__ import annotations

import re
import site
from pathlib import Path
from statistics import median

import graphql
import pytest

from tests.support.sources import ROOT, own_files, python_files

# Written in pieces, so that this file does not find itself.
_HOSTS = [
    "py" + "pi.org", "pythonhosted" + ".org", "npm" + "js.org", "npm" + "js.com", "debian" + ".org",
    "crates" + ".io", "/simple" + "/",
]  # fmt: skip
_PLACES = ["/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/", "/Us" + "ers/", r"\.libr" + "ary"]
_FOREIGN = re.compile("|".join([*map(re.escape, _HOSTS), *(rf"(?<![\w.]){place}" for place in _PLACES)]))


def foreign(text: str) -> list[str]:
    """Hosts of package registries, and paths that exist on one machine only."""
    return [match[0] for match in _FOREIGN.finditer(text)]


def test_no_file_names_a_registry_or_a_path_of_one_machine() -> None:
    # Byte by byte as Latin-1, so that what is no text, such as a typeface, is looked through too.
    files = {file: foreign(file.read_bytes().decode("latin-1")) for file in own_files()}
    assert len(files) > 100
    assert [(str(file.relative_to(ROOT)), hit) for file, hits in files.items() for hit in hits] == []


@pytest.mark.parametrize("place", [*_HOSTS, "/wo" + "rk/main", "see ../.libr" + "ary"])
def test_a_foreign_name_is_seen(place: str) -> None:
    assert len(foreign(f"from {place} import")) == 1


def test_a_word_of_our_own_is_not_taken_for_a_path() -> None:
    assert foreign("docs/wo" + "rk/plan, net" + "wo" + "rk/address") == []


def test_the_published_folder_holds_no_python() -> None:
    """A module `graphql` at the root would stand before graphql-core's in every program started there."""
    assert [path.name for path in (ROOT / "graphql").rglob("*.py*")] == []
    folders = [Path(folder).resolve() for folder in site.getsitepackages()]
    assert Path(graphql.__file__).resolve().parents[1] in folders


def test_files_stay_small_enough_to_hold_one_idea() -> None:
    lines = {
        str(file.relative_to(ROOT)): len(file.read_text("utf-8").splitlines())
        for file in [*python_files("sla_plugin", "integrations", "dev.py", "docs")]
    }
    long = {name: count for name, count in lines.items() if count > 400}
    # A list of one thing grows with what it lists.
    assert long.keys() <= {"sla_plugin/errors/codes.py"}
    assert median(lines.values()) < 150
