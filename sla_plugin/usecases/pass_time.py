"""Write down what time has brought about in a contract: at its own instants, however late."""

from __future__ import annotations

from datetime import datetime

from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.contracting.instants import Coming, Instant, certain_end, term_plan
from sla_plugin.domain.contracting.life_table import TABLE as LIFE
from sla_plugin.domain.contracting.life_table import LifeCommand
from sla_plugin.domain.contracting.states import LifeStep, Step
from sla_plugin.domain.contracting.terms import renewed
from sla_plugin.domain.ids import ContractId
from sla_plugin.storage.contract_record import ContractRecord, take_up
from sla_plugin.storage.contract_reminders import remind
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.session import Session
from sla_plugin.usecases.contract_cases import governing, life_case, terms
from sla_plugin.usecases.contract_dates import deadline_of, pending
from sla_plugin.usecases.look_again import look_again
from sla_plugin.usecases.take_contract_step import ContractStep, step_on
from sla_plugin.usecases.take_effect import add_terms, set_end


async def pass_time(session: Session, deed: Deed, which: ContractId) -> None:
    """Up to `deed.at`. Whether it runs on time, late or twice, the record becomes the same."""
    record = await take_up(session, which)
    while (coming := await pending(session, record, deed.at)) and coming[0].at <= deed.at:
        at = coming[0].at
        for one in coming:
            if one.at == at:
                await _take(record, deed.by_time(at), one, deed.at)
        await _passed(record, at)
    await look_again(record, deed.at)


async def _passed(record: ContractRecord, at: datetime) -> None:
    if record.contract.passed_at is None or record.contract.passed_at < at:
        await record.session.change(ContractRow, {"id": record.id}, passed_at=at)
        record.contract.passed_at = at


async def _take(record: ContractRecord, deed: Deed, coming: Instant, now: datetime) -> None:
    match coming.what:
        case Coming.SIGNATURES_EXPIRE:
            await step_on(record, deed, ContractStep(Step.EXPIRE, reason="the time to sign is over"))
        case Coming.START:
            await record.write_down(deed, "contract.started")
        case Coming.TAKE_OVER:
            version = governing(record, coming.at)
            await record.write_down(deed, "contract.amended", {"version": version and version.number})
        case Coming.RENEW:
            await renew(record, deed)
        case Coming.REMIND:
            await _remind(record, deed, coming, now)
        case Coming.END:
            await record.write_down(deed, "contract.ended", {"as": record.contract.ends_as})


async def renew(record: ContractRecord, deed: Deed) -> None:
    """One more term. Refused as the table has it; Conflict `contract.not_renewable`."""
    LIFE.check(life_case(record, deed.at), LifeCommand(LifeStep.RENEW, deed.actor))
    version = governing(record, deed.at)
    assert version is not None, "what is renewed has a clause that says so"
    plan = term_plan(version.content.clauses, terms(record))
    assert plan is not None
    await add_terms(record, renewed(terms(record), plan), deed.at)
    await set_end(record, certain_end(version.content.clauses, terms(record), version.content.zone))
    await record.change(record.contract, revision=record.contract.revision + 1)
    await record.write_down(deed, "contract.renewed", {"term": record.terms[-1].number})


async def _remind(record: ContractRecord, deed: Deed, coming: Instant, now: datetime) -> None:
    """Of a deadline that is over by now nobody is reminded any more."""
    deadline = await deadline_of(record.session, record, coming.at)
    if deadline is None or deadline.received_by < now or coming.days is None:
        return
    await remind(record.session, record.id, deadline, coming.days, coming.at)
