"""State what the customer needs, match it with a service, or drop it."""

from __future__ import annotations

from uuid import UUID

from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.contracting.negotiation import Command
from sla_plugin.domain.contracting.negotiation_table import TABLE
from sla_plugin.domain.contracting.states import Step
from sla_plugin.domain.ids import ContractId, ServiceId
from sla_plugin.errors.fields import named_by
from sla_plugin.storage.contract_record import ContractRecord, take_up
from sla_plugin.storage.contract_requirements import RequirementRow
from sla_plugin.storage.session import Session
from sla_plugin.usecases.contract_cases import being_negotiated, negotiation
from sla_plugin.usecases.draft_contract import Need, add_need


async def add_requirement(
    session: Session, deed: Deed, which: ContractId, expected: int | None, need: Need
) -> UUID:
    """As the table has it: WrongState, Forbidden `right.role`. BadInput `text.empty`, NotFound."""
    record = await _take_up(session, deed, which, expected, Step.ADD_REQUIREMENT)
    row = await add_need(record, deed, need)
    await _done(record, deed, "contract.requirement_added")
    return row.id


async def match_requirement(
    session: Session,
    deed: Deed,
    which: ContractId,
    expected: int | None,
    requirement: UUID,
    service: ServiceId,
) -> UUID:
    """With what of the catalogue meets it, until it is judged. BadInput `contract.requirement_missing`."""
    record = await _take_up(session, deed, which, expected, Step.MATCH_REQUIREMENT, requirement)
    with named_by("service"):
        await record.change(_row(record, requirement), service_id=service)
    await _done(record, deed, "contract.requirement_matched")
    return requirement


async def drop_requirement(
    session: Session, deed: Deed, which: ContractId, expected: int | None, requirement: UUID
) -> UUID:
    """It stays on record, and counts no more."""
    record = await _take_up(session, deed, which, expected, Step.DROP_REQUIREMENT, requirement)
    await record.change(_row(record, requirement), dropped_at=deed.at)
    await _done(record, deed, "contract.requirement_dropped")
    return requirement


async def _take_up(
    session: Session,
    deed: Deed,
    which: ContractId,
    expected: int | None,
    step: Step,
    requirement: UUID | None = None,
) -> ContractRecord:
    record = await take_up(session, which, expected)
    case = negotiation(record, being_negotiated(record))
    TABLE.check(case, Command(step, deed.actor, deed.at, requirement=requirement))
    return record


def _row(record: ContractRecord, requirement: UUID) -> RequirementRow:
    return next(row for row in record.requirements if row.id == requirement)


async def _done(record: ContractRecord, deed: Deed, what: str) -> None:
    await record.change(record.contract, revision=record.contract.revision + 1)
    await record.write_down(deed, what)
