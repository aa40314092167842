"""Why a clock that came to an end counts neither way."""

from __future__ import annotations

from enum import StrEnum


class ExclusionReason(StrEnum):
    """The first three are the clock's own; the others are decided by somebody (`exclusions`)."""

    CENSORED = "CENSORED"
    CANCELLED = "CANCELLED"
    RUNS_OFF = "RUNS_OFF"
    CUSTOMER_CAUSED = "CUSTOMER_CAUSED"
    EXCLUSION_WINDOW = "EXCLUSION_WINDOW"
    FORCE_MAJEURE = "FORCE_MAJEURE"
