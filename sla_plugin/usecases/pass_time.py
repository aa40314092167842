"""Write down what time has brought about in a contract: at its own instants, however late."""

from __future__ import annotations

from datetime import datetime

from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.contracting.instants import Coming, Instant
from sla_plugin.domain.contracting.life import EndCause
from sla_plugin.domain.contracting.life_table import LifeCommand
from sla_plugin.domain.contracting.states import LifeStep, Step
from sla_plugin.domain.contracting.terms import plan_of, renewed
from sla_plugin.domain.dates import ONE_DAY
from sla_plugin.domain.ids import ContractId
from sla_plugin.storage.contract_record import ContractRecord, take_up
from sla_plugin.storage.contract_reminders import ReminderRow
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.session import Session
from sla_plugin.usecases.contract_cases import check_life, governing, recorded_content, terms
from sla_plugin.usecases.contract_dates import Calendars, business_days, coming
from sla_plugin.usecases.correct_settlements import correct_settlements
from sla_plugin.usecases.follow_cases import follow_cases, open_expiry
from sla_plugin.usecases.look_again import look_again
from sla_plugin.usecases.take_contract_step import ContractStep, step_on
from sla_plugin.usecases.take_effect import add_terms, monitor, settle_end

_FOLLOWED = frozenset({Coming.START, Coming.TAKE_OVER, Coming.END})
"""What is written in the trail only, so that how far time was followed tells whether it is."""


async def pass_time(session: Session, deed: Deed, which: ContractId) -> None:
    """Up to `deed.at`. Whether it runs on time, late or twice, the record becomes the same; but nobody is
    reminded of a deadline that is over by then, and the trail says so. What has become known since a
    settlement was sealed is added beside it."""
    record = await take_up(session, which)
    await catch_up(record, deed)
    await correct_settlements(record, deed)
    await look_again(record, deed.at, is_followed=True)


async def catch_up(record: ContractRecord, deed: Deed) -> None:
    """Whatever was due by `deed.at`, at its own instant: whoever does something then finds it done."""
    calendars = await business_days(record.session, [record])
    while await _follow(record, deed, calendars):
        pass


async def _follow(record: ContractRecord, deed: Deed, calendars: Calendars) -> bool:
    """Whether anything was due. What a termination brings about comes before all else of its instant, since
    the rest follows from it."""
    ahead = coming(record, deed.at, calendars)
    first = ahead[0].at if ahead else None
    until = deed.at if first is None else min(first, deed.at)
    if await follow_cases(record, deed, until):
        return True
    if first is None or first > deed.at:
        return False
    await _take_all([one for one in ahead if one.at == first], record, deed)
    return True


async def _take_all(together: list[Instant], record: ContractRecord, deed: Deed) -> None:
    """Of one instant, in their order."""
    at = together[0].at
    for one in together:
        await _take(record, deed.by_time(at), one, deed.at)
    if any(one.what in _FOLLOWED for one in together):
        await record.session.change(ContractRow, {"id": record.id}, passed_at=at)
        record.contract.passed_at = at


async def _take(record: ContractRecord, deed: Deed, one: Instant, now: datetime) -> None:
    match one.what:
        case Coming.SIGNATURES_EXPIRE:
            await step_on(record, deed, ContractStep(Step.EXPIRE, reason="the time to sign is over"))
        case Coming.START:
            await record.write_down(deed, "contract.started")
        case Coming.TAKE_OVER:
            version = governing(record, one.at)
            await record.write_down(deed, "contract.amended", {"version": version and version.number})
        case Coming.RENEW:
            await renew(record, deed, now)
        case Coming.REMIND:
            await _remind(record, one)
        case Coming.END:
            if record.contract.end_cause is EndCause.EXPIRED:
                await open_expiry(record, deed)
            await record.write_down(deed, "contract.ended", {"as": record.contract.ends_as})


async def renew(record: ContractRecord, deed: Deed, now: datetime) -> None:
    """One more term. Refused as the table has it; Conflict `contract.not_renewable` and
    `contract.unrecorded`. Until when it is measured changes only where it is not renewed after that."""
    check_life(record, deed.at, LifeCommand(LifeStep.RENEW, deed.actor))
    months = recorded_content(record, deed.at).clauses.renewal_months
    await add_terms(record, renewed(terms(record), plan_of(terms(record), months)), deed.at)
    has_another_end = await settle_end(record)
    await record.change(record.contract, revision=record.contract.revision + 1)
    more: dict[str, object] = {"term": record.terms[-1].number}
    if now - deed.at >= ONE_DAY:
        # Nothing ran when the deadline for notice was over, and nobody was reminded: somebody has to know.
        more |= {"written_down_at": now.isoformat(), "escalated": "NOTICE_DEADLINE"}
    await record.write_down(deed, "contract.renewed", more)
    if has_another_end:
        await monitor(record, now)


async def _remind(record: ContractRecord, one: Instant) -> None:
    assert one.deadline is not None, "of a reminder"
    row = ReminderRow(
        contract_id=record.id,
        ends_on=one.deadline.ends_on,
        days=one.days,
        received_by=one.deadline.received_by,
        recorded_at=one.at,
    )
    await record.session.add(row)
    record.keep(row)
