"""The domain's enums as the schema shows them, each value described."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

import strawberry

from sla_plugin.domain.agreements import AgreementKind, Level
from sla_plugin.domain.clock import Side
from sla_plugin.domain.combinations import Combination
from sla_plugin.domain.coverage import CoverageStatus
from sla_plugin.domain.escalations import ActionKind
from sla_plugin.domain.explanations import ChangeKind
from sla_plugin.domain.facts import FactKind, Status
from sla_plugin.domain.holiday_sources import HolidayOrigin
from sla_plugin.domain.parties import PartyKind
from sla_plugin.domain.provenance import Attribute, LossReason
from sla_plugin.domain.segments import SegmentKind, SegmentReason
from sla_plugin.domain.terms import EndOfBusiness, Equality, OnAmendment, OnChange, PauseArithmetic, Reopening
from sla_plugin.domain.verdicts import ClockState, Verdict

E = TypeVar("E", bound=StrEnum)


class TicketOrder(StrEnum):
    OPENED_FIRST = "OPENED_FIRST"
    OPENED_LAST = "OPENED_LAST"


class ClockOrder(StrEnum):
    DUE = "DUE"
    STARTED = "STARTED"


def described(enum: type[E], description: str, values: Mapping[E, str]) -> None:
    """Strawberry takes value descriptions only where an enum is written for it; the domain's are not."""
    missing = [value for value in enum if value not in values]
    assert not missing, f"{enum.__name__} has undescribed values: {missing}"
    strawberry.enum(enum, description=description)
    for value in enum.__strawberry_definition__.values:  # type: ignore[attr-defined]  # set by strawberry.enum
        value.description = values[enum(value.value)]


described(
    AgreementKind,
    "Between whom an agreement is made.",
    {
        AgreementKind.CUSTOMER_SLA: "The provider and an external customer.",
        AgreementKind.INTERNAL_SLA: "The provider and a department of the same organisation.",
        AgreementKind.OLA: "Two teams of the provider; it supports SLAs.",
        AgreementKind.UC: "The provider and an external supplier; it supports SLAs.",
    },
)
described(
    Level,
    "How specific an agreement is; a more specific level refines what a general one states.",
    {
        Level.CORPORATE: "For every customer.",
        Level.CUSTOMER: "For one customer, all services.",
        Level.SERVICE: "For one service or service group.",
        Level.EXCEPTION: "For one ticket, agreed case by case.",
    },
)
described(
    Side,
    "Whose promise a clock measures.",
    {
        Side.SLA: "Ours to the customer.",
        Side.OLA: "A team's of ours; each assignment to it is a cycle.",
        Side.UC: "A supplier's to us; each assignment to it is a cycle.",
    },
)
described(
    ActionKind,
    "What kind of thing is done at a step of the escalation.",
    {
        ActionKind.NOTIFY: "Somebody is told.",
        ActionKind.WRITE_BACK: "A field of the desk is written.",
        ActionKind.EVENT: "An event is raised.",
    },
)
described(
    Status,
    "Normalised status of a ticket.",
    {
        Status.NEW: "Nobody has begun.",
        Status.OPEN: "Being worked on.",
        Status.PENDING_CUSTOMER: "The customer has to act.",
        Status.PENDING_SUPPLIER: "A supplier has to act.",
        Status.PENDING_CHANGE: "A change has to be carried out first.",
        Status.ON_HOLD: "Set aside by agreement.",
        Status.RESOLVED: "The work is finished; the requester may object.",
        Status.CLOSED: "Finished for good.",
        Status.CANCELLED: "It needed no work, or was withdrawn, merged or rejected.",
    },
)
described(
    ClockState,
    "What a clock is doing. Whether its target was missed is said by `breachedAt`, beside the state.",
    {
        ClockState.PENDING: "Not started.",
        ClockState.RUNNING: "Counting whenever its calendar is open.",
        ClockState.PAUSED: "Waiting, and not counting.",
        ClockState.STOPPED: "Finished.",
        ClockState.CANCELLED: "No longer asked for: the ticket was cancelled, or nothing is promised now.",
        ClockState.CENSORED: "The contract ended under it; frozen at that instant.",
    },
)
described(
    Verdict,
    "What a clock means, for people and filters.",
    {
        Verdict.ON_TRACK: "Open, and not near its target.",
        Verdict.AT_RISK: "Open, and most of its target is used up.",
        Verdict.MET: "Stopped in time.",
        Verdict.BREACHED: "The target was missed, at `breachedAt`. It stays so, whatever happens later.",
        Verdict.CENSORED: "The contract ended before it was due. Counts neither as met nor as breached.",
        Verdict.CANCELLED: "Cancelled before it was due.",
    },
)
described(
    SegmentKind,
    "What a stretch of a clock's life was.",
    {
        SegmentKind.RUNNING: "Open time that counted.",
        SegmentKind.OUT_OF_HOURS: "The calendar was closed.",
        SegmentKind.PAUSED: "Waiting for a reason that the agreement accepts.",
    },
)
described(
    CoverageStatus,
    "Whether anything is promised for a ticket, and if not, why.",
    {
        CoverageStatus.COVERED: "A contract covers it.",
        CoverageStatus.NO_CUSTOMER: "The desk names no customer, or one that no CRM has told us of.",
        CoverageStatus.NO_CONTRACT: "Its customer has no contract.",
        CoverageStatus.NOT_STARTED: "The contract is not monitored yet.",
        CoverageStatus.CONTRACT_ENDED: "The contract, or the line of it that promised something, has ended.",
        CoverageStatus.NO_AGREEMENT: "No agreement holds under the contract.",
        CoverageStatus.SCOPE_MISMATCH: "No agreement's scope fits the ticket; `because` says where it fails.",
        CoverageStatus.UNMEASURABLE: "Its calendar has no room for what is promised; `because` says more.",
    },
)
described(
    FactKind,
    "What happened to a ticket.",
    {
        FactKind.OPENED: "It came into being.",
        FactKind.FIELD_CHANGED: "A field got another value.",
        FactKind.ASSIGNED: "It went to a team or a supplier.",
        FactKind.REOPENED: "It was opened again.",
        FactKind.STATUS_CHANGED: "It went to another status.",
        FactKind.PUBLIC_REPLY: "Something the requester can read, or wrote.",
        FactKind.INTERNAL_NOTE: "Something only agents can read.",
        FactKind.OUTCOME: "What the requester thought of it.",
        FactKind.MERGED: "It went into another ticket.",
        FactKind.DELETED: "The desk no longer knows it.",
    },
)

described(
    SegmentReason,
    "Why a stretch of a clock's life was of its kind.",
    {
        SegmentReason.IN_PROGRESS: "It ran.",
        SegmentReason.CALENDAR_CLOSED: "The calendar was closed.",
        SegmentReason.EXCLUSION_WINDOW: "It was agreed that this time does not count.",
        SegmentReason.NEW: "Nobody had begun, and the agreement waits for that.",
        SegmentReason.OPEN: "It was open, and the agreement waits in that status.",
        SegmentReason.PENDING_CUSTOMER: "The customer had to act.",
        SegmentReason.PENDING_SUPPLIER: "A supplier had to act.",
        SegmentReason.PENDING_CHANGE: "A change had to be carried out first.",
        SegmentReason.ON_HOLD: "It was set aside by agreement.",
        SegmentReason.RESOLVED: "It was resolved, and came back later.",
        SegmentReason.CANCELLED: "It was cancelled, and came back later.",
        SegmentReason.DELETED: "The desk had deleted it, and it came back later.",
        SegmentReason.NO_COMMITMENT: "Nothing was promised for it meanwhile.",
        SegmentReason.CONDITION: "The condition held under which this metric waits.",
        SegmentReason.CONTRACT_SUSPENDED: "Its contract was suspended, or the line of it that promises.",
    },
)
described(
    PartyKind,
    "Who can hold a ticket.",
    {
        PartyKind.CUSTOMER: "The customer.",
        PartyKind.TEAM: "A team of ours.",
        PartyKind.SUPPLIER: "An external supplier.",
        PartyKind.NOBODY: "Nobody, or the desk does not say.",
    },
)
described(
    Attribute,
    "What is resolved over the levels, each on its own.",
    {
        Attribute.TARGET: "How much time is promised.",
        Attribute.CALENDAR: "When it counts.",
        Attribute.PAUSE: "In which statuses it waits.",
        Attribute.REOPEN: "What a ticket that comes back does to it.",
        Attribute.ON_CHANGE: "What counts when another target begins to hold.",
        Attribute.ON_AMENDMENT: "Whether an open clock keeps the version it started under.",
        Attribute.EQUALITY: "The verdict when it is stopped exactly when due.",
        Attribute.END_OF_BUSINESS: "When a time is due that is used up exactly at closing.",
        Attribute.EXPECTED_EFFORT: "The working time that a ticket usually takes.",
        Attribute.ESCALATIONS: "Who hears what when.",
        Attribute.GOAL: "The share of clocks that should be met.",
        Attribute.OUTCOME: "What customers should think of it.",
        Attribute.CREDITS: "What is owed when the goal is missed.",
    },
)
described(
    LossReason,
    "Why a candidate did not supply an attribute.",
    {
        LossReason.LESS_SPECIFIC_LEVEL: "The winner is of a more specific level.",
        LossReason.LESS_SPECIFIC_SCOPE: "The winner's scope is more specific.",
        LossReason.LATER_ID: "Level and scope are equal; the agreement that was made first wins.",
        LossReason.LATER_CONTRACT: "Two contracts name this agreement; the first one by number wins.",
        LossReason.SCOPE_MISMATCH: "Its scope does not fit the ticket.",
        LossReason.CONTRACT_NOT_MONITORED: "Its contract was not monitored then.",
        LossReason.NOT_IN_FORCE: "This version was not in force then.",
        LossReason.NOT_PINNED: "The clock keeps the versions that were in force when it started.",
        LossReason.DOES_NOT_STATE_IT: "It says nothing about this.",
        LossReason.TARGET_DECIDES: "This goes with the target, which another agreement supplied.",
        LossReason.MANDATORY: "A more general level lets nobody change it.",
        LossReason.BELOW_FLOOR: "A more general level promises more, and that must be kept.",
    },
)
described(
    ChangeKind,
    "What changed while a clock was open.",
    {
        ChangeKind.HANDED_OVER: "Another promise took over, because the ticket changed.",
        ChangeKind.AMENDED: "Another version of the promise took over.",
        ChangeKind.CALENDAR_CHANGED: "A new version of the calendar began to measure.",
        ChangeKind.COMMITMENT_LOST: "Nothing was promised any more.",
        ChangeKind.COMMITMENT_REGAINED: "Something was promised again.",
        ChangeKind.REOPENED: "The ticket came back, and the clock went on.",
        ChangeKind.RESTARTED: "The ticket came back, and the clock began anew.",
        ChangeKind.RUNS_OFF: "The contract ended, and lets the clock go on to its own end.",
    },
)

described(
    PauseArithmetic,
    "What a pause gives back.",
    {
        PauseArithmetic.WORKING_TIME: "The open time that it took.",
        PauseArithmetic.WALL_CLOCK: "Its length on the wall clock, as working time.",
    },
)
described(
    Reopening,
    "What a ticket that was resolved and comes back does to a stopped clock.",
    {
        Reopening.CONTINUE: "It goes on from where it stopped; the time between does not count.",
        Reopening.COUNT_CLOSED_TIME: "It goes on, and the open time between counts.",
        Reopening.RESTART: "It begins from nothing, as the same cycle.",
        Reopening.NEW_CYCLE: "It stays as it is, and another cycle begins.",
        Reopening.IGNORE: "Nothing.",
    },
)
described(
    OnChange,
    "What counts when another target begins to hold for a running clock.",
    {
        OnChange.KEEP_ELAPSED: "What was used up so far is kept.",
        OnChange.FROM_CHANGE: "It is counted from the change on.",
        OnChange.RETROACTIVE: "It is measured again from the start, by the new rules.",
    },
)
described(
    OnAmendment,
    "Whether an open clock keeps the agreement version that it started under.",
    {
        OnAmendment.GRANDFATHER: "It keeps it.",
        OnAmendment.RETARGET: "The new version takes over at once.",
    },
)
described(
    Equality,
    "The verdict of a clock stopped exactly when it is due.",
    {Equality.MET: "In time.", Equality.BREACHED: "Too late."},
)
described(
    EndOfBusiness,
    "When something is due that is used up exactly at closing time.",
    {
        EndOfBusiness.CLOSING_TIME: "At closing time.",
        EndOfBusiness.NEXT_OPENING: "At the next opening.",
    },
)
described(
    Combination,
    "What more specific levels may do with an attribute that this one states.",
    {
        Combination.OVERRIDE: "Replace it.",
        Combination.MANDATORY: "Nothing.",
        Combination.FLOOR: "Promise more, never less.",
        Combination.ADDITIVE: "Add to it.",
    },
)
described(
    HolidayOrigin,
    "Who named a holiday; of several that name one date, the first in this order.",
    {
        HolidayOrigin.TENANT: "The tenant, as a single date.",
        HolidayOrigin.FEED: "An iCalendar feed.",
        HolidayOrigin.FILE: "An imported iCalendar file.",
        HolidayOrigin.SET: "The public holidays of a country.",
    },
)
described(
    TicketOrder,
    "How tickets are sorted.",
    {TicketOrder.OPENED_FIRST: "The oldest one first.", TicketOrder.OPENED_LAST: "The newest one first."},
)
described(
    ClockOrder,
    "How clocks are sorted.",
    {
        ClockOrder.DUE: "The earliest due one first, paused ones last.",
        ClockOrder.STARTED: "The earliest started one first.",
    },
)

__all__ = [
    "ActionKind",
    "AgreementKind",
    "Attribute",
    "ChangeKind",
    "ClockOrder",
    "ClockState",
    "Combination",
    "CoverageStatus",
    "EndOfBusiness",
    "Equality",
    "FactKind",
    "HolidayOrigin",
    "Level",
    "LossReason",
    "OnAmendment",
    "OnChange",
    "PartyKind",
    "PauseArithmetic",
    "Reopening",
    "SegmentKind",
    "SegmentReason",
    "Side",
    "Status",
    "TicketOrder",
    "Verdict",
    "described",
]
