"""Keys are made once, kept for the owner alone, and never quietly replaced."""

from __future__ import annotations

from pathlib import Path

import pytest

from sla_plugin.errors import BadInput, Code
from sla_plugin.runtime.key_files import SEAL_KEY, seal_key
from sla_plugin.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data")


def test_the_key_of_the_seals_is_made_on_the_first_start_and_stays(settings: Settings) -> None:
    first = seal_key(settings)
    file = settings.data / SEAL_KEY
    assert (file.stat().st_mode & 0o777, len(file.read_bytes())) == (0o600, 32)
    assert seal_key(settings) == first
    assert first.holds("1:abc", seal_key(settings).seal("1:abc"))


def test_two_installations_have_two_keys(settings: Settings, tmp_path: Path) -> None:
    other = Settings(data=tmp_path / "other")
    assert not seal_key(other).holds("1:abc", seal_key(settings).seal("1:abc"))


def test_a_key_that_was_cut_is_refused_and_not_made_anew(settings: Settings) -> None:
    seal_key(settings)
    (settings.data / SEAL_KEY).write_bytes(b"short")
    with pytest.raises(BadInput) as refusal:
        seal_key(settings)
    assert refusal.value.code is Code.KEY_WEAK
    assert (settings.data / SEAL_KEY).read_bytes() == b"short"
