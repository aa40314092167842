"""What can be done to a contract, in one list: to the version that is negotiated, and to what is signed."""

from __future__ import annotations

from enum import StrEnum

from sla_plugin.domain.contracting.states import LifeStep, Step


class ContractAction(StrEnum):
    """Every step of both tables, under its own name but for one: signatures expire, and so do contracts."""

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
    EXPIRE_SIGNATURES = "EXPIRE_SIGNATURES"
    ABANDON = "ABANDON"
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


def of_version(step: Step) -> ContractAction:
    return ContractAction.EXPIRE_SIGNATURES if step is Step.EXPIRE else ContractAction(step.value)


def of_contract(step: LifeStep) -> ContractAction:
    return ContractAction(step.value)
