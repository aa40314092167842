"""The enums of terminations as the schema shows them, each value described."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from sla_plugin.api.types.enums import described
from sla_plugin.domain.contracting.ending import Children, FeeKind
from sla_plugin.domain.roles import Role
from sla_plugin.domain.termination.cases import Side
from sla_plugin.domain.termination.grounds import Ground
from sla_plugin.domain.termination.settlement import Item
from sla_plugin.domain.termination.states import CaseState, CaseStep
from sla_plugin.storage.termination_requests import Outcome

E = TypeVar("E", bound=StrEnum)


class TerminationOrder(StrEnum):
    OPENED_FIRST = "OPENED_FIRST"
    OPENED_LAST = "OPENED_LAST"
    ENDS = "ENDS"


def _named(enum: type[E], name: str, description: str, values: Mapping[E, str]) -> None:
    """As the schema calls it, where the domain's own name says too little beside all the others."""
    described(enum, description, values)
    enum.__strawberry_definition__.name = name  # type: ignore[attr-defined]  # set by strawberry.enum


described(
    TerminationOrder,
    "How terminations are sorted.",
    {
        TerminationOrder.OPENED_FIRST: "By when they were opened, the first one first.",
        TerminationOrder.OPENED_LAST: "By when they were opened, the last one first.",
        TerminationOrder.ENDS: "By the end instant; those without one last.",
    },
)
_named(
    CaseState,
    "TerminationState",
    "How far a termination has come.",
    {
        CaseState.DRAFT: "Opened; nothing has changed by it.",
        CaseState.CURE: "A breach notice was served, and the breach may be cured.",
        CaseState.CURE_EXPIRED: "The time to cure is over; somebody has to elect the end.",
        CaseState.RECEIVED: "Notice was received; its end is computed.",
        CaseState.REVIEW: "Found valid; what it brings about is to be approved.",
        CaseState.SCHEDULED: "Approved; it ends at its end instant.",
        CaseState.DISPUTED: "The other party has objected.",
        CaseState.SUPERSEDED: "Another one ends the same earlier.",
        CaseState.EFFECTIVE: "The end instant has come.",
        CaseState.SETTLING: "What was planned is executed; what is owed is settled.",
        CaseState.CLOSED: "Settled.",
        CaseState.CURED: "The breach was cured.",
        CaseState.LAPSED: "Nobody elected the end in time.",
        CaseState.REJECTED: "The notice has a legal defect.",
        CaseState.WITHDRAWN: "Taken back.",
        CaseState.RESCINDED: "Undone; a successor contract takes effect from the end instant.",
    },
)
_named(
    CaseStep,
    "TerminationAction",
    "What can be done to a termination, or what time does; where there is a mutation for it, that is named.",
    {
        CaseStep.SUBMIT_NOTICE: "`submitTerminationNotice`",
        CaseStep.SERVE_BREACH_NOTICE: "`serveBreachNotice`",
        CaseStep.ACCEPT_CURE: "`acceptCure`",
        CaseStep.EXPIRE_CURE: "The time to cure is over.",
        CaseStep.ELECT: "`electTermination`",
        CaseStep.ACCEPT_LATE_CURE: "`acceptLateCure`",
        CaseStep.LAPSE: "The time to elect is over.",
        CaseStep.FIND_VALID: "`validateTermination`",
        CaseStep.FIND_INVALID: "`rejectTermination`, of a notice that was received.",
        CaseStep.CONVERT: "`convertTermination`",
        CaseStep.APPROVE: "`approveTermination`",
        CaseStep.REJECT: "`rejectTermination`, of one in review.",
        CaseStep.OBJECT: "`objectToTermination`",
        CaseStep.CONFIRM_NOTICE: "`confirmNotice`",
        CaseStep.ANNUL_NOTICE: "`annulNotice`",
        CaseStep.SETTLE_DISPUTE: "`settleDispute`",
        CaseStep.WITHDRAW: "`withdrawTermination`",
        CaseStep.REDATE: "`redateTermination`",
        CaseStep.SUPERSEDE: "Another one comes to end the same earlier.",
        CaseStep.REVIVE: "That one failed; it is scheduled again.",
        CaseStep.REVIVE_TO_REVIEW: "That one failed; it is reviewed again.",
        CaseStep.REACH_END: "The end instant comes.",
        CaseStep.CUT_OVER: "What was planned is executed.",
        CaseStep.RESCIND: "`rescindTermination`",
        CaseStep.CLOSE: "`closeTermination`",
    },
)
_named(
    Ground,
    "TerminationGround",
    "Why a contract ends. Of two that end on one day the stronger one governs.",
    {
        Ground.CONVENIENCE: "By notice, for no reason that has to be given.",
        Ground.CAUSE_CURABLE: "For a breach that can be cured: first a breach notice, then an election.",
        Ground.CAUSE_INCURABLE: "For a breach that cannot be cured; at once.",
        Ground.NON_RENEWAL: "By notice, with the term.",
        Ground.EXPIRY: "With the term, by itself.",
        Ground.MUTUAL: "On the day that both sides agree on.",
        Ground.INSOLVENCY: "A side cannot pay; at once.",
        Ground.REGULATORY: "An authority forbids it; at once.",
        Ground.FORCE_MAJEURE: "Nobody can help it; by notice.",
        Ground.SWITCHING: "The customer moves to another provider: two months, whatever the clause says.",
        Ground.CHANGE_OF_CONTROL: "A side belongs to somebody else now; by notice.",
        Ground.REPLACEMENT: "Another contract takes its place, on the day that both sides agree on.",
        Ground.VOID: "It never held; at once.",
    },
)
_named(
    Side,
    "ContractSide",
    "A side of a contract.",
    {
        Side.CUSTOMER: "Who is owed the service.",
        Side.PROVIDER: "Who owes it; in an underpinning contract the supplier.",
    },
)
described(
    Role,
    "What a person is; the tables of contracts and terminations say who may do what.",
    {
        Role.CRM_AGENT: "Sells, and passes on what customers say.",
        Role.SYSTEMS_ENGINEER: "Judges what can be done.",
        Role.SLA_MANAGER: "Looks after service levels.",
        Role.CONTRACT_MANAGER: "Looks after contracts.",
        Role.LEGAL: "Reads them for the provider.",
        Role.FINANCE: "Has the money.",
        Role.CUSTOMER_SIGNATORY: "Signs for a customer.",
        Role.CUSTOMER_CONTACT: "Asks for a customer.",
        Role.AUDITOR: "Reads everything, and changes nothing.",
        Role.TENANT_ADMIN: "Runs connections, tokens and limits.",
        Role.SYSTEM: "Time itself.",
    },
)
_named(
    Item,
    "SettlementItem",
    "What is settled.",
    {
        Item.CHARGE: "What is charged to the last day, by actual days.",
        Item.PREPAID: "What was paid in advance for the days that are charged.",
        Item.REFUND: "What was paid in advance for the days after it.",
        Item.FEE: "For an early end.",
        Item.CREDIT: "For what was promised and not kept.",
        Item.RESERVED: "In dispute; in no total.",
        Item.ADJUSTMENT: "Found out afterwards.",
    },
)
_named(
    Children,
    "ChildrenAtEnd",
    "What becomes of the contracts below one that ends.",
    {
        Children.CASCADE: "They end with it.",
        Children.RUN_OFF: "They end with their own terms, and are not renewed.",
        Children.SURVIVE: "As if nothing had happened.",
    },
)
_named(
    FeeKind,
    "EarlyFeeKind",
    "How the fee of an early end is computed.",
    {
        FeeKind.MONTHS: "So many months' charges.",
        FeeKind.REMAINING: "A share of what would be charged until the term ends.",
    },
)
_named(
    Outcome,
    "TerminationRequestOutcome",
    "What became of a request of a CRM.",
    {
        Outcome.OPENED: "A case was opened for it.",
        Outcome.EVIDENCE: "It is evidence of a case that there was.",
        Outcome.WITHDRAWN: "It takes another one back.",
        Outcome.WAITING: "What it takes back has not come yet.",
        Outcome.OUTDATED: "A newer version came before; it changed nothing.",
        Outcome.QUARANTINED: "It contradicts, or may not be; it changed nothing and waits for a person.",
    },
)

__all__ = [
    "CaseState",
    "CaseStep",
    "Children",
    "FeeKind",
    "Ground",
    "Item",
    "Outcome",
    "Role",
    "Side",
    "TerminationOrder",
]
