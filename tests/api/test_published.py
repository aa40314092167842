"""The schema and the operations are found in a checkout and in an installed wheel alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from sla_plugin import published


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place where `sla_plugin` could have been installed."""
    monkeypatch.setattr(published, "_PACKAGE", tmp_path / "sla_plugin")
    return tmp_path / "sla_plugin"


def publish(folder: Path, schema: str, **operations: str) -> None:
    (folder / "operations").mkdir(parents=True)
    (folder / "schema.graphql").write_text(schema, encoding="utf-8")
    for name, document in operations.items():
        (folder / "operations" / f"{name}.graphql").write_text(document, encoding="utf-8")


def test_a_checkout_reads_its_own_folder(package: Path) -> None:
    publish(package.parent / "graphql", "type Query", Viewer="query Viewer { a }", Board="query Board { b }")
    assert published.schema_text() == "type Query"
    assert published.operations() == {"Board": "query Board { b }", "Viewer": "query Viewer { a }"}


def test_a_wheel_reads_the_copy_inside_the_package(package: Path) -> None:
    publish(package.parent / "graphql", "of somebody else")
    publish(package / "_graphql", "ของเรา")
    assert published.schema_text() == "ของเรา"
    assert published.operations() == {}


def test_an_installation_without_its_schema_says_which_file_is_missing(package: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"graphql/schema\.graphql"):
        published.schema_text()
