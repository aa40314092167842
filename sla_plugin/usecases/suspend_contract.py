"""Suspend a contract or one line of it, and let it go on."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.contracting.life_table import LifeCommand
from sla_plugin.domain.contracting.states import LifeStep
from sla_plugin.domain.contracting.suspensions import SuspendedLine, Suspension
from sla_plugin.domain.ids import ContractId
from sla_plugin.errors import Code, Conflict, NotFound
from sla_plugin.errors.fields import named_by
from sla_plugin.storage.contract_record import ContractRecord, take_up
from sla_plugin.storage.contract_suspensions import SuspensionRow
from sla_plugin.storage.ids import new_id
from sla_plugin.storage.services import ServiceRow
from sla_plugin.storage.session import Session
from sla_plugin.storage.sites import SiteRow
from sla_plugin.storage.tickets import mark_all_due
from sla_plugin.usecases.bound_lines import bound_lines
from sla_plugin.usecases.contract_cases import check_life, governing
from sla_plugin.usecases.date_anew import date_anew
from sla_plugin.usecases.look_again import look_again


async def suspend_contract(
    session: Session,
    deed: Deed,
    which: ContractId,
    expected: int | None,
    *,
    reason: str,
    since: datetime | None = None,
    until: datetime | None = None,
    tolls_notice: bool = False,
    line: SuspendedLine | None = None,
) -> UUID:
    """From now on unless `since` says otherwise, until it is lifted unless `until` does. Its clocks, or with
    `line` those of that line alone, pause or go on, as the version in force has it. Refused as the table has
    it: WrongState, Forbidden `right.role`, BadInput `reason.missing`, `dates.reversed` and
    `contract.suspended_back`; Conflict `contract.line_not_in_force`; NotFound for a service or site that is
    not there."""
    record = await take_up(session, which, expected)
    one = Suspension(new_id(), deed.actor.name, reason, since or deed.at, until, tolls_notice, line)
    step = LifeStep.SUSPEND if line is None else LifeStep.SUSPEND_LINE
    check_life(record, deed.at, LifeCommand(step, deed.actor, one))
    if line is not None:
        await _check_in_force(record, line, one.since)
    version = governing(record, one.since)
    row = SuspensionRow(
        id=one.id,
        contract_id=record.id,
        suspended_by=one.by,
        reason=one.reason,
        since=one.since,
        until=one.until,
        tolls_notice=one.tolls_notice,
        pauses_clocks=version is None or version.content.clauses.pauses_when_suspended,
        recorded_at=deed.at,
        service_id=None if line is None else line.service,
        site_id=None if line is None else line.site,
    )
    await record.add(row)
    await _done(record, deed, "contract.suspended" if line is None else "contract.line_suspended", row)
    return row.id


async def resume_contract(
    session: Session, deed: Deed, which: ContractId, expected: int | None, suspension: UUID
) -> UUID:
    """Lift one suspension, also one that has not begun; the contract, or its line, goes on once all are.
    WrongState, Forbidden `right.role`, Conflict `contract.not_suspended`, NotFound."""
    record = await take_up(session, which, expected)
    row = next((one for one in record.suspensions if one.id == suspension), None)
    if row is None:
        raise NotFound(Code.NOT_FOUND, "The contract has no such suspension.", field="suspension")
    step = LifeStep.RESUME if row.line is None else LifeStep.RESUME_LINE
    check_life(record, deed.at, LifeCommand(step, deed.actor, row.value()))
    await record.change(row, until=row.value().lifted(deed.at).until, lifted_by=deed.actor.name)
    await _done(record, deed, "contract.resumed" if row.line is None else "contract.line_resumed", row)
    return row.id


async def _check_in_force(record: ContractRecord, line: SuspendedLine, at: datetime) -> None:
    """By the version that is in force then, the line's own days, and terminations of it."""
    with named_by("line"):
        await record.session.get(ServiceRow, id=line.service)
        if line.site is not None:
            await record.session.get(SiteRow, id=line.site)
    if any(one.holds(at) and line.is_of(one.line) for one in await bound_lines(record)):
        return
    raise Conflict(
        Code.CONTRACT_LINE_NOT_IN_FORCE,
        "The contract has no line of this service and site that is in force from then on.",
        hint="Name service and site as the line does, and an instant at which it is in force.",
        field="line",
    )


async def _done(record: ContractRecord, deed: Deed, what: str, row: SuspensionRow) -> None:
    await record.change(record.contract, revision=record.contract.revision + 1)
    await record.write_down(deed, what, {"suspension": str(row.id)})
    if row.tolls_notice:
        await date_anew(record, deed)
    await look_again(record, deed.at)
    if row.pauses_clocks:
        await mark_all_due(record.session, deed.at)
