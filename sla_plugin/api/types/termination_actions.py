"""What may be done to a termination now, and why not."""

from __future__ import annotations

import strawberry

from sla_plugin.api.types.termination_enums import CaseStep
from sla_plugin.domain import transitions


@strawberry.type(description="Whether somebody may do something to a termination now, as its table has it.")
class AllowedTerminationAction:
    action: CaseStep = strawberry.field(description="What.")
    allowed: bool = strawberry.field(
        description="It would be carried out, with a right scope and all that it has to carry."
    )
    because: str | None = strawberry.field(description="Why not; null where it is allowed.")
    code: str | None = strawberry.field(description="The code with which it would be refused.")
    hint: str | None = strawberry.field(description="What to do.")

    @classmethod
    def of(cls, one: transitions.AllowedAction[CaseStep]) -> AllowedTerminationAction:
        why = one.because
        if why is None:
            return cls(action=one.action, allowed=True, because=None, code=None, hint=None)
        return cls(action=one.action, allowed=False, because=why.message, code=why.code, hint=why.hint)
