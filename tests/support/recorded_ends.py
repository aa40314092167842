"""Terminations with something on record of every kind: of each customer's contract one that is to be
approved, with a settlement beside it, so that a list has everything to show at once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from sla_plugin.api.ids import global_id
from sla_plugin.domain.canonical import canonical_text
from sla_plugin.domain.contracting.obligations import Obligation
from sla_plugin.domain.contracting.parties import PartyRole
from sla_plugin.domain.contracting.states import ContractKind
from sla_plugin.domain.ids import ContractId, TicketId
from sla_plugin.domain.money import Money
from sla_plugin.domain.termination.cases import Side
from sla_plugin.domain.termination.charges import Days
from sla_plugin.domain.termination.grounds import Ground
from sla_plugin.domain.termination.settlement import (
    BindingCount,
    ClosedClock,
    Duty,
    Evidence,
    Settlement,
    TicketCover,
    Unwinding,
)
from sla_plugin.domain.termination.states import CaseStep
from sla_plugin.storage.contract_documents import ContractDocumentRow
from sla_plugin.storage.contract_record import ContractRecord, read_record, take_up
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.organisations import OrganisationRow
from sla_plugin.storage.session import Session
from sla_plugin.storage.settlements import SettlementAdjustmentRow, SettlementRow
from sla_plugin.storage.termination_requests import TerminationRequestRow
from sla_plugin.storage.tickets import TicketRow
from sla_plugin.usecases.contract_cases import recorded_content
from sla_plugin.usecases.create_service import create_service
from sla_plugin.usecases.open_termination import open_termination
from sla_plugin.usecases.record_obligation import owe
from sla_plugin.usecases.record_signed_contract import PaperSignature, record_signed_contract
from sla_plugin.usecases.take_termination_step import TerminationStep, take_termination_step
from tests.support.contracting import ANAN, NOK, deed
from tests.support.customers import Customer
from tests.support.recorded import NOW, record_contracts

_DAY = date(2026, 6, 30)
_NOTHING = Money(Decimal(0), "THB")


async def record_ends(session: Session, customers: Sequence[Customer]) -> None:
    """Of R- and the customer's key."""
    for customer in customers:
        contract = ContractId((await session.get(ContractRow, number=f"R-{customer.key}")).id)
        case = await _in_review(session, contract)
        record = await take_up(session, contract)
        ticket = TicketId((await session.get(TicketRow, key=f"H-{customer.key}")).id)
        await _settle(record, case, ticket)
        [owner] = recorded_content(record, NOW).organisations(PartyRole.PROVIDER)
        await owe(record, deed(ANAN, NOW), Obligation(owner, "DATA_EXPORT", "Queues", _DAY), case)
        await record.write_down(deed(ANAN, NOW), "termination.settlement_sealed")
        await session.add(_request(contract, case, customer))


async def _in_review(session: Session, contract: ContractId) -> UUID:
    record = await take_up(session, contract)
    paper = ContractDocumentRow(
        contract_id=contract, kind="NOTICE", name="notice.eml", sha256="0" * 64, media_type="message/rfc822",
        size=1, recorded_by="nok", recorded_at=NOW,
    )  # fmt: skip
    await record.add(paper)
    await record.write_down(deed(NOK, NOW), "contract.document_recorded")
    case = await open_termination(
        session, deed(NOK, NOW), contract, ground=Ground.CONVENIENCE, initiator=Side.CUSTOMER
    )
    received = NOW - timedelta(hours=1)
    notice = TerminationStep(
        CaseStep.SUBMIT_NOTICE, sent_at=received, received_at=received, document=paper.id
    )
    await take_termination_step(session, deed(NOK, NOW), case, None, notice)
    await take_termination_step(session, deed(ANAN, NOW), case, None, TerminationStep(CaseStep.FIND_VALID))
    return case


async def _settle(record: ContractRecord, case: UUID, ticket: TicketId) -> None:
    content = recorded_content(record, NOW)
    line = min(content.lines, key=lambda one: one.service)
    assert line.service_level is not None, "it is measured"
    settled = Settlement(
        case=case,
        contract=record.id,
        parties=tuple(sorted(content.organisations(PartyRole.CUSTOMER))),
        ground=Ground.CONVENIENCE,
        scope=frozenset({line.service}),
        evidence=Evidence(NOW, NOW, NOW, "0" * 64),
        rule="NOTICE: 3 MONTH, NONE",
        trace=(),
        effective_on=_DAY,
        ends_at=NOW,
        counts=(BindingCount(line.service, line.service_level, Days(_DAY, _DAY), True, 1, 0, 0),),
        clocks=(ClosedClock(ticket, "RESOLUTION", 1, "CENSORED", "CENSORED", 1),),
        sums=(),
        duties=(Duty("DATA_EXPORT", "Queues", _DAY, "OPEN"),),
        surviving=(),
        unwinding=(Unwinding(record.id, _DAY, 0, _NOTHING),),
        cover=(TicketCover(ticket, record.id),),
        total=_NOTHING,
    )
    row = SettlementRow(
        contract_id=record.id, case_id=case, content=json.loads(canonical_text(settled)), hash=settled.hash,
        approved_by=["anan"], sealed_by="pim", sealed_at=NOW,
    )  # fmt: skip
    await record.add(row)
    await record.add(
        SettlementAdjustmentRow(
            contract_id=record.id, settlement_id=row.id, what="Toner", because="Ten boxes were found.",
            amount=Decimal(1), currency="THB", recorded_by="pim", recorded_at=NOW,
        )
    )  # fmt: skip


def _request(contract: ContractId, case: UUID, customer: Customer) -> TerminationRequestRow:
    return TerminationRequestRow(
        source="crm", event=customer.key, cancels=None, version=1, body={}, body_hash=customer.key,
        outcome="OPENED", because=None, contract_id=contract, case_id=case, recorded_at=NOW,
    )  # fmt: skip


async def an_ending(session: Session) -> dict[str, str]:
    """Of the one customer there is, by the name that the tests have for it: the global ids of a contract with
    two lines that is to end, of its paper, its case, its settlement, and what a CRM asked for."""
    organisation = await session.get(OrganisationRow, parent_id__not_isnull=True)
    customer = Customer(organisation.code.removeprefix("C-"), organisation.name)
    await record_contracts(session, [customer])
    contract = await _with_two_lines(session, customer)
    case = await _in_review(session, contract)
    record = await take_up(session, contract)
    [ticket, *_] = await session.query(TicketRow).order_by("id")
    await _settle(record, case, TicketId(ticket.id))
    await record.write_down(deed(ANAN, NOW), "termination.settlement_sealed")
    request = _request(contract, case, customer)
    await session.add(request)
    paper = await session.get(ContractDocumentRow, contract_id=contract)
    settlement = await session.get(SettlementRow, contract_id=contract)
    return {
        "Ending": global_id("Contract", contract),
        "EndingDocument": global_id("Document", paper.id),
        "TerminationCase": global_id("TerminationCase", case),
        "Settlement": global_id("Settlement", settlement.id),
        "TerminationRequest": global_id("TerminationRequest", request.id),
    }


async def _with_two_lines(session: Session, customer: Customer) -> ContractId:
    row = await session.get(ContractRow, number=f"R-{customer.key}")
    content = recorded_content(await read_record(session, row), NOW)
    [line] = content.lines
    network = await create_service(session, code="network", name="Network")
    two = replace(content, lines=content.lines | {replace(line, service=network)})
    [customer_of_it] = content.organisations(PartyRole.CUSTOMER)
    signature = PaperSignature("malee", customer_of_it, NOW)
    return await record_signed_contract(
        session, deed(ANAN, NOW), number=f"E-{customer.key}", kind=ContractKind.CUSTOMER, content=two,
        signatures=[signature],
    )  # fmt: skip
