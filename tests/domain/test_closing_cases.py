"""What keeps a settled termination from being closed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sla_plugin.domain.termination.cases import Case
from sla_plugin.domain.termination.states import CaseState, CaseStep
from sla_plugin.domain.transitions import SYSTEM
from sla_plugin.errors import SlaError
from tests.support.terminations import LEK, PAPER, PIM, does, scheduled


def _settled() -> Case:
    case = scheduled()
    assert case.end is not None
    for step in (CaseStep.REACH_END, CaseStep.CUT_OVER):
        case = does(case, step, SYSTEM, case.end.ends_at)
    return replace(case, is_settled=True)


def test_a_case_is_closed_once_its_dispute_is_decided_and_not_before() -> None:
    disputed = replace(_settled(), is_disputed=True)
    with pytest.raises(SlaError) as refusal:
        does(disputed, CaseStep.CLOSE, PIM)
    assert (refusal.value.code, refusal.value.hint) == (
        "termination.unfinished",
        "Confirm the notice, or annul it.",
    )
    decided = does(disputed, CaseStep.CONFIRM_NOTICE, LEK, document=PAPER)
    assert does(decided, CaseStep.CLOSE, PIM).state is CaseState.CLOSED
