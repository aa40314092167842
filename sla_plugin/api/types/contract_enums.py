"""The enums of contracts as the schema shows them, each value described."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from sla_plugin.api.types.enums import described
from sla_plugin.domain.contracting.audit import Tampering
from sla_plugin.domain.contracting.bindings import StopCause
from sla_plugin.domain.contracting.content import SuspendedClocks
from sla_plugin.domain.contracting.documents import DocumentKind
from sla_plugin.domain.contracting.life import EndCause
from sla_plugin.domain.contracting.lines import Billing
from sla_plugin.domain.contracting.negotiation import Consent
from sla_plugin.domain.contracting.obligations import ObligationState
from sla_plugin.domain.contracting.parties import PartyRole
from sla_plugin.domain.contracting.requirements import Side
from sla_plugin.domain.contracting.states import ContractKind, ContractState
from sla_plugin.domain.contracting.terms import TermKind, TermStatus
from sla_plugin.domain.notice.law import Law
from sla_plugin.domain.notice.rules import Align, MonthRule, Roll, Unit
from sla_plugin.usecases.take_contract import Taken

E = TypeVar("E", bound=StrEnum)


class ContractOrder(StrEnum):
    NUMBER = "NUMBER"
    STARTS = "STARTS"
    ENDS = "ENDS"


def _named(enum: type[E], name: str, description: str, values: Mapping[E, str]) -> None:
    """Where the domain's own name would say too little beside all the others of the schema."""
    described(enum, description, values)
    enum.__strawberry_definition__.name = name  # type: ignore[attr-defined]  # set by strawberry.enum


described(
    ContractKind,
    "Between whom a contract is made.",
    {
        ContractKind.CUSTOMER: "The provider and a customer.",
        ContractKind.INTERNAL: "Departments of the provider; it may take the short path to its signatures.",
        ContractKind.UNDERPINNING: "The provider and a supplier; it may take the short path, too.",
        ContractKind.FRAMEWORK: "What others are made below.",
    },
)
_named(
    Taken,
    "ContractTaken",
    "What became of a contract in a file.",
    {
        Taken.DRAFTED: "Its number is new: a draft was begun.",
        Taken.RECORDED: "It was signed on paper, and is on record now.",
        Taken.EDITED: "The version on its way to signature was edited.",
        Taken.AMENDED: "An amendment was opened beside the version in force.",
        Taken.PRESENT: "It was there, and said the same.",
    },
)
described(
    ContractState,
    "How far a version, or a contract, has come.",
    {
        ContractState.DRAFT: "It is being written: who, what for, and what is needed.",
        ContractState.FEASIBILITY: "Two persons judge every requirement.",
        ContractState.SPECIFICATION_REVIEW: "The customer reads what would be delivered.",
        ContractState.PRICING: "Service levels and prices are agreed.",
        ContractState.FINAL_REVIEW: "Everybody who has to reads the whole.",
        ContractState.AWAITING_SIGNATURE: "Published; it says the same from here on.",
        ContractState.SIGNED: "Signed by all, and not begun.",
        ContractState.ACTIVE: "In effect.",
        ContractState.SUSPENDED: "In effect, but suspended.",
        ContractState.ENDED: "Over, and not settled yet.",
        ContractState.CLOSED: "Over and settled.",
        ContractState.ABANDONED: "Given up before it was signed.",
    },
)
described(
    PartyRole,
    "The part of somebody in a contract.",
    {
        PartyRole.CUSTOMER: "Is owed the service; tickets of the accounts below are covered, too.",
        PartyRole.PROVIDER: "Owes the service.",
        PartyRole.SUPPLIER: "Owes the provider what the service rests on.",
        PartyRole.SIGNATORY: "Signs for a customer, provider or supplier; `person` says who.",
        PartyRole.REVIEWER: "Approves the whole before it is published; `person` says who.",
        PartyRole.NOTICE_CONTACT: "Receives notices; `notice` says where.",
        PartyRole.PAYER: "Pays.",
        PartyRole.BENEFICIARY: "Is covered like a customer, and owes nothing.",
    },
)
described(
    EndCause,
    "Why a contract ends.",
    {
        EndCause.TERMINATED: "By notice, before its time.",
        EndCause.EXPIRED: "With its last term.",
    },
)
described(
    Billing,
    "For how long one price is.",
    {
        Billing.ONCE: "Once for the whole contract.",
        Billing.MONTHLY: "For each month.",
        Billing.QUARTERLY: "For each quarter.",
        Billing.YEARLY: "For each year.",
    },
)
described(
    SuspendedClocks,
    "What the clocks of a suspended contract do.",
    {SuspendedClocks.PAUSE: "They pause.", SuspendedClocks.GO_ON: "They run on."},
)
described(
    TermKind,
    "Which term.",
    {TermKind.INITIAL: "The first.", TermKind.RENEWAL: "One that was added by a renewal or an amendment."},
)
described(
    TermStatus,
    "Where a term stands.",
    {
        TermStatus.PLANNED: "It has not begun.",
        TermStatus.RUNNING: "The day lies in it.",
        TermStatus.ENDED: "It is over.",
        TermStatus.VOIDED: "It never comes: notice was received in time.",
    },
)
described(
    Law,
    "By which law days and months are counted where a clause says nothing. This is not legal advice.",
    {
        Law.DE: "German: the Civil Code, sections 187 to 193.",
        Law.TH: "Thai: the Civil and Commercial Code, sections 193/3 to 193/8.",
        Law.GENERIC: "No law in particular.",
    },
)
_named(
    Side,
    "JudgementSide",
    "What of a requirement is judged.",
    {
        Side.TECHNICAL: "Whether it can be done; by a SYSTEMS_ENGINEER.",
        Side.COMMERCIAL: "Whether it is worth it; by a CRM_AGENT.",
    },
)
_named(
    Consent,
    "ConsentKind",
    "To what somebody said yes.",
    {
        Consent.SPECIFICATION: "The customer to the specification.",
        Consent.PRICE: "One side to service levels and prices.",
        Consent.REVIEW: "A reviewer to the whole.",
        Consent.SIGNATURE: "A signatory, by signing.",
    },
)
_named(
    StopCause,
    "MonitoringStop",
    "Why a line is measured no more.",
    {
        StopCause.CONTRACT_ENDED: "The contract ends.",
        StopCause.LINE_ENDED: "The line has a last day of its own.",
        StopCause.LINE_TERMINATED: "A termination of its own ends the line before the contract.",
        StopCause.AMENDED: "Another version takes over.",
    },
)
_named(
    Unit,
    "NoticeUnit",
    "In what a notice period is counted.",
    {
        Unit.DAY: "Days.",
        Unit.BUSINESS_DAY: "Business days of the contract's calendar.",
        Unit.WEEK: "Weeks.",
        Unit.MONTH: "Months, as the month rule says.",
        Unit.QUARTER: "Three months each.",
        Unit.BY_DAY_OF_MONTH: "Not counted: notice by that day of a month ends that month.",
    },
)
_named(
    MonthRule,
    "NoticeMonthRule",
    "How months are counted.",
    {
        MonthRule.CLAMP: "To the same day so many months on, or the last one there.",
        MonthRule.CALENDAR: "From the day after receipt: whole calendar months where that is a first.",
    },
)
_named(
    Roll,
    "NoticeRoll",
    "What becomes of a last day that is no business day.",
    {Roll.NONE: "It stays.", Roll.FOLLOWING: "The next business day is the last."},
)
_named(
    Align,
    "NoticeAlignment",
    "To which day an end is moved on.",
    {
        Align.NONE: "To none.",
        Align.WEEK_END: "Sunday.",
        Align.MONTH_END: "The last of the month.",
        Align.QUARTER_END: "The last of the quarter, by the fiscal year.",
        Align.HALF_YEAR_END: "The last of the half-year, by the fiscal year.",
        Align.YEAR_END: "The last of the fiscal year.",
        Align.TERM_END: "The end of the term.",
    },
)
described(
    ObligationState,
    "Where an obligation stands.",
    {
        ObligationState.OPEN: "It is owed.",
        ObligationState.DONE: "It was met.",
        ObligationState.WAIVED: "Whoever it was owed to let it go.",
        ObligationState.LAPSED: "It is owed no more, although it was not met.",
    },
)
described(
    DocumentKind,
    "What a paper of a contract is.",
    {
        DocumentKind.SPECIFICATION: "What would be delivered, made from what is on record.",
        DocumentKind.DRAFT: "A draft, handed in.",
        DocumentKind.FINAL: "The contract, made from what is on record.",
        DocumentKind.AMENDMENT: "An amendment, made from what is on record.",
        DocumentKind.NOTICE: "A notice of termination, or of a breach.",
        DocumentKind.EVIDENCE: "Something that proves something.",
        DocumentKind.SETTLEMENT: "What was owed at the end, made from what is on record.",
        DocumentKind.ERASURE_CERTIFICATE: "That data was erased.",
    },
)
described(
    Tampering,
    "What was done behind our back.",
    {
        Tampering.CHANGED: "It is not what was written.",
        Tampering.MISSING: "It was written, and is not there.",
        Tampering.CUT: "Later events are not there.",
        Tampering.ADDED: "It is there, and was never written.",
        Tampering.BROKEN_SEAL: "The head of the trail is another one than was sealed.",
    },
)
described(
    ContractOrder,
    "In which order contracts come.",
    {
        ContractOrder.NUMBER: "By number, by code point.",
        ContractOrder.STARTS: "The one that starts first first; those that are not signed last.",
        ContractOrder.ENDS: "The one that ends first first; those whose end is not certain last.",
    },
)

__all__ = [
    "Align",
    "Billing",
    "Consent",
    "ContractKind",
    "ContractOrder",
    "ContractState",
    "DocumentKind",
    "EndCause",
    "Law",
    "MonthRule",
    "ObligationState",
    "PartyRole",
    "Roll",
    "Side",
    "StopCause",
    "SuspendedClocks",
    "Tampering",
    "TermKind",
    "TermStatus",
    "Unit",
]
