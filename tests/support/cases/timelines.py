"""Rows about a ticket's life: `timeline` and `status`.

A row becomes a ticket's facts and an agreement's terms, which are evaluated. What a row expects and what was
found stand side by side under the row's own name for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sla_plugin.domain.agreements import Agreement, AgreementKind, AgreementVersion, Level
from sla_plugin.domain.calendars import Calendar, CalendarHistory
from sla_plugin.domain.clocks import Clock, evaluate
from sla_plugin.domain.commitments import Commitments, Directory
from sla_plugin.domain.contracts import Contract
from sla_plugin.domain.facts import (
    Author,
    Fact,
    FieldChanged,
    Opened,
    PublicReply,
    Status,
    StatusChanged,
    TicketField,
    What,
)
from sla_plugin.domain.ids import AgreementId, AgreementVersionId, CalendarId, ContractId, OrganisationId
from sla_plugin.domain.metrics import Metric
from sla_plugin.domain.segments import SegmentKind
from sla_plugin.domain.targets import Target, WorkingDays, WorkingDuration
from sla_plugin.domain.terms import (
    CalendarRule,
    EndOfBusiness,
    OnChange,
    PauseArithmetic,
    PauseRule,
    Terms,
)
from sla_plugin.domain.verdicts import ClockState, Verdict
from sla_plugin.domain.working_time import between
from tests.support.cases.questions import expectations, step_of
from tests.support.cases.row_calendars import calendar_before, calendar_of
from tests.support.cases.rows import Compared, Row, instant, unknown

METRICS = {
    None: Metric.RESOLUTION,
    "first_response": Metric.FIRST_RESPONSE,
    "resolution": Metric.RESOLUTION,
    "solution": Metric.RESOLUTION,
    "ttr": Metric.RESOLUTION,
    "update": Metric.NEXT_RESPONSE,
    "tto": Metric.ASSIGNMENT,
}
STATUSES = {
    "created": Status.OPEN,
    "created_paused": Status.ON_HOLD,
    "pause": Status.ON_HOLD,
    "resume": Status.OPEN,
    "closed": Status.RESOLVED,
    "reopened": Status.OPEN,
}
ONE = UUID(int=1)
CUSTOMER = OrganisationId(ONE)
FOR_EVER = datetime(1970, 1, 1, tzinfo=UTC)
NO_SLA = "no SLA"


def run_timeline(row: Row) -> Compared:
    """Everything the row expects."""
    events = list(row["events"])
    ends = [instant(row, row[name]) for name in ("end", "now") if row.get(name)]
    facts = list(_facts(row, events))
    as_of = max([fact.occurred_at for fact in facts] + ends)
    clock = _clock(row, calendar_of(row), facts, as_of)
    found = _found(row, clock, calendar_of(row))
    if "expected_elapsed_minutes" in row or "expected_elapsed_seconds" in row:
        elapsed = _elapsed(row, facts, ends[0] if ends else as_of)
        found |= {
            "expected_elapsed_minutes": elapsed / timedelta(minutes=1),
            "expected_elapsed_seconds": elapsed / timedelta(seconds=1),
        }
    if "expected_due_before" in row:
        before = facts[:-1] if events[-1]["type"] != "calendar_changed" else facts
        last = max(fact.occurred_at for fact in before)
        found["expected_due_before"] = _due(_clock(row, calendar_before(row), before, last))
    return _compare(row, found)


def run_status(row: Row) -> Compared:
    """A ticket opened at `start` and answered or resolved at `done_at`, if at all, as it is `now`."""
    metric = METRICS[row.get("metric")]
    facts = [_fact(0, instant(row, row["start"]), _opened(Status.OPEN))]
    if row.get("done_at"):
        done: What = StatusChanged(Status.RESOLVED)
        if metric is Metric.FIRST_RESPONSE:
            done = PublicReply(Author.AGENT)
        facts.append(_fact(1, instant(row, row["done_at"]), done))
    as_of = instant(row, row["now"]) if row.get("now") else facts[-1].occurred_at
    calendar = calendar_of(row)
    return _compare(row, _found(row, _clock(row, calendar, facts, as_of), calendar))


def _found(row: Row, clock: Clock, calendar: Calendar) -> dict[str, object]:
    return {
        "expected_due": _due(clock),
        "expected_hold_seconds": _hold(row, clock, calendar).total_seconds(),
        "expected_slack_minutes": clock.remaining / timedelta(minutes=1),
        "expected_overrun_seconds": clock.overrun.total_seconds(),
        "expected_status": _status(clock),
        "expected_escalation_at": _escalation_at(clock),
    }


def _compare(row: Row, found: Mapping[str, object]) -> Compared:
    compared: Compared = {}
    for name in expectations(row, found):
        expected = row[name]
        is_instant = name.startswith(("expected_due", "expected_escalation")) and expected is not None
        compared[name] = (instant(row, expected) if is_instant else expected, found[name])
    return compared


def _due(clock: Clock) -> datetime | None:
    """Where the row ends in a pause, its source says what would be due on resuming then."""
    return clock.due_at or clock.projected_due_at


def _hold(row: Row, clock: Clock, calendar: Calendar) -> timedelta:
    if row.get("pause_arithmetic") == PauseArithmetic.WALL_CLOCK:
        return clock.allowance + _extra_hold(row)
    paused = [s for s in clock.segments if s.kind is SegmentKind.PAUSED]
    return sum((between(calendar, s.start, s.end) for s in paused), _extra_hold(row))


def _status(clock: Clock) -> str:
    if clock.verdict is Verdict.BREACHED:
        return "failed"
    return "fulfilled" if clock.state is ClockState.STOPPED else "resolution_due"


def _elapsed(row: Row, facts: list[Fact], end: datetime) -> timedelta:
    """Between the row's `start`, if it has one, and the end."""
    calendar = calendar_of(row)
    until = _clock(row, calendar, facts, end).elapsed
    start = instant(row, row["start"]) if row.get("start") else facts[0].occurred_at
    return until - _clock(row, calendar, facts, start).elapsed


def _facts(row: Row, events: list[Mapping[str, Any]]) -> Iterator[Fact]:
    """An event without an instant happened together with the one before it."""
    at = FOR_EVER
    for number, event in enumerate(events):
        at = instant(row, event["at"]) if "at" in event else at
        for place, what in enumerate(_whats(row, number, event)):
            yield _fact(2 * number + place, at, what)
    for number, (start, end) in enumerate(row.get("ignored_pauses", ())):
        ours = 2 * (len(events) + number)
        yield _fact(ours, instant(row, start), StatusChanged(Status.PENDING_SUPPLIER))
        yield _fact(ours + 1, instant(row, end), StatusChanged(Status.OPEN))


def _whats(row: Row, number: int, event: Mapping[str, Any]) -> Iterator[What]:
    """What waits for a reply begins with a message of the requester: where the row tells none, with the one
    that opened the ticket, and where it tells no opening, that is when it was opened."""
    what = _what(row, number, event)
    asks = METRICS[row.get("metric")] is Metric.NEXT_RESPONSE
    if number == 0 and isinstance(what, PublicReply):
        yield _opened(Status.OPEN)
    if what is not None:
        yield what
    if asks and isinstance(what, Opened):
        yield PublicReply(Author.REQUESTER)


def _what(row: Row, number: int, event: Mapping[str, Any]) -> What | None:
    match event["type"]:
        case "created" | "created_paused":
            return _opened(STATUSES[event["type"]])
        case "pause" | "resume" | "closed" | "reopened":
            return StatusChanged(STATUSES[event["type"]])
        case "customer_reply":
            return PublicReply(Author.REQUESTER)
        case "sla_changed":
            return FieldChanged(TicketField.PRIORITY, str(number))
        case "priority_changed":
            return FieldChanged(TicketField.PRIORITY, NO_SLA)
        case "calendar_changed":
            return None
        case other:
            raise unknown(row, f"has an event {other!r}")


def _opened(status: Status) -> Opened:
    return Opened(status, fields=((TicketField.CUSTOMER, "crm:1"), (TicketField.PRIORITY, "as opened")))


def _fact(number: int, at: datetime, what: What) -> Fact:
    return Fact(at, "row", number, str(number), what)


def _clock(row: Row, calendar: Calendar, facts: list[Fact], as_of: datetime) -> Clock:
    contract = Contract(ContractId(ONE), "1", CUSTOMER, calendar.time_zone, FOR_EVER)
    agreement = Agreement(AgreementId(ONE), "row", "row", AgreementKind.CUSTOMER_SLA, Level.CUSTOMER)
    version = AgreementVersion(
        AgreementVersionId(ONE), agreement, 1, FOR_EVER, contract=contract.id, terms=_terms(row)
    )
    commitments = Commitments(
        agreements=(version,),
        contracts=(contract,),
        calendars={CalendarId(ONE): CalendarHistory(((None, calendar),))},
        directory=Directory(customers={"crm:1": CUSTOMER}),
    )
    (clock,) = evaluate(facts, commitments, as_of)
    return clock


def _terms(row: Row) -> Terms:
    return Terms(
        targets={METRICS[row.get("metric")]: dict(_targets(row))},
        calendar=CalendarRule(CalendarId(ONE)),
        pause=PauseRule(
            frozenset({Status.ON_HOLD}),
            frozenset(Metric),
            PauseArithmetic(row.get("pause_arithmetic", PauseArithmetic.WORKING_TIME)),
        ),
        on_change=OnChange.RETROACTIVE,
        end_of_business=EndOfBusiness(row.get("end_of_business", EndOfBusiness.CLOSING_TIME)),
        escalations=(step_of(row),) if "escalation_offset_seconds" in row else None,
    )


def _escalation_at(clock: Clock) -> datetime | None:
    return next((step.taken_at or step.planned_at for step in clock.steps), None)


def _targets(row: Row) -> Iterator[tuple[str, Target]]:
    """By priority: each `sla_changed` goes to a priority of its own."""
    changes = [
        (str(number), event)
        for number, event in enumerate(row.get("events", ()))
        if event["type"] == "sla_changed"
    ]
    if not changes:
        yield "as opened", _target(row)
        return
    yield "as opened", _minutes(row, changes[0][1]["target_minutes_from"])
    for priority, event in changes:
        yield priority, _minutes(row, event["target_minutes_to"])


def _target(row: Row) -> Target:
    if row.get("day_unit") and row["target"]["unit"] == "day":
        at_end = bool(row.get("end_of_working_day")) or row["day_unit"] == "WORKING_DAY_END"
        return WorkingDays(row["target"]["value"], at_end=at_end)
    if "target_seconds" in row:
        return WorkingDuration(timedelta(seconds=row["target_seconds"]) + _extra_hold(row))
    if "target_minutes" in row:
        return _minutes(row, row["target_minutes"])
    if "target" in row:
        return WorkingDuration(
            timedelta(**{f"{row['target']['unit']}s": row["target"]["value"]}) + _extra_hold(row)
        )
    return WorkingDuration(timedelta(days=1))


def _minutes(row: Row, minutes: float) -> WorkingDuration:
    return WorkingDuration(timedelta(minutes=minutes) + _extra_hold(row))


def _extra_hold(row: Row) -> timedelta:
    """Hold taken before the first event moves the deadline like any other."""
    return timedelta(seconds=row.get("extra_hold_seconds", 0))
