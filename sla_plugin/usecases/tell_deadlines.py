"""Write down which deadlines of a contract's terminations are over: at their own instants, and once each."""

from __future__ import annotations

from datetime import datetime

from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.termination.deadlines import Deadline, Passing
from sla_plugin.usecases.termination_cases import CasesOnRecord

PASSED = {
    Deadline.OBJECTION: "objection_over",
    Deadline.REVIEW: "review_overdue",
    Deadline.SETTLEMENT: "settlement_overdue",
    Deadline.EXIT: "exit_overdue",
}


async def tell_deadlines(cases: CasesOnRecord, deed: Deed) -> None:
    """All that are over by the time of a deed, before it: what is late stays late, also where nothing ran
    meanwhile."""
    for one in cases.deadlines:
        if one.at <= deed.at:
            await tell(cases, deed.by_time(one.at), one, deed.at)


async def tell(cases: CasesOnRecord, deed: Deed, one: Passing, now: datetime) -> None:
    """`deed`: by time, at its instant; `now`: when it is written down."""
    row = cases.row(one.case)
    await cases.record.change(row, told=sorted({*(row.told or ()), one.key}))
    more: dict[str, object] = {"case": str(one.case)}
    if one.obligation is not None:
        more["obligation"] = str(one.obligation)
    if one.is_escalated:
        more["escalated"] = one.what.value
    if now > one.at:
        more["written_down_at"] = now.isoformat()
    await cases.record.write_down(deed, f"termination.{PASSED[one.what]}", more)
