"""The states of a contract, and what can be done to it."""

from __future__ import annotations

from enum import StrEnum


class ContractState(StrEnum):
    """Up to SIGNED of one version, from there on of the contract. An amendment goes through PRICING to SIGNED
    beside the version that is in force."""

    DRAFT = "DRAFT"
    FEASIBILITY = "FEASIBILITY"
    SPECIFICATION_REVIEW = "SPECIFICATION_REVIEW"
    PRICING = "PRICING"
    FINAL_REVIEW = "FINAL_REVIEW"
    AWAITING_SIGNATURE = "AWAITING_SIGNATURE"
    SIGNED = "SIGNED"
    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"
    ENDED = "ENDED"
    CLOSED = "CLOSED"
    ABANDONED = "ABANDONED"


AFTER_SIGNING = frozenset(
    {ContractState.ACTIVE, ContractState.SUSPENDED, ContractState.ENDED, ContractState.CLOSED}
)
"""Where time and what was written down lead a contract that is signed; never kept, always computed."""


class ContractKind(StrEnum):
    CUSTOMER = "CUSTOMER"
    INTERNAL = "INTERNAL"
    UNDERPINNING = "UNDERPINNING"
    FRAMEWORK = "FRAMEWORK"


class LifeStep(StrEnum):
    """What happens to a contract once it is signed."""

    START = "START"
    SUSPEND = "SUSPEND"
    RESUME = "RESUME"
    SUSPEND_LINE = "SUSPEND_LINE"
    RESUME_LINE = "RESUME_LINE"
    AMEND = "AMEND"
    RENEW = "RENEW"
    TERMINATE = "TERMINATE"
    EXPIRE = "EXPIRE"
    CLOSE = "CLOSE"


class Step(StrEnum):
    """What is done to a version until it is signed."""

    EDIT = "EDIT"
    ADD_REQUIREMENT = "ADD_REQUIREMENT"
    MATCH_REQUIREMENT = "MATCH_REQUIREMENT"
    DROP_REQUIREMENT = "DROP_REQUIREMENT"
    SUBMIT = "SUBMIT"
    TAKE_SHORT_PATH = "TAKE_SHORT_PATH"
    JUDGE = "JUDGE"
    REWORK = "REWORK"
    DECLARE_INFEASIBLE = "DECLARE_INFEASIBLE"
    APPROVE_SPECIFICATION = "APPROVE_SPECIFICATION"
    REJECT_SPECIFICATION = "REJECT_SPECIFICATION"
    AGREE = "AGREE"
    APPROVE = "APPROVE"
    REQUEST_CHANGE = "REQUEST_CHANGE"
    SIGN = "SIGN"
    DECLINE = "DECLINE"
    EXPIRE = "EXPIRE"
    ABANDON = "ABANDON"
