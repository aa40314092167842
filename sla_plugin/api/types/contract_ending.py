"""What a contract says of its own end."""

from __future__ import annotations

from decimal import Decimal

import strawberry

from sla_plugin.api.types.termination_enums import Children, FeeKind
from sla_plugin.domain.contracting import ending as domain


@strawberry.type(description="Owed by a customer who ends the contract before its term.")
class EarlyFee:
    kind: FeeKind = strawberry.field(description="Of what.")
    value: Decimal = strawberry.field(description="So many months; or the share of what remains, 0 to 1.")


@strawberry.type(description="What a contract says of its own end, beyond how notice is given.")
class ContractEnding:
    objection_days: int = strawberry.field(
        description="Since receipt, in which the other party may object to a notice."
    )
    election_days: int = strawberry.field(
        description="Since the time to cure, in which the end may be elected for a breach."
    )
    fee: EarlyFee | None = strawberry.field(description="Of an early end; null: none.")
    converts: bool = strawberry.field(
        description="A defective notice for cause counts as one for convenience."
    )
    runs_off: bool = strawberry.field(description="Clocks that are open at the end go on, and count apart.")
    children: Children = strawberry.field(description="What becomes of the contracts below it.")
    surviving: list[str] = strawberry.field(description="The clauses that hold beyond the end, in words.")

    @classmethod
    def of(cls, ending: domain.Ending) -> ContractEnding:
        fee = ending.fee
        return cls(
            objection_days=ending.objection_days,
            election_days=ending.election_days,
            fee=None if fee is None else EarlyFee(kind=fee.kind, value=fee.value),
            converts=ending.converts,
            runs_off=ending.runs_off,
            children=ending.children,
            surviving=list(ending.surviving),
        )


@strawberry.input(description="Owed by a customer who ends the contract before its term.")
class EarlyFeeInput:
    kind: FeeKind = strawberry.field(description="Of what.")
    value: Decimal = strawberry.field(description="So many months; or the share of what remains, 0 to 1.")


@strawberry.input(description="What a contract says of its own end, beyond how notice is given.")
class ContractEndingInput:
    objection_days: int = strawberry.field(
        default=14, description="Since receipt, in which the other party may object to a notice."
    )
    election_days: int = strawberry.field(
        default=30, description="Since the time to cure, in which the end may be elected for a breach."
    )
    fee: EarlyFeeInput | None = strawberry.field(
        default=None, description="Of an early end; left out, there is none."
    )
    converts: bool = strawberry.field(
        default=False, description="A defective notice for cause counts as one for convenience."
    )
    runs_off: bool = strawberry.field(
        default=False, description="Clocks that are open at the end go on, and count apart."
    )
    children: Children = strawberry.field(
        default=Children.RUN_OFF, description="What becomes of the contracts below it."
    )
    surviving: list[str] = strawberry.field(
        default_factory=list, description="The clauses that hold beyond the end, in words."
    )

    def value(self) -> domain.Ending:
        fee = self.fee
        return domain.Ending(
            objection_days=self.objection_days,
            election_days=self.election_days,
            fee=None if fee is None else domain.EarlyFee(fee.kind, fee.value),
            converts=self.converts,
            runs_off=self.runs_off,
            children=self.children,
            surviving=tuple(self.surviving),
        )
