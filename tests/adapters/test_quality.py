"""Every adapter says of every rule of the suite whether it keeps it, or why it need not."""

from __future__ import annotations

from importlib.metadata import entry_points
from pathlib import Path

import pytest
import sla_integrations

from sla_plugin.sdk import AdapterKind, Echo, RecordKind, Tombstones
from tests.adapters import test_memory
from tests.support.conformance.quality import RULES, Quality
from tests.support.conformance.rig import rules_of

FOLDER = Path(sla_integrations.__file__).parent
ADAPTERS = sorted(file.parent.name for file in FOLDER.glob("*/__init__.py"))
KINDS: dict[str, AdapterKind] = {
    point.name: point.load() for point in entry_points(group="sla_plugin.adapters")
}


def quality(adapter: str) -> Quality:
    return Quality.of(FOLDER / adapter / "quality.toml")


def test_every_adapter_is_found_by_its_entry_point() -> None:
    assert sorted(KINDS) == ADAPTERS
    assert {name: kind.manifest.key for name, kind in KINDS.items()} == {name: name for name in ADAPTERS}


@pytest.mark.parametrize("adapter", ADAPTERS)
def test_every_rule_is_kept_or_exempt_and_no_other_is_named(adapter: str) -> None:
    ledger = quality(adapter)
    assert ledger.done | ledger.exempt.keys() == RULES.keys()
    assert (FOLDER / adapter / "README.md").read_text("utf-8").startswith("# ")


@pytest.mark.parametrize("adapter", ADAPTERS)
def test_what_a_manifest_promises_is_no_exemption(adapter: str) -> None:
    manifest = KINDS[adapter].manifest
    can, tells = manifest.capabilities, RecordKind.TERMINATION in manifest.kinds
    promised = {
        "merge": can.merges,
        "delete": can.tombstones is Tombstones.FEED,
        "hard_delete": can.tombstones is Tombstones.RECONCILE,
        "stale_write_is_refused": can.precondition,
        "write_is_idempotent": can.writes_status,
        "note_is_written_once": can.writes_notes,
        "own_note_is_no_fact": can.writes_notes and can.echo is not Echo.NONE,
        "termination_is_told_as_it_was_made": tells,
        "no_termination_that_nobody_asked_for": tells,
        "termination_is_taken_back_by_name": tells,
        "own_write_is_no_fact": can.writes_status and can.echo is not Echo.NONE,
    }
    assert {name for name, is_promised in promised.items() if is_promised} <= quality(adapter).done


def test_the_tests_of_the_double_stand_for_all_that_it_claims() -> None:
    suites = [suite for name, suite in vars(test_memory).items() if name.startswith("Test")]
    assert quality("memory").done == set().union(*map(rules_of, suites))


@pytest.mark.parametrize("state", ['"exempt"', '""', "true", '{ exempt = "" }', '{ done = "yes" }'])
def test_a_rule_that_is_neither_kept_nor_exempt_with_a_reason_is_refused(state: str, tmp_path: Path) -> None:
    ledger = tmp_path / "quality.toml"
    ledger.write_text(f'proven = "so"\nagainst = "it"\n[rules]\nmerge = {state}\n')
    with pytest.raises(ValueError, match="merge is neither done nor exempt"):
        Quality.of(ledger)
