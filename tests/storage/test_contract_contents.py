"""What was signed is what is kept, and is read back as the same, with the same hash."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given

from sla_plugin.domain.contracting.content import VersionContent
from sla_plugin.storage.contract_contents import content_from_json, content_to_json
from tests.support.contract_contents import contents


@given(contents)
def test_it_is_read_back_as_the_same_and_its_hash_is_of_what_is_kept(content: VersionContent) -> None:
    kept = json.loads(json.dumps(content_to_json(content)))
    again = content_from_json(kept)
    assert again == content
    assert again.hash == content.hash
    assert content_to_json(again) == kept


@given(contents, contents)
def test_what_says_something_else_has_another_hash(one: VersionContent, other: VersionContent) -> None:
    assert (one.hash == other.hash) == (one == other)
    moved = replace(one, effective_on=other.effective_on)
    assert (moved.hash == one.hash) == (one.effective_on == other.effective_on)
