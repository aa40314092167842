"""What may be done to a contract now, and why not."""

from __future__ import annotations

import strawberry

from sla_plugin.api.types.enums import described
from sla_plugin.domain.contracting.actions import ContractAction
from sla_plugin.usecases.allowed_actions import Allowed

described(
    ContractAction,
    "What can be done to a contract, or what time does; where there is a mutation for it, that is named.",
    {
        ContractAction.EDIT: "`editContract`",
        ContractAction.ADD_REQUIREMENT: "`addRequirement`",
        ContractAction.MATCH_REQUIREMENT: "`matchRequirement`",
        ContractAction.DROP_REQUIREMENT: "`dropRequirement`",
        ContractAction.SUBMIT: "`submitContract`",
        ContractAction.TAKE_SHORT_PATH: "`submitContractForReview`",
        ContractAction.JUDGE: "`judgeRequirement`",
        ContractAction.REWORK: "`reworkContract`",
        ContractAction.DECLARE_INFEASIBLE: "`declareContractInfeasible`",
        ContractAction.APPROVE_SPECIFICATION: "`approveSpecification`",
        ContractAction.REJECT_SPECIFICATION: "`rejectSpecification`",
        ContractAction.AGREE: "`agreePrices`",
        ContractAction.APPROVE: "`approveContract`",
        ContractAction.REQUEST_CHANGE: "`requestContractChange`",
        ContractAction.SIGN: "`signContract`",
        ContractAction.DECLINE: "`declineSignature`",
        ContractAction.EXPIRE_SIGNATURES: "The time to sign is over.",
        ContractAction.ABANDON: "`abandonContract`",
        ContractAction.START: "Its first day begins.",
        ContractAction.SUSPEND: "`suspendContract`",
        ContractAction.RESUME: "`resumeContract`",
        ContractAction.SUSPEND_LINE: "`suspendContract`, of one line",
        ContractAction.RESUME_LINE: "`resumeContract`, of a line's suspension",
        ContractAction.AMEND: "`amendContract`",
        ContractAction.RENEW: "`renewContract`; time does it, too.",
        ContractAction.TERMINATE: "A termination reaches its end instant.",
        ContractAction.EXPIRE: "Its last term is over.",
        ContractAction.CLOSE: "Its settlement is closed.",
    },
)


@strawberry.type(description="Whether somebody may do something to a contract now, as its table has it.")
class AllowedAction:
    action: ContractAction = strawberry.field(description="What.")
    allowed: bool = strawberry.field(
        description="It would be carried out, with a right scope and all that it has to carry."
    )
    because: str | None = strawberry.field(description="Why not; null where it is allowed.")
    code: str | None = strawberry.field(description="The code with which it would be refused.")
    hint: str | None = strawberry.field(description="What to do.")

    @classmethod
    def of(cls, one: Allowed) -> AllowedAction:
        why = one.because
        if why is None:
            return cls(action=one.action, allowed=True, because=None, code=None, hint=None)
        return cls(action=one.action, allowed=False, because=why.message, code=why.code, hint=why.hint)
