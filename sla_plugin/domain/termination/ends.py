"""When a notice ends a contract: the last day of service, the end instant, and how both came about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sla_plugin.domain.calendars import CalendarHistory
from sla_plugin.domain.dates import ONE_DAY
from sla_plugin.domain.notice.earliest import Circumstances, EffectiveDate, earliest_end
from sla_plugin.domain.notice.receipt import DeemedReceipt, end_instant, received_on
from sla_plugin.domain.notice.rules import Align, NoticePeriod, NoticeRule, Unit
from sla_plugin.domain.notice.trace import Step
from sla_plugin.domain.periods import midnight
from sla_plugin.domain.termination.grounds import GROUNDS, Ground, Timing
from sla_plugin.domain.working_time import next_open
from sla_plugin.errors import BadInput, Code

SWITCHING_NOTICE = NoticePeriod(2, Unit.MONTH)


@dataclass(frozen=True, slots=True)
class Notice:
    """`sent_at` and `received_at` as evidence shows; `requested_on`: the last day of service that is wished
    for, or was agreed on."""

    ground: Ground
    sent_at: datetime
    received_at: datetime
    requested_on: date | None = None


@dataclass(frozen=True, slots=True)
class EndClauses:
    """Of the version in force at receipt, as far as its end goes. `deemed`: of the address that was used;
    `starts_on`, `term_ends_on`: of the contract; `sealed_until`: the last day that a sealed settlement
    covers, of a line that ended before."""

    zone: str
    notice: NoticeRule | None
    under: Circumstances
    starts_on: date
    deemed: DeemedReceipt | None = None
    term_ends_on: date | None = None
    sealed_until: date | None = None


@dataclass(frozen=True, slots=True)
class End:
    """`effective_on`: the last day of service, inclusive (R1). `ends_at`: from when on nothing is measured.
    `is_backdated`: it lies before the day of receipt. `is_not_before`: a suspension goes on (R14)."""

    effective_on: date
    ends_at: datetime
    received_on: date
    trace: tuple[Step, ...]
    is_backdated: bool = False
    is_not_before: bool = False


def end_of(notice: Notice, clauses: EndClauses, known_on: date | None = None) -> End:
    """`known_on`: the day of receipt that was found before, which does not move any more (R17).

    BadInput `termination.no_rule` where the contract has no clause for the ground, `termination.date` for a
    day that cannot be, `notice.no_term_end`. An earlier day than is permitted becomes the earliest one."""
    timing = GROUNDS[notice.ground].timing
    on = known_on or received_on(notice.received_at, clauses.zone, clauses.deemed)
    if timing is Timing.IMMEDIATE and notice.requested_on is None:
        return _at_receipt(notice, clauses, on)
    if timing in (Timing.IMMEDIATE, Timing.AGREED):
        return _on_the_day(notice, clauses, on)
    if timing is Timing.TERM_OVER:
        return _with_the_term(clauses, on)
    found = earliest_end(notice_rule(timing, clauses), on, clauses.under, notice.requested_on)
    return _from(found, clauses, on)


def notice_rule(timing: Timing, clauses: EndClauses) -> NoticeRule:
    """Of NOTICE, TERM and SWITCHING. BadInput `termination.no_rule`."""
    rule = clauses.notice
    if timing is Timing.SWITCHING:
        rule = replace(
            rule or NoticeRule(SWITCHING_NOTICE), period=SWITCHING_NOTICE, align=Align.NONE, option=None
        )
    if rule is None:
        raise no_rule()
    return replace(rule, align=Align.TERM_END) if timing is Timing.TERM else rule


def no_rule() -> BadInput:
    return BadInput(
        Code.TERMINATION_NO_RULE,
        "The contract has no clause by which notice could end it for this ground.",
        hint="Agree on an end (MUTUAL), or name a ground that ends it at once.",
        field="ground",
    )


def dated_anew(notice: Notice, before: End, clauses: EndClauses) -> End:
    """What follows from the same receipt, after a suspension began or was lifted (R14). What does not follow
    from a period of notice stays."""
    timing = GROUNDS[notice.ground].timing
    rule = None
    if timing in (Timing.NOTICE, Timing.TERM, Timing.SWITCHING):
        rule = notice_rule(timing, clauses)
    if rule is None or not rule.tolled_by_suspension:
        return before
    found = earliest_end(rule, before.received_on, clauses.under, notice.requested_on)
    return _from(found, clauses, before.received_on)


def _from(found: EffectiveDate, clauses: EndClauses, received: date) -> End:
    at = end_instant(found.on, clauses.zone)
    return End(found.on, at, received, found.trace, is_not_before=found.is_not_before)


def _at_receipt(notice: Notice, clauses: EndClauses, on: date) -> End:
    """R16: at the instant of receipt, or when business opens on the day that is deemed to be that of
    receipt."""
    at, said = notice.received_at, "at the instant of receipt"
    if clauses.deemed is not None and on != at.astimezone(ZoneInfo(clauses.zone)).date():
        business = CalendarHistory(((None, clauses.deemed.calendar),))
        at = next_open(business, midnight(on, clauses.zone))
        said = "when business opens on the deemed day of receipt"
    end = End(on, at, on, (Step("R16", said, on),))
    _check_place(end, clauses)
    return end


def _on_the_day(notice: Notice, clauses: EndClauses, on: date) -> End:
    day = notice.requested_on
    if day is None:
        raise BadInput(
            Code.TERMINATION_DATE,
            "Both sides have to agree on the last day of service.",
            hint="Give the day.",
            field="requestedOn",
        )
    is_backdated = day < on
    if is_backdated and not GROUNDS[notice.ground].may_be_backdated:
        raise BadInput(
            Code.TERMINATION_DATE,
            f"{notice.ground} cannot end a contract on {day}, before notice was received on {on}.",
            hint=f"Choose {on} or later.",
            field="requestedOn",
        )
    end = End(day, end_instant(day, clauses.zone), on, (Step("R1", "as was stated", day),), is_backdated)
    _check_place(end, clauses)
    return end


def _with_the_term(clauses: EndClauses, on: date) -> End:
    if clauses.term_ends_on is None:
        raise BadInput(
            Code.NOTICE_NO_TERM_END,
            "This contract has no term that could run out.",
            hint="Give notice.",
            field="ground",
        )
    day = clauses.term_ends_on
    return End(day, end_instant(day, clauses.zone), on, (Step("R1", "the term runs out", day),))


def _check_place(end: End, clauses: EndClauses) -> None:
    """Never into what is settled, and of what is dated back not before the start. One that ends before it
    starts, on the day of the notice or later, was never in effect."""
    floors = [] if clauses.sealed_until is None else [clauses.sealed_until]
    if end.is_backdated:
        floors.append(clauses.starts_on - ONE_DAY)
    first = max(floors, default=end.effective_on)
    if end.effective_on < first:
        raise BadInput(
            Code.TERMINATION_DATE,
            f"The contract cannot end on {end.effective_on}: before it began, or in what is settled.",
            hint=f"Choose {first} or later.",
            field="requestedOn",
        )
