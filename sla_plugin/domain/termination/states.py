"""The states of a termination, and what can be done to it."""

from __future__ import annotations

from enum import StrEnum


class CaseState(StrEnum):
    DRAFT = "DRAFT"
    CURE = "CURE"
    CURE_EXPIRED = "CURE_EXPIRED"
    RECEIVED = "RECEIVED"
    REVIEW = "REVIEW"
    SCHEDULED = "SCHEDULED"
    DISPUTED = "DISPUTED"
    SUPERSEDED = "SUPERSEDED"
    EFFECTIVE = "EFFECTIVE"
    SETTLING = "SETTLING"
    CLOSED = "CLOSED"
    CURED = "CURED"
    LAPSED = "LAPSED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"
    RESCINDED = "RESCINDED"


class CaseStep(StrEnum):
    SUBMIT_NOTICE = "SUBMIT_NOTICE"
    SERVE_BREACH_NOTICE = "SERVE_BREACH_NOTICE"
    ACCEPT_CURE = "ACCEPT_CURE"
    EXPIRE_CURE = "EXPIRE_CURE"
    ELECT = "ELECT"
    ACCEPT_LATE_CURE = "ACCEPT_LATE_CURE"
    LAPSE = "LAPSE"
    FIND_VALID = "FIND_VALID"
    FIND_INVALID = "FIND_INVALID"
    CONVERT = "CONVERT"
    APPROVE = "APPROVE"
    REJECT = "REJECT"
    OBJECT = "OBJECT"
    CONFIRM_NOTICE = "CONFIRM_NOTICE"
    ANNUL_NOTICE = "ANNUL_NOTICE"
    SETTLE_DISPUTE = "SETTLE_DISPUTE"
    WITHDRAW = "WITHDRAW"
    REDATE = "REDATE"
    SUPERSEDE = "SUPERSEDE"
    REVIVE = "REVIVE"
    REVIVE_TO_REVIEW = "REVIVE_TO_REVIEW"
    REACH_END = "REACH_END"
    CUT_OVER = "CUT_OVER"
    RESCIND = "RESCIND"
    CLOSE = "CLOSE"


DONE = frozenset(
    {
        CaseState.CLOSED,
        CaseState.CURED,
        CaseState.LAPSED,
        CaseState.REJECTED,
        CaseState.WITHDRAWN,
        CaseState.RESCINDED,
    }
)
"""Nothing leaves these; but for what has lapsed, if an end was elected in time and is recorded only then."""

GOVERNING = frozenset(
    {
        CaseState.SCHEDULED,
        CaseState.EFFECTIVE,
        CaseState.SETTLING,
        CaseState.CLOSED,
        CaseState.RESCINDED,
    }
)
"""Of one line at most one of these cases governs. What ended by a rescinded one stays ended."""
