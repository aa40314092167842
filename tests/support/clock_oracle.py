"""What clocks must show, found by walking through time from one instant to the next.

It shares nothing with the evaluator: no working-time arithmetic, no folding of facts. The walk halts at every
action, opening and closing, so that between two halts nothing changes and time is used up at a constant rate.
It knows the default rules only: a pause gives back open time, stopped exactly when due is met, a reopened
ticket goes on, elapsed is kept when the promise changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

Interval = tuple[datetime, datetime]

DONE = ("RESOLVED", "CLOSED")
GONE = ("CANCELLED", "MERGED", "DELETED")
ANSWERS = {"reply": "FIRST_RESPONSE", "assigned": "ASSIGNMENT"}
"""What answers which metric."""


@dataclass(frozen=True)
class Action:
    """`what`: "status" (`value` a normalised status; the first one opens the ticket), "priority", "reply" (a
    public one by an agent), "assigned", or any other word, which changes nothing. MERGED and DELETED are
    statuses."""

    at: datetime
    what: str
    value: str = ""


@dataclass(frozen=True)
class Promise:
    """So much time of the open intervals (sorted, apart, reaching far enough); `waits_in` pauses it."""

    target: timedelta
    hours: Sequence[Interval]
    waits_in: frozenset[str] = frozenset()

    def is_open(self, at: datetime) -> bool:
        return any(opens <= at < closes for opens, closes in self.hours)


@dataclass(frozen=True)
class Expected:
    """What a clock shows; `due_at` None while paused, and where nothing was due when it was cut off."""

    state: str
    elapsed: timedelta
    started_at: datetime
    due_at: datetime | None
    breached_at: datetime | None
    stopped_at: datetime | None

    @property
    def verdict(self) -> str:
        """ON_TRACK stands for AT_RISK too."""
        if self.breached_at is not None:
            return "BREACHED"
        ended = {"STOPPED": "MET", "CENSORED": "CENSORED", "CANCELLED": "CANCELLED"}
        return ended.get(self.state, "ON_TRACK")


def expected_clocks(
    log: Sequence[Action],
    promises: Mapping[tuple[str, str], Promise],
    as_of: datetime,
    monitored_until: datetime | None = None,
    suspended: Sequence[Interval] = (),
) -> dict[str, Expected]:
    """By metric. `promises` by metric and priority; for a priority that is not there nothing is promised.
    `suspended` are the intervals in which nothing runs, whatever the status.

    `log` is in the order in which things happened. It begins with the priority, if any, and the status with
    which the ticket was opened.
    """
    known = [a for a in log if a.at <= as_of and (monitored_until is None or a.at < monitored_until)]
    found = {}
    for metric in sorted({metric for metric, _ in promises}):
        of_metric = {priority: promise for (of, priority), promise in promises.items() if of == metric}
        walk = _Walk(metric, of_metric, suspended)
        if known:
            walk.through(known, as_of, monitored_until)
        if walk.started_at is not None:
            found[metric] = walk.shown(as_of)
    return found


@dataclass(frozen=True)
class _Halt:
    """`used` so far; until the next halt the clock runs or not, and its calendar is open or not."""

    at: datetime
    used: timedelta
    runs: bool
    is_open: bool


class _Walk:
    def __init__(self, metric: str, promises: Mapping[str, Promise], suspended: Sequence[Interval]) -> None:
        self.metric = metric
        self.promises = promises
        self.suspended = suspended
        self.is_suspended = False
        self.status = ""
        self.priority = ""
        self.last_promised = ""
        self.done: set[str] = set()
        self.used = timedelta(0)
        self.is_opening = self.waited_at_end = False
        self.started_at: datetime | None = None
        self.breached_at: datetime | None = None
        self.ended: tuple[str, datetime] | None = None
        self.halts: list[_Halt] = []

    def through(self, log: Sequence[Action], as_of: datetime, monitored_until: datetime | None) -> None:
        instants = self._instants(log, as_of, monitored_until)
        for at, following in pairwise([*instants, as_of]):
            self._breach_before(at, at_once=False)
            if monitored_until is not None and at >= monitored_until:
                self._end("CENSORED", monitored_until)
            self.is_suspended = any(since <= at < until for since, until in self.suspended)
            for action in log:
                if action.at == at:
                    self._act(action)
            self._halt(at)
            if self._runs() and self._promise().is_open(at):
                self.used += following - at

    def shown(self, as_of: datetime) -> Expected:
        assert self.started_at is not None
        state, stopped_at = self.ended or ("RUNNING" if self._runs() else "PAUSED", None)
        due_at = None if state == "PAUSED" else self._last_due(state, stopped_at or as_of)
        return Expected(state, self.used, self.started_at, due_at, self.breached_at, stopped_at)

    def _instants(
        self, log: Sequence[Action], as_of: datetime, monitored_until: datetime | None
    ) -> list[datetime]:
        hours = [interval for promise in self.promises.values() for interval in promise.hours]
        edges = {edge for interval in [*hours, *self.suspended] for edge in interval}
        if monitored_until is not None:
            edges.add(monitored_until)
        first = min(action.at for action in log)
        return sorted({action.at for action in log} | {e for e in edges if first < e < as_of} | {as_of})

    def _promise(self) -> Promise:
        return self.promises[self.last_promised]

    def _act(self, action: Action) -> None:
        if self.status == "MERGED":
            return
        self.is_opening = False
        if action.what == "status":
            self.is_opening = not self.status
            self.status = action.value
        elif action.what == "priority":
            self.priority = action.value
        elif action.what in ANSWERS:
            self.done.add(ANSWERS[action.what])
        self._follow(action.at)
        self._breach_before(action.at, at_once=True)

    def _follow(self, at: datetime) -> None:
        """The first end counts, until the ticket comes back."""
        is_promised = self.priority in self.promises
        is_answered = self.metric in self.done
        is_asked = not is_answered and (self.status not in DONE + GONE or self.is_opening)
        if self.status and is_promised and is_asked and self.started_at is None:
            self.started_at = at
        if is_promised and (self.ended is None or not (is_answered or self.status in DONE + GONE)):
            self.last_promised = self.priority
        if self.status in GONE or not is_promised:
            self._end("CANCELLED", at)
        elif self.status in DONE or is_answered:
            self._end("STOPPED", at)
        else:
            self.ended = None

    def _end(self, state: str, at: datetime) -> None:
        if self.started_at is not None and self.ended is None:
            self.ended, self.waited_at_end = (state, at), self._waits()

    def _runs(self) -> bool:
        return self.started_at is not None and self.ended is None and not self._waits()

    def _waits(self) -> bool:
        return self.is_suspended or self.status in self._promise().waits_in

    def _breach_before(self, at: datetime, *, at_once: bool) -> None:
        """What was due before this instant; `at_once`: by a promise that only holds from now on."""
        if self._runs() and self.breached_at is None:
            due = self._used_up(self._promise().target, at)
            if due is not None and due < at:
                self.breached_at = at if at_once else due

    def _halt(self, at: datetime) -> None:
        """What is due now, and nothing that happens now has answered."""
        runs = self._runs()
        self.halts.append(_Halt(at, self.used, runs, runs and self._promise().is_open(at)))
        if runs and self.breached_at is None and self._used_up(self._promise().target, at) is not None:
            self.breached_at = at

    def _used_up(self, target: timedelta, now: datetime) -> datetime | None:
        """The first instant at which the clock ran and the target was used up."""
        ends = [halt.at for halt in self.halts[1:]] + [now]
        for halt, end in zip(self.halts, ends, strict=False):
            if halt.runs and halt.used >= target:
                return halt.at
            due = halt.at + (target - halt.used)
            if halt.is_open and due < end:
                return due
        return None

    def _last_due(self, state: str, at: datetime) -> datetime | None:
        used_up = self._used_up(self._promise().target, at)
        if state == "CANCELLED":
            return used_up if self.breached_at is not None else None
        if state == "CENSORED" and self.waited_at_end:
            return used_up
        return used_up or _ahead(self._promise().hours, at, self._promise().target - self.used)


def _ahead(hours: Iterable[Interval], at: datetime, left: timedelta) -> datetime:
    """The instant at which so much open time will have passed."""
    if not left:
        return at
    for opens, closes in hours:
        begin = max(opens, at)
        if closes - begin >= left:
            return begin + left
        left -= max(closes - begin, timedelta(0))
    raise ValueError("the open intervals end before the target is used up: list more of them")
