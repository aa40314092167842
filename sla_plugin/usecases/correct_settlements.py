"""Bring sealed settlements to what is known now, by rows beside them (60-termination, "The stop")."""

from __future__ import annotations

from uuid import UUID

from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.money import Money
from sla_plugin.domain.termination.corrections import Correction, Names, corrections
from sla_plugin.domain.termination.settlement import Settlement
from sla_plugin.domain.transitions import SYSTEM
from sla_plugin.storage.agreements import AgreementRow
from sla_plugin.storage.connections import ConnectionRow
from sla_plugin.storage.contract_record import ContractRecord
from sla_plugin.storage.services import ServiceRow
from sla_plugin.storage.session import Session
from sla_plugin.storage.settlement_contents import settlement_from_json
from sla_plugin.storage.settlements import SettlementAdjustmentRow, SettlementRow
from sla_plugin.storage.tickets import TicketRow
from sla_plugin.usecases.draft_settlement import known_settlement
from sla_plugin.usecases.termination_cases import CasesOnRecord, cases_of


async def correct_settlements(record: ContractRecord, deed: Deed) -> None:
    """Again, it adds nothing. What somebody adjusted by hand stays beside it: that is on no other record."""
    rows = await record.session.query(SettlementRow).filter(contract_id=record.id).order_by("id")
    if not rows:
        return
    cases = await cases_of(record)
    for row in rows:
        await _correct(cases, deed, row)


async def _correct(cases: CasesOnRecord, deed: Deed, row: SettlementRow) -> None:
    record, sealed = cases.record, settlement_from_json(row.content)
    # Not evaluated anew: whoever takes a fact does that, and holds its ticket while he tells of it here.
    known = await known_settlement(cases, cases.value(cases.row(row.case_id)))
    names = await _names(record.session, sealed, known)
    found = corrections(sealed, known, await _earlier(record.session, row.id), names)
    for one in found:
        await record.add(_row(record, row, one, deed))
    if found:
        await record.write_down(
            deed, "termination.settlement_adjusted", {"settlement": str(row.id), "corrected": len(found)}
        )


async def _earlier(session: Session, settlement: UUID) -> list[Correction]:
    rows = session.query(SettlementAdjustmentRow).filter(settlement_id=settlement, recorded_by=SYSTEM.name)
    return [
        Correction(row.what, row.because, Money(row.amount, row.currency))
        for row in await rows.order_by("recorded_at", "id")
    ]


async def _names(session: Session, *settlements: Settlement) -> Names:
    tickets = {clock.ticket for one in settlements for clock in one.clocks}
    desks = {row.id: row.key for row in await session.query(ConnectionRow)}
    named: dict[UUID, str] = {
        row.id: f"{desks[row.connection_id]}:{row.key}"
        for row in await session.query(TicketRow).filter(id__in=sorted(tickets))
    }
    named |= {row.id: row.code for row in await session.query(ServiceRow)}
    return named | {row.id: row.code for row in await session.query(AgreementRow)}


def _row(
    record: ContractRecord, settlement: SettlementRow, one: Correction, deed: Deed
) -> SettlementAdjustmentRow:
    return SettlementAdjustmentRow(
        contract_id=record.id,
        settlement_id=settlement.id,
        what=one.what,
        because=one.because,
        amount=one.amount.amount,
        currency=one.amount.currency,
        recorded_by=deed.actor.name,
        recorded_at=deed.at,
    )
