"""What the end of a contract will bring about: what is approved, and executed when it has come."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property

from sla_plugin.domain.canonical import content_hash
from sla_plugin.domain.contracting.ending import Children
from sla_plugin.domain.ids import AgreementId, ContractId
from sla_plugin.domain.money import Money


@dataclass(frozen=True, slots=True)
class ChildEnd:
    """A contract below this one, and what becomes of it. `on`: its own last day, where it runs off."""

    contract: ContractId
    number: str
    becomes: Children
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Unwind:
    """An OLA or UC that nobody needs any more from then on. It is never ended by itself: somebody gives
    notice, at the earliest for `earliest_end`; until then it costs `stranded` for nothing, for `gap_days`.
    `needed_by`: how many contracts need it still, this one for its other lines included; then nothing is to
    be done."""

    contract: ContractId
    number: str
    agreement: AgreementId
    needed_by: int
    earliest_end: date | None = None
    gap_days: int = 0
    stranded: Money | None = None

    @property
    def undated(self) -> Unwind:
        """Without what depends on the day on which notice is given."""
        return replace(self, earliest_end=None, gap_days=0, stranded=None)


@dataclass(frozen=True)
class EndPlan:
    """`cancelled`: versions that would take effect after the end. `fee` for an early end, and `refund` of
    what was paid in advance, as they would be."""

    effective_on: date
    ends_at: datetime
    children: tuple[ChildEnd, ...] = ()
    unwinding: tuple[Unwind, ...] = ()
    cancelled: tuple[int, ...] = ()
    fee: Money | None = None
    refund: Money | None = None

    @cached_property
    def hash(self) -> str:
        return content_hash(self)

    def stands_by(self, later: EndPlan) -> bool:
        """Nothing has changed since but the day: the later notice of a supporter is given, the later it
        ends."""
        return self._undated == later._undated

    @property
    def _undated(self) -> EndPlan:
        return replace(self, unwinding=tuple(one.undated for one in self.unwinding))

    @property
    def has_money(self) -> bool:
        return any(one is not None and one.amount for one in (self.fee, self.refund))
