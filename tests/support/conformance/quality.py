"""The rules that every adapter answers for in its `quality.toml`, and how to read one."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Self

RULES = {
    "identity_is_proven": "`check` says who we are there.",
    "bad_secret_is_refused": "A wrong secret is AuthFailed, even where the system answers as to anybody.",
    "no_secret_in_logs_or_errors": "No secret is in a repr, a log line or an error.",
    "burst_in_one_second": "More records of one second than a page holds are all told.",
    "insert_while_paging": "What is made while pages are read is told.",
    "edit_while_paging": "What is changed while pages are read is told as it is then.",
    "short_page_is_not_the_last": "A page with less than was asked for does not end the stream.",
    "late_commit_is_not_lost": "What becomes visible behind the place where we read is told later.",
    "resume_from_every_cursor": "From any page's cursor, by way of JSON, the rest is told.",
    "cursor_of_another_format": "A cursor that is not understood is CursorExpired.",
    "history_equals_the_log_of_actions": "The facts of a ticket are what was done to it, to the second.",
    "delete": "The stream tells of a deletion.",
    "hard_delete": "A deletion without trace is found by listing ids.",
    "undelete": "What was deleted or retired and is back is told again.",
    "merge": "What was merged is told with its survivor, when those whom it names are known.",
    "own_write_is_no_fact": "What we wrote does not come back as a fact.",
    "stale_write_is_refused": "Where somebody was faster, nothing is written.",
    "write_is_idempotent": "Writing under one key twice has the effect of writing once.",
    "note_is_written_once": "A note under one key is written once.",
    "own_note_is_no_fact": "A note that we wrote does not come back as a fact.",
    "termination_is_told_as_it_was_made": "A request to end a contract has its own id, and is told alike.",
    "no_termination_that_nobody_asked_for": "Nothing that becomes of a customer tells a request.",
    "termination_is_taken_back_by_name": "What takes a request back is another one, which names it.",
    "value_too_long_for_the_system": "A reason longer than a field holds is cut, and can be removed again.",
    "refusal_inside_200": "A refusal that looks like success is noticed.",
    "poisoned_record_is_skipped": "What cannot be understood is set aside, and the stream goes on.",
    "clock_skew_is_measured": "`check` says how far the system's clock is from ours.",
    "zone": "Instants are UTC, whatever zone the system keeps.",
    "unreachable_is_transient": "A system that does not answer is Transient.",
    "rate_limit": "A pause that the system asks for is RateLimited, with its length.",
    "discover": "The words that the system uses are found, to hold the mapping against.",
    "webhook": "What the system sends is verified, and taken as a hint.",
}


@dataclass(frozen=True, slots=True)
class Quality:
    """`exempt` holds the reasons. `proven` says against what."""

    proven: str
    done: frozenset[str]
    exempt: dict[str, str]

    @classmethod
    def of(cls, file: Path) -> Self:
        """ValueError for anything that is neither `done` nor exempt with a reason."""
        ledger = tomllib.loads(file.read_text("utf-8"))
        rules = ledger["rules"]
        done = {rule for rule, state in rules.items() if state == "done"}
        exempt = {rule: _reason(rule, rules[rule]) for rule in rules.keys() - done}
        return cls(f"{ledger['proven']}: {ledger['against']}", frozenset(done), exempt)


def _reason(rule: str, state: object) -> str:
    match state:
        case {"exempt": str(reason), **rest} if reason.strip() and not rest:
            return reason
    raise ValueError(f"{rule} is neither done nor exempt with a reason: {state!r}")
