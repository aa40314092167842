"""The domain's enums of what counts, and what follows from it, as the schema shows them."""

from __future__ import annotations

from sla_plugin.api.types.enums import described
from sla_plugin.domain.announcements import Certainty
from sla_plugin.domain.contract_dates import ContractDateKind
from sla_plugin.domain.counted import Result
from sla_plugin.domain.credit_rows import CreditKind
from sla_plugin.domain.exclusion_reasons import ExclusionReason
from sla_plugin.domain.improvements import ActionState
from sla_plugin.domain.reviews import ReviewCause
from sla_plugin.domain.slices import Dimension
from sla_plugin.domain.watermelons import OutcomeMeasure

described(
    Certainty,
    "How sure a breach is.",
    {
        Certainty.WAITING: "The desk may still tell what prevented it; nobody has been told of it.",
        Certainty.PROVISIONAL: "The same, but nobody is left waiting any longer.",
        Certainty.CONFIRMED: "Everything up to the breach has been read from the desk.",
    },
)
described(
    ContractDateKind,
    "What happens to a contract on a date.",
    {
        ContractDateKind.MONITORING_BEGINS: "Its tickets are measured from then on.",
        ContractDateKind.MONITORING_ENDS: "Its tickets are no longer measured.",
    },
)
described(
    Result,
    "How a clock counts.",
    {
        Result.MET: "In time.",
        Result.BREACHED: "Not in time.",
        Result.EXCLUDED: "Neither way.",
    },
)
described(
    CreditKind,
    "What a row of credits does.",
    {CreditKind.ACCRUED: "It gives back.", CreditKind.REVERSED: "It takes back what was given too much."},
)
described(
    ExclusionReason,
    "Why a clock counts neither way. The first three are the clock's own; nobody can decide them.",
    {
        ExclusionReason.CENSORED: "The contract ended before it was due.",
        ExclusionReason.CANCELLED: "It was cancelled before it was due.",
        ExclusionReason.RUNS_OFF: "The contract had ended, and let it run off.",
        ExclusionReason.CUSTOMER_CAUSED: "The customer brought it about.",
        ExclusionReason.EXCLUSION_WINDOW: "It was agreed that the time does not count.",
        ExclusionReason.FORCE_MAJEURE: "Nobody could have prevented it.",
    },
)
described(
    ActionState,
    "How an improvement action stands.",
    {
        ActionState.OPEN: "To be done.",
        ActionState.DONE: "Done; whether it helped shows in the period after it.",
        ActionState.EFFECTIVE: "The goal was met after it.",
        ActionState.INEFFECTIVE: "The goal was missed again.",
        ActionState.DROPPED: "It was decided not to do it.",
    },
)
described(
    Dimension,
    "Along what attainment is cut.",
    {
        Dimension.CUSTOMER: "Whose ticket it was.",
        Dimension.CONTRACT: "Under which contract it was promised.",
        Dimension.AGREEMENT: "By which agreement.",
        Dimension.SERVICE: "What the ticket was about.",
        Dimension.METRIC: "What was measured.",
        Dimension.PRIORITY: "How urgent the ticket was.",
        Dimension.SITE: "Where it was.",
        Dimension.SIDE: "Whose promise it was.",
    },
)
described(
    OutcomeMeasure,
    "What an outcome goal is about.",
    {
        OutcomeMeasure.CSAT_MEAN: "What requesters thought, on the average.",
        OutcomeMeasure.REOPEN_RATE: "How many resolved tickets came back.",
        OutcomeMeasure.PAUSED_BEFORE_DUE: "How much of the last quarter of the target was spent waiting.",
    },
)
described(
    ReviewCause,
    "Why an agreement is looked at again.",
    {
        ReviewCause.SCHEDULED: "Its interval is over.",
        ReviewCause.SERVICE_CHANGED: "A service that it is for changes.",
        ReviewCause.CHANGE_REQUESTED: "Somebody wants it changed.",
        ReviewCause.GOAL_MISSED: "Its goal was missed in two periods running.",
        ReviewCause.WATERMELON: "Its goal was met, and its requesters are not content all the same.",
    },
)

__all__ = [
    "ActionState",
    "Certainty",
    "ContractDateKind",
    "CreditKind",
    "Dimension",
    "ExclusionReason",
    "OutcomeMeasure",
    "Result",
    "ReviewCause",
]
