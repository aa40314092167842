"""What the clocks of a contract had come to when it ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sla_plugin.domain.contracting.content import VersionContent
from sla_plugin.domain.ids import AgreementId, ContractId, ServiceId, TicketId
from sla_plugin.domain.microseconds import MICROSECOND
from sla_plugin.domain.notice.months import month_end
from sla_plugin.domain.termination.cases import Case
from sla_plugin.domain.termination.charges import Days
from sla_plugin.domain.termination.ends import End
from sla_plugin.domain.termination.settlement import BindingCount, ClosedClock, TicketCover
from sla_plugin.storage.clocks import ClockRow
from sla_plugin.storage.contract_record import ContractRecord
from sla_plugin.storage.counted import CountedRow
from sla_plugin.storage.services import ServiceRow, service_tree
from sla_plugin.storage.tickets import TicketRow
from sla_plugin.usecases.contract_cases import recorded_content
from sla_plugin.usecases.evaluate_tickets import evaluate_tickets

SLA = "SLA"


async def evaluate_all(record: ContractRecord, case: Case, now: datetime) -> None:
    """Every ticket that has a clock under the contract, so that nothing depends on how far the pump came."""
    rows = await record.session.query(ClockRow).filter(contract_id=record.id).values("ticket_id")
    tickets = sorted({TicketId(row["ticket_id"]) for row in rows})
    await evaluate_tickets(record.session, tickets, now)


async def counts(
    record: ContractRecord, case: Case, content: VersionContent, end: End
) -> tuple[BindingCount, ...]:
    """By line and month of the contract's zone: the full ones, and the last, which is a part of one."""
    zone = ZoneInfo(content.zone)
    rows = await record.session.query(CountedRow).filter(contract_id=record.id, side=SLA, at__lte=end.ends_at)
    found: Counter[tuple[ServiceId, AgreementId, date, str]] = Counter()
    ended = await _services(record, case, end)
    for row in rows:
        if row.service_id is None or (ended is not None and row.service_id not in ended):
            continue
        on = row.at.astimezone(zone).date().replace(day=1)
        what = "CENSORED" if row.excluded_for == "CENSORED" else row.result
        found[ServiceId(row.service_id), AgreementId(row.agreement_id), on, what] += 1
    places = sorted({(on, service, agreement) for service, agreement, on, _ in found})
    return tuple(
        _count(found, service, agreement, on, end)
        for on, service, agreement in places
        if on <= end.effective_on
    )


def _count(
    found: Counter[tuple[ServiceId, AgreementId, date, str]],
    service: ServiceId,
    agreement: AgreementId,
    on: date,
    end: End,
) -> BindingCount:
    period = Days(on, min(month_end(on), end.effective_on))
    met, breached, censored = (
        found[service, agreement, on, what] for what in ("MET", "BREACHED", "CENSORED")
    )
    is_partial = period.until < month_end(on)
    return BindingCount(service, agreement, period, is_partial, met, breached, censored)


async def closed_clocks(record: ContractRecord, case: Case, end: End) -> tuple[ClosedClock, ...]:
    """Those that the end closed: censored, or breached and still open then."""
    rows = await record.session.query(ClockRow).filter(
        contract_id=record.id, side=SLA, state="CENSORED", stopped_at=end.ends_at
    )
    ours = await _of_lines(record, case, end)
    return tuple(
        ClosedClock(
            ticket=TicketId(row.ticket_id),
            metric=row.metric,
            cycle=row.cycle,
            state=row.state,
            verdict=row.verdict,
            elapsed_us=row.elapsed_us,
            overrun_us=max(0, row.counted_us - row.target_us - row.allowance_us) or None,
        )
        for row in sorted(rows, key=lambda one: (one.ticket_id, one.metric, one.cycle))
        if ours is None or (row.ticket_id, row.metric, row.cycle) in ours
    )


async def _of_lines(record: ContractRecord, case: Case, end: End) -> set[tuple[UUID, str, int]] | None:
    """The clocks of the lines that end; None: all. Another line may end at the same instant."""
    ended = await _services(record, case, end)
    if ended is None:
        return None
    rows = record.session.query(CountedRow).filter(contract_id=record.id, side=SLA, service_id__in=ended)
    return {(row.ticket_id, row.metric, row.cycle) for row in await rows}


async def _services(record: ContractRecord, case: Case, end: End) -> set[ServiceId] | None:
    """Those that the lines that end deliver, with everything below them that has no line of its own."""
    if case.scope is None:
        return None
    delivered = {line.service for line in recorded_content(record, end.ends_at - MICROSECOND).lines}
    tree, rows = await service_tree(record.session), await record.session.query(ServiceRow)
    nearest = {
        ServiceId(row.id): next((one for one in tree.lineage(ServiceId(row.id)) if one in delivered), None)
        for row in rows
    }
    return {service for service, line in nearest.items() if line in case.scope}


async def cover(record: ContractRecord, case: Case, end: End) -> tuple[TicketCover, ...]:
    """Of every ticket that was open then: by which other contract it is covered from that very instant on.
    One that begins later is no cover of it, and would make the settlement another one once it has begun."""
    closed = {clock.ticket for clock in await closed_clocks(record, case, end)}
    rows: Sequence[ClockRow] = await record.session.query(ClockRow).filter(
        ticket_id__in=sorted(closed), side=SLA, started_at=end.ends_at
    )
    by = {row.ticket_id: ContractId(row.contract_id) for row in rows if row.contract_id != record.id}
    known = await record.session.query(TicketRow).filter(id__in=sorted(closed)).order_by("id").values("id")
    return tuple(TicketCover(TicketId(row["id"]), by.get(row["id"])) for row in known)
