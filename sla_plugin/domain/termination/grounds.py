"""Why a contract ends: what each ground allows, as data. No rule asks for a ground by its name."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sla_plugin.domain.roles import Role


class Ground(StrEnum):
    CONVENIENCE = "CONVENIENCE"
    CAUSE_CURABLE = "CAUSE_CURABLE"
    CAUSE_INCURABLE = "CAUSE_INCURABLE"
    NON_RENEWAL = "NON_RENEWAL"
    EXPIRY = "EXPIRY"
    MUTUAL = "MUTUAL"
    INSOLVENCY = "INSOLVENCY"
    REGULATORY = "REGULATORY"
    FORCE_MAJEURE = "FORCE_MAJEURE"
    SWITCHING = "SWITCHING"
    CHANGE_OF_CONTROL = "CHANGE_OF_CONTROL"
    REPLACEMENT = "REPLACEMENT"
    VOID = "VOID"


class Timing(StrEnum):
    """NOTICE: by the contract's notice clause. TERM: the same, but with the term. SWITCHING: two months,
    whatever the clause says (Regulation (EU) 2023/2854, article 25). IMMEDIATE: at receipt (R16). AGREED: on
    the day that both sides name. TERM_OVER: with the term, by itself."""

    NOTICE = "NOTICE"
    TERM = "TERM"
    SWITCHING = "SWITCHING"
    IMMEDIATE = "IMMEDIATE"
    AGREED = "AGREED"
    TERM_OVER = "TERM_OVER"


@dataclass(frozen=True, slots=True)
class GroundRule:
    """`strength`: of two cases that end on one day the stronger governs. `is_unilateral`: nobody may refuse
    it for business reasons. `approvers`: besides the contract's manager."""

    timing: Timing
    strength: int = 0
    is_curable: bool = False
    is_unilateral: bool = True
    may_be_backdated: bool = False
    approvers: frozenset[Role] = frozenset()


_LEGAL = frozenset({Role.LEGAL})

GROUNDS = {
    Ground.VOID: GroundRule(Timing.IMMEDIATE, 6, may_be_backdated=True, approvers=_LEGAL),
    Ground.REGULATORY: GroundRule(Timing.IMMEDIATE, 5, may_be_backdated=True, approvers=_LEGAL),
    Ground.INSOLVENCY: GroundRule(Timing.IMMEDIATE, 4, may_be_backdated=True, approvers=_LEGAL),
    Ground.CAUSE_INCURABLE: GroundRule(Timing.IMMEDIATE, 3, may_be_backdated=True, approvers=_LEGAL),
    Ground.CAUSE_CURABLE: GroundRule(Timing.IMMEDIATE, 2, is_curable=True, approvers=_LEGAL),
    Ground.MUTUAL: GroundRule(Timing.AGREED, 1, is_unilateral=False, may_be_backdated=True),
    Ground.REPLACEMENT: GroundRule(Timing.AGREED, is_unilateral=False),
    Ground.CONVENIENCE: GroundRule(Timing.NOTICE),
    Ground.CHANGE_OF_CONTROL: GroundRule(Timing.NOTICE),
    Ground.FORCE_MAJEURE: GroundRule(Timing.NOTICE),
    Ground.SWITCHING: GroundRule(Timing.SWITCHING),
    Ground.NON_RENEWAL: GroundRule(Timing.TERM),
    Ground.EXPIRY: GroundRule(Timing.TERM_OVER),
}
