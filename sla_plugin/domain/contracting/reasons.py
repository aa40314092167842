"""Why something was done, for whoever reads it in a year."""

from __future__ import annotations

from sla_plugin.errors import BadInput, Code, SlaError


def no_reason(reason: str | None) -> SlaError | None:
    """BadInput `reason.missing` where it is none."""
    if reason is not None and reason.strip():
        return None
    return BadInput(
        Code.REASON_MISSING,
        "Nobody would know why.",
        hint="Give the reason; it is kept with the contract.",
        field="reason",
    )
