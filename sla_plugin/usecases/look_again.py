"""When time brings about something in a contract next."""

from __future__ import annotations

from datetime import datetime

from sla_plugin.domain.termination.instants import coming
from sla_plugin.storage.contract_record import ContractRecord
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.usecases.contract_dates import pending
from sla_plugin.usecases.termination_cases import cases_of


async def look_at_once(record: ContractRecord, now: datetime) -> None:
    """What was sealed may not be what is owed any more: the next time that somebody looks, it is compared."""
    due = record.contract.next_instant
    if due is None or now < due:
        await record.session.change(ContractRow, {"id": record.id}, next_instant=now)
        record.contract.next_instant = now


async def look_again(record: ContractRecord, now: datetime, *, is_followed: bool = False) -> None:
    """Keep the first instant that is not written down yet, also one that is over. `is_followed`: everything
    that was due is done; else what facts say of a sealed settlement may wait to be written down."""
    ahead = [one.at for one in await pending(record.session, record, now)]
    cases, due = await cases_of(record), record.contract.next_instant
    ahead += [at for at, _, _ in coming(cases.values)]
    ahead += [one.at for one in cases.deadlines]
    if cases.sealed and due is not None and due <= now and not is_followed:
        ahead.append(due)
    at = min(ahead, default=None)
    if at != record.contract.next_instant:
        await record.session.change(ContractRow, {"id": record.id}, next_instant=at)
        record.contract.next_instant = at
