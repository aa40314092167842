"""What a calendar says of a day: in one line, and in full."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from sla_plugin.domain.contracting.agenda import Entry, EntryKind
from sla_plugin.domain.contracting.life import EndCause
from sla_plugin.domain.notice.law import DISCLAIMER
from sla_plugin.domain.reviews import Review

Words = tuple[str, str]
"""The line, and the text."""


@dataclass(frozen=True, slots=True)
class Day:
    entry: Entry
    words: Words


def contract_words(entry: Entry, about: str) -> Words:
    """`about`: which contract, and whose."""
    match entry.kind:
        case EntryKind.NOTICE_DEADLINE:
            return _deadline(entry, about)
        case EntryKind.RENEWAL:
            return _renewal(entry, about)
        case EntryKind.TERM_END:
            return _term_end(entry, about)
        case _:
            return _end(entry, about)


def obligation_words(kind: str, what: str, owner: str, about: str) -> Words:
    return f"{kind} due: {about}", f"{what}\n{owner} owes it."


def review_words(name: str, review: Review) -> Words:
    happened = [f"{one.on}: {one.cause} {one.detail}".rstrip() for one in review.triggers]
    return f"Review due: {name}", "\n".join([f"The review of {name} is due: {review.cause}.", *happened])


def _deadline(entry: Entry, about: str) -> Words:
    deadline = entry.deadline
    assert deadline is not None, "of a deadline"
    text = [
        f"Notice to end the contract on {deadline.ends_on} has to be received by",
        f"{_local(deadline.received_by, entry.zone)}.",
        f"Otherwise it is renewed {_until(entry.until)}.",
        "" if entry.is_certain else "The term that would end then is not agreed yet.",
        DISCLAIMER,
    ]
    return f"Last day for notice: {about}, otherwise renewed {_until(entry.until)}", _joined(text)


def _renewal(entry: Entry, about: str) -> Words:
    if entry.is_certain:
        return f"Renewed: {about} {_until(entry.until)}", f"Term {entry.term} begins."
    decided = "" if entry.decided_at is None else _local(entry.decided_at, entry.zone)
    said = [
        f"Term {entry.term} begins, unless notice is received in time.",
        f"That is decided at {decided}.",
    ]
    return f"To be renewed: {about} {_until(entry.until)}", _joined(said)


def _term_end(entry: Entry, about: str) -> Words:
    follows = (
        "The next one is agreed." if entry.is_certain else "It is renewed, unless notice is received in time."
    )
    return f"Term {entry.term} ends: {about}", f"The last day of term {entry.term}. {follows}"


def _end(entry: Entry, about: str) -> Words:
    why = (
        "It was terminated."
        if entry.cause is EndCause.TERMINATED
        else "Its term ends, and it is not renewed."
    )
    return f"Contract ends: {about}", f"The last day of service. {why}"


def _until(day: date | None) -> str:
    return "until somebody ends it" if day is None else f"until {day}"


def _local(at: datetime, zone: str) -> str:
    """To the second: nobody reads more."""
    there, here = at.astimezone(ZoneInfo(zone)), at.astimezone(UTC)
    return f"{there:%Y-%m-%d %H:%M:%S} in {zone} ({here:%Y-%m-%dT%H:%M:%SZ})"


def _joined(said: list[str]) -> str:
    return " ".join(one for one in said if one)
