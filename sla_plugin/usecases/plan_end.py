"""Plan what the end of a contract will bring about: for its children, its support, and what is paid."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sla_plugin.domain.contracting.content import VersionContent
from sla_plugin.domain.contracting.ending import Children
from sla_plugin.domain.contracting.states import ContractKind
from sla_plugin.domain.contracting.terms import current_end, voided
from sla_plugin.domain.contracting.versions import SignedVersion
from sla_plugin.domain.ids import AgreementId, ContractId
from sla_plugin.domain.money import Money
from sla_plugin.domain.notice.earliest import earliest_end
from sla_plugin.domain.termination.cases import Case, Side
from sla_plugin.domain.termination.charges import early_fee, stranded
from sla_plugin.domain.termination.ends import End
from sla_plugin.domain.termination.grounds import Timing
from sla_plugin.domain.termination.plan import ChildEnd, EndPlan, Unwind
from sla_plugin.domain.termination.states import CaseState
from sla_plugin.errors import BadInput
from sla_plugin.storage.contract_projections import SlaBindingRow
from sla_plugin.storage.contract_record import ContractRecord, read_record
from sla_plugin.storage.contract_versions import signed
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.support import links
from sla_plugin.usecases.contract_cases import governing, terms
from sla_plugin.usecases.contract_dates import business_days, schedule_of
from sla_plugin.usecases.lines_in_force import last_version, lines_that_would_go_on
from sla_plugin.usecases.prepaid import paid_ahead
from sla_plugin.usecases.termination_cases import CasesOnRecord


async def plan_end(cases: CasesOnRecord, case: Case, now: datetime) -> EndPlan:
    """Of a case with an end."""
    assert case.end is not None
    record, end = cases.record, case.end
    version = last_version(record, end.ends_at)
    if version is None:
        return EndPlan(end.effective_on, end.ends_at)
    content = version.content
    return EndPlan(
        effective_on=end.effective_on,
        ends_at=end.ends_at,
        children=await _children(record, content, end) if case.is_whole else (),
        unwinding=await _unwinding(record, case, end, now),
        cancelled=tuple(
            one.number for one in signed(record.versions) if one.effective_at >= end.ends_at and case.is_whole
        ),
        fee=early_fee_of(cases, version, case, end),
        refund=await _refund(cases, case, end, content.currency),
    )


async def _children(record: ContractRecord, content: VersionContent, end: End) -> tuple[ChildEnd, ...]:
    becomes = content.clauses.at_its_end.children
    rows = await record.session.query(ContractRow).filter(parent_id=record.id).order_by("number")
    found = []
    for row in rows:
        if row.monitored_from is None or (row.monitored_until and row.monitored_until <= end.ends_at):
            continue
        last = None
        if becomes is Children.RUN_OFF:
            child = await read_record(record.session, row)
            last = current_end(terms(child)) if child.terms else None
        found.append(ChildEnd(ContractId(row.id), row.number, becomes, last))
    return tuple(found)


async def _unwinding(record: ContractRecord, case: Case, end: End, now: datetime) -> tuple[Unwind, ...]:
    """Of every OLA and UC that supports what ends. One that is still needed stays: by another contract, or by
    what goes on of this one."""
    session = record.session
    ours = await session.query(SlaBindingRow).filter(contract_id=record.id)
    ending = {
        row.id: AgreementId(row.agreement_id)
        for row in ours
        if _ends_by(case, row) and (row.monitored_until is None or row.monitored_until >= end.ends_at)
    }
    levels = set(ending.values())
    linked = await links(session)
    supporters = {row.supporter_id for level in levels for row in linked.get(level, ()) if row.supporter_id}
    if not supporters:
        return ()
    needing = {
        supporter: {level for level, rows in linked.items() if any(r.supporter_id == supporter for r in rows)}
        for supporter in supporters
    }
    others = await session.query(SlaBindingRow).filter(agreement_id__in=list(set().union(*needing.values())))
    bound = await session.query(SlaBindingRow).filter(agreement_id__in=list(supporters)).order_by("id")
    found = {}
    for row in bound:
        if row.monitored_until is not None and row.monitored_until <= end.ends_at:
            continue
        needed_by = {
            other.contract_id
            for other in others
            if other.agreement_id in needing[row.agreement_id]
            and other.id not in ending
            and (other.monitored_until is None or other.monitored_until > end.ends_at)
        }
        found[row.contract_id, row.agreement_id] = await _unwind(record, row, len(needed_by), end, now)
    return tuple(found[key] for key in sorted(found))


def _ends_by(case: Case, row: SlaBindingRow) -> bool:
    return case.scope is None or row.service_id in case.scope


async def _unwind(
    record: ContractRecord, row: SlaBindingRow, needed_by: int, end: End, now: datetime
) -> Unwind:
    contract = await record.session.get(ContractRow, id=row.contract_id)
    plain = Unwind(ContractId(contract.id), contract.number, AgreementId(row.agreement_id), needed_by)
    supporting = await read_record(record.session, contract)
    version = governing(supporting, now)
    if needed_by or version is None or contract.kind != ContractKind.UNDERPINNING.value:
        return plain
    rule = version.content.clauses.notice
    if rule is None:
        return plain
    schedule = schedule_of(supporting, await business_days(record.session, [supporting]))
    if schedule is None:
        return plain
    under = schedule.circumstances(version)
    today = now.astimezone(ZoneInfo(version.content.zone)).date()
    try:
        earliest = earliest_end(rule, today, under).on
    except BadInput:
        return plain
    gap = max(0, (earliest - end.effective_on).days)
    lines = [line for line in version.content.lines if line.service_level == row.agreement_id]
    cost = stranded(lines, end.effective_on, earliest, version.content.currency) if gap else None
    return Unwind(plain.contract, plain.number, plain.agreement, 0, earliest, gap, cost)


def early_fee_of(cases: CasesOnRecord, version: SignedVersion, case: Case, end: End) -> Money | None:
    """Owed by a customer who ends it by notice before its term, and by nobody else; nor for an end that was
    annulled or rescinded. A renewal that the notice beats is no term, even before it is voided (R11)."""
    fee, agreed = version.content.clauses.at_its_end.fee, terms(cases.record)
    standing = voided(agreed, end.effective_on) if case.is_whole else agreed
    last = current_end(standing) if standing else None
    owes = case.initiator is Side.CUSTOMER and case.rule.timing is Timing.NOTICE
    if fee is None or not owes or last is None or end.effective_on >= last:
        return None
    if case.state is CaseState.RESCINDED:
        return None
    lines = lines_that_would_go_on(cases, case, end, version)
    return early_fee(fee, lines, end.effective_on, last, version.content.currency)


async def _refund(cases: CasesOnRecord, case: Case, end: End, currency: str) -> Money | None:
    paid = await paid_ahead(cases, case, end)
    amounts = [one.back for one in paid if one.back.currency == currency]
    return sum(amounts, Money.none(currency)) if amounts else None
