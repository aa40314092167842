"""Whatever is changed behind the application's back shows, and says where."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla_plugin.domain.contracting.audit import (
    AuditEvent,
    Finding,
    Head,
    Tampering,
    following,
    sealed_head,
    verify_trail,
)

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def seal(text: str) -> str:
    """With a key that whoever reaches the database does not have."""
    return hmac.new(b"of the tests", text.encode(), hashlib.sha256).hexdigest()


def is_sealed(head: Head) -> bool:
    return hmac.compare_digest(seal(head.sealed), head.seal)


def trail(length: int = 5) -> list[AuditEvent]:
    events: list[AuditEvent] = []
    for number in range(length):
        last = events[-1] if events else None
        at = AT + timedelta(minutes=number)
        events.append(following(last, "nok", "CRM_AGENT", "contract.submitted.v1", at, {"n": number}))
    return events


WHOLE = trail()
HASHES = [event.hash for event in WHOLE]
HEAD = sealed_head(WHOLE[-1], seal)


def found(events: list[AuditEvent], stored: list[str] | None = None, head: Head = HEAD) -> list[Finding]:
    return list(verify_trail(events, HASHES if stored is None else stored, head, is_sealed))


def test_a_trail_that_nobody_touched_is_whole() -> None:
    assert found(WHOLE) == []


@pytest.mark.parametrize(
    "change",
    [
        {"actor": "malee"},
        {"role": None},
        {"type": "contract.signed.v1"},
        {"at": AT},
        {"payload": {"n": 3}},
        {"payload": {"n": 2, "until": None}},
        {"payload": {"n": 2.0}},
        {"payload": {"n": 2.5}},
        {"payload": [2]},
        {"payload": None},
        {"before": HASHES[0]},
    ],
)
def test_any_part_of_an_event_that_is_changed_shows(change: dict[str, Any]) -> None:
    events = [*WHOLE[:2], replace(WHOLE[2], **change), *WHOLE[3:]]
    assert found(events) == [Finding(Tampering.CHANGED, 3)]


def test_an_event_that_is_changed_with_its_hash_shows_at_the_next() -> None:
    changed = replace(WHOLE[2], actor="malee")
    stored = [*HASHES[:2], changed.hash, *HASHES[3:]]
    assert found([*WHOLE[:2], changed, *WHOLE[3:]], stored) == [Finding(Tampering.CHANGED, 4)]


def test_an_event_that_is_taken_out_shows() -> None:
    assert found(WHOLE[:2] + WHOLE[3:], HASHES[:2] + HASHES[3:]) == [Finding(Tampering.MISSING, 3)]


def test_a_tail_that_is_cut_off_shows() -> None:
    assert found(WHOLE[:3], HASHES[:3]) == [Finding(Tampering.CUT, 4)]


def test_a_cut_tail_with_a_head_to_match_has_no_seal() -> None:
    forged = Head(3, HASHES[2], HEAD.seal)
    assert found(WHOLE[:3], HASHES[:3], forged) == [Finding(Tampering.BROKEN_SEAL, 3)]


def test_an_event_that_nobody_sealed_shows() -> None:
    more = [*WHOLE, following(WHOLE[-1], "x", None, "contract.signed.v1", AT, {})]
    assert found(more, [event.hash for event in more]) == [Finding(Tampering.ADDED, 6)]


def test_a_whole_trail_that_is_written_anew_shows_at_the_head() -> None:
    other = [following(None, "x", None, "contract.drafted.v1", AT, {})]
    for n in range(4):
        other.append(following(other[-1], "x", None, "contract.submitted.v1", AT, {"n": n}))
    assert found(other, [event.hash for event in other]) == [Finding(Tampering.CHANGED, 5)]


@given(st.integers(1, 12), st.data())
def test_no_trail_but_its_own_passes_for_a_head(length: int, data: st.DataObject) -> None:
    events = trail(length)
    head, stored = sealed_head(events[-1], seal), [event.hash for event in events]
    place = data.draw(st.integers(0, length - 1))
    how = data.draw(st.sampled_from(["changed", "rehashed", "taken", "cut", "doubled"]))
    if how == "changed":
        events[place] = replace(events[place], actor="malee")
    elif how == "rehashed":
        events[place] = replace(events[place], actor="malee")
        stored[place] = events[place].hash
    elif how == "taken":
        del events[place], stored[place]
    elif how == "cut":
        del events[place:], stored[place:]
    else:
        events.insert(place, events[place])
        stored.insert(place, stored[place])
    assert list(verify_trail(events, stored, head, is_sealed))
