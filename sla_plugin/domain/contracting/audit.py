"""The trail of a contract: every event holds the hash of the one before, so that none can be changed, taken
out or put in between; and the head is sealed with a key from outside, so that a cut tail shows too.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sla_plugin.domain.canonical import content_hash

FIRST = "0" * 64
"""What stands before the first event."""


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """`number` from 1; `payload`: what the event says, JSON-able; `before`: the hash of the event before."""

    number: int
    actor: str
    role: str | None
    type: str
    at: datetime
    payload: Mapping[str, Any]
    before: str

    @property
    def hash(self) -> str:
        return content_hash(replace(self, payload={"json": _text(self.payload)}))


def _text(payload: object) -> str:
    """To the last null, which the canonical form leaves out: that a date was taken away is something said."""
    return json.dumps(payload, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class Head:
    """The last event that there is, and the seal on its number and hash."""

    number: int
    hash: str
    seal: str

    @property
    def sealed(self) -> str:
        """What the seal is put on."""
        return f"{self.number}:{self.hash}"


class Tampering(StrEnum):
    """CHANGED: an event is not what was written. MISSING: a number is not there. CUT: later events are not
    there. ADDED: there is more than was written, or sealed. BROKEN_SEAL: the head is another one."""

    CHANGED = "CHANGED"
    MISSING = "MISSING"
    CUT = "CUT"
    ADDED = "ADDED"
    BROKEN_SEAL = "BROKEN_SEAL"


@dataclass(frozen=True, slots=True)
class Finding:
    """`number`: of the event that it concerns."""

    what: Tampering
    number: int


def following(
    last: AuditEvent | Head | None,
    actor: str,
    role: str | None,
    type: str,  # noqa: A002 - the field's name
    at: datetime,
    payload: Mapping[str, Any],
) -> AuditEvent:
    """The next one after the last; None: the first."""
    number, before = (0, FIRST) if last is None else (last.number, last.hash)
    return AuditEvent(number + 1, actor, role, type, at.astimezone(UTC), payload, before)


def sealed_head(last: AuditEvent, seal: Callable[[str], str]) -> Head:
    head = Head(last.number, last.hash, "")
    return replace(head, seal=seal(head.sealed))


def verify_trail(
    events: Sequence[AuditEvent], stored: Sequence[str], head: Head, is_sealed: Callable[[Head], bool]
) -> Iterator[Finding]:
    """`stored`: the hash that was written beside each event. Whoever changes an event and its hash is told by
    the next one; whoever changes all of them, by the head; and whoever changes the head has no key."""
    if not is_sealed(head):
        yield Finding(Tampering.BROKEN_SEAL, head.number)
    before, expected = FIRST, 1
    for event, written in zip(events, stored, strict=True):
        if event.number < expected:
            yield Finding(Tampering.ADDED, event.number)
            continue
        for number in range(expected, event.number):
            yield Finding(Tampering.MISSING, number)
        if event.hash != written or (event.before != before and event.number == expected):
            yield Finding(Tampering.CHANGED, event.number)
        before, expected = written, event.number + 1
    last = expected - 1
    if last < head.number:
        yield Finding(Tampering.CUT, last + 1)
    elif last > head.number:
        yield Finding(Tampering.ADDED, head.number + 1)
    elif before != head.hash:
        yield Finding(Tampering.CHANGED, last)
