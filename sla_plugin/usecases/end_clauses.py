"""What the version in force at receipt says of a contract's end: that one governs, whatever came later."""

from __future__ import annotations

from datetime import datetime, timedelta

from sla_plugin.domain.contracting.ending import Ending
from sla_plugin.domain.contracting.schedules import Schedule
from sla_plugin.domain.dates import ONE_DAY
from sla_plugin.domain.ids import ServiceId
from sla_plugin.domain.notice.earliest import cure_end
from sla_plugin.domain.notice.receipt import end_instant, received_on
from sla_plugin.domain.termination.case_checks import no_cure_clause
from sla_plugin.domain.termination.ends import EndClauses, no_rule
from sla_plugin.domain.termination.grounds import GROUNDS, Ground, Timing
from sla_plugin.errors import Code, Conflict
from sla_plugin.storage.contract_record import ContractRecord
from sla_plugin.storage.contract_versions import signed
from sla_plugin.usecases.contract_cases import governing, recorded_version
from sla_plugin.usecases.contract_dates import business_days, schedule_of
from sla_plugin.usecases.termination_cases import CasesOnRecord


async def end_clauses(
    record: ContractRecord,
    cases: CasesOnRecord,
    received_at: datetime,
    channel: str | None = None,
    scope: frozenset[ServiceId] | None = None,
) -> EndClauses:
    """`channel`: of the address that was used, if it is one that the contract names. `scope`: the services
    whose lines end; None: the whole contract. Conflict `contract.unrecorded` where nothing is on record, and
    so no clause."""
    version = recorded_version(record, received_at)
    content, schedule = version.content, await _schedule(record)
    sealed = [row.effective_on for row in cases.rows if row.id in cases.sealed and row.effective_on]
    return EndClauses(
        zone=content.zone,
        notice=content.clauses.notice,
        under=schedule.circumstances(version, scope),
        starts_on=schedule.terms[0].starts_on,
        deemed=schedule.deemed(version, channel),
        term_ends_on=schedule.current_end,
        sealed_until=max(sealed, default=None),
    )


async def _schedule(record: ContractRecord) -> Schedule:
    schedule = schedule_of(record, await business_days(record.session, [record]))
    assert schedule is not None, "what has a version in force is signed"
    return schedule


async def cure_windows(
    record: ContractRecord, served_at: datetime, channel: str | None
) -> tuple[datetime, datetime] | None:
    """Until when a breach can be cured (R15), and until when its consequence can be elected. None where the
    contract has no clause for it."""
    version = recorded_version(record, served_at)
    content, schedule = version.content, await _schedule(record)
    if content.clauses.cure is None:
        return None
    served_on = received_on(served_at, content.zone, schedule.deemed(version, channel))
    last = cure_end(content.clauses.cure, served_on, schedule.circumstances(version).calendar).on
    until = end_instant(last, content.zone)
    elect = end_instant(last + content.clauses.at_its_end.election_days * ONE_DAY, content.zone)
    return until, elect


def check_rule(record: ContractRecord, ground: Ground, at: datetime) -> None:
    """By any version that has been in force: notice may have been received while an earlier one was. BadInput
    `termination.no_rule`, Conflict `contract.unrecorded`."""
    rule = GROUNDS[ground]
    by_notice = rule.timing in (Timing.NOTICE, Timing.TERM)
    if not by_notice and not rule.is_curable:
        return
    now = recorded_version(record, at)
    known = [one for one in signed(record.versions) if one.effective_at <= at] or [now]
    clauses = [one.content.clauses.notice if by_notice else one.content.clauses.cure for one in known]
    if all(clause is None for clause in clauses):
        raise no_rule() if by_notice else no_cure_clause()


def ending_of(record: ContractRecord, at: datetime) -> Ending:
    version = governing(record, at)
    return Ending() if version is None else version.content.clauses.at_its_end


def object_until(record: ContractRecord, received_at: datetime) -> datetime:
    return received_at + timedelta(days=ending_of(record, received_at).objection_days)


def not_before_signed(record: ContractRecord) -> None:
    """Conflict `state.wrong`: what is not signed is abandoned."""
    if record.contract.monitored_from is None:
        raise Conflict(
            Code.STATE_WRONG,
            f"A contract in {record.contract.state} is not terminated.",
            hint="Abandon it.",
            field="contract",
        )
