"""What would follow if a contract were ended: nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sla_plugin.domain.ids import ContractId, ServiceId
from sla_plugin.domain.microseconds import MICROSECOND
from sla_plugin.domain.termination.cases import Case, Side
from sla_plugin.domain.termination.ends import End, Notice, end_of
from sla_plugin.domain.termination.grounds import GROUNDS, Ground, Timing
from sla_plugin.domain.termination.plan import EndPlan
from sla_plugin.domain.termination.settlement import Sum
from sla_plugin.errors import SlaError
from sla_plugin.storage.contract_record import read_record
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.session import Session
from sla_plugin.usecases.contract_cases import recorded_version
from sla_plugin.usecases.end_clauses import end_clauses, not_before_signed
from sla_plugin.usecases.foresee_end import Foreseen, foresee_end
from sla_plugin.usecases.plan_end import plan_end
from sla_plugin.usecases.settled_sums import sums
from sla_plugin.usecases.termination_cases import CasesOnRecord, cases_of

_NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Alternative:
    """`end` None: `because` says why the ground does not lead to one."""

    ground: Ground
    end: End | None
    because: SlaError | None


@dataclass(frozen=True, slots=True)
class TerminationPreview:
    """`foreseen`: what becomes of what is open, as far as is known today. `estimate`: the sums of a
    settlement."""

    end: End
    alternatives: Sequence[Alternative]
    plan: EndPlan
    foreseen: Foreseen
    estimate: Sequence[Sum]

    @property
    def uncovered(self) -> int:
        """Tickets that are open then, and that no other contract covers."""
        return sum(one.by is None for one in self.foreseen.cover)


async def preview_termination(
    session: Session,
    which: ContractId,
    now: datetime,
    *,
    ground: Ground,
    initiator: Side,
    received_at: datetime | None = None,
    requested_on: date | None = None,
    channel: str | None = None,
    scope: frozenset[ServiceId] | None = None,
) -> TerminationPreview:
    """As if notice were received at an instant (None: now). NotFound, and what `end_of` refuses."""
    record = await read_record(session, await session.get(ContractRow, id=which))
    not_before_signed(record)
    cases = await cases_of(record)
    notice = Notice(ground, received_at or now, received_at or now, requested_on)
    end = end_of(notice, await end_clauses(record, cases, notice.received_at, channel, scope))
    case = Case(_NOBODY, which, ground, initiator, "", now, scope=scope, notice=notice, end=end)
    version = recorded_version(record, end.ends_at - MICROSECOND)
    return TerminationPreview(
        end=end,
        alternatives=await _alternatives(cases, notice, channel, scope),
        plan=await plan_end(cases, case, now),
        foreseen=await foresee_end(session, which, scope, end.ends_at, now),
        estimate=await sums(cases, case, version, end),
    )


async def _alternatives(
    cases: CasesOnRecord, notice: Notice, channel: str | None, scope: frozenset[ServiceId] | None
) -> tuple[Alternative, ...]:
    """By every other ground that a person may name, received at the same time."""
    clauses = await end_clauses(cases.record, cases, notice.received_at, channel, scope)
    found = []
    for ground, rule in GROUNDS.items():
        if ground is notice.ground or rule.timing is Timing.TERM_OVER:
            continue
        asked = Notice(ground, notice.sent_at, notice.received_at, notice.requested_on)
        try:
            found.append(Alternative(ground, end_of(asked, clauses), None))
        except SlaError as refusal:
            found.append(Alternative(ground, None, refusal))
    return tuple(found)
