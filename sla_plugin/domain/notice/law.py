"""What holds where a clause says nothing, by the law that governs the contract. This is not legal advice."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sla_plugin.domain.notice.rules import MonthRule, Roll

DISCLAIMER = "This is how the rule is read here; it is not legal advice."


class Law(StrEnum):
    DE = "DE"
    TH = "TH"
    GENERIC = "GENERIC"


@dataclass(frozen=True, slots=True)
class LawProfile:
    """`waits_for_business`: a notice that comes on no business day is received on the next one (R3), where
    the contract has no rule of its own for its channel. `sources`: where that is written."""

    month_rule: MonthRule
    roll: Roll
    waits_for_business: bool
    sources: tuple[str, ...] = ()
    disclaimer: str = DISCLAIMER


PROFILES = {
    Law.DE: LawProfile(
        MonthRule.CLAMP,
        Roll.NONE,
        waits_for_business=True,
        sources=(
            "BGB sections 130, 187 (1) and 188 (2), (3)",
            "section 193 not applied to notice: BGH III ZR 172/04",
        ),
    ),
    Law.TH: LawProfile(
        MonthRule.CALENDAR,
        Roll.FOLLOWING,
        waits_for_business=False,
        sources=("Civil and Commercial Code sections 193/3, 193/5 and 193/8", "section 169"),
    ),
    Law.GENERIC: LawProfile(MonthRule.CLAMP, Roll.NONE, waits_for_business=False),
}
