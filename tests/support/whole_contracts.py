"""A contract in which nothing is missing: every table holds a row of it, and every kind of thing happened."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from sla_plugin.documents.store import DocumentStore
from sla_plugin.domain.contracting.content import Clauses
from sla_plugin.domain.contracting.documents import DocumentKind
from sla_plugin.domain.contracting.lines import ContractLine
from sla_plugin.domain.contracting.obligations import Obligation, ObligationState
from sla_plugin.domain.contracting.parties import ContractParty, NoticeAddress, PartyRole
from sla_plugin.domain.contracting.requirements import Side
from sla_plugin.domain.contracting.states import ContractKind, Step
from sla_plugin.domain.contracting.suspensions import SuspendedLine
from sla_plugin.domain.ids import ContractId, ServiceId
from sla_plugin.domain.money import Money
from sla_plugin.domain.notice.rules import NoticePeriod, NoticeRule, Unit
from sla_plugin.domain.termination.cases import Side as Initiator
from sla_plugin.domain.termination.charges import Days, Prepayment
from sla_plugin.domain.termination.grounds import Ground
from sla_plugin.domain.termination.states import CaseStep
from sla_plugin.errors import BadInput, Code
from sla_plugin.storage.contract_record import ContractRecord, read_record, take_up
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.session import Session
from sla_plugin.storage.terminations import CaseRow
from sla_plugin.usecases.amend_contract import amend_contract
from sla_plugin.usecases.create_service import create_service
from sla_plugin.usecases.create_site import NewSite, create_site
from sla_plugin.usecases.draft_contract import Need, draft_contract
from sla_plugin.usecases.draft_settlement import draft_settlement
from sla_plugin.usecases.open_termination import open_termination
from sla_plugin.usecases.pass_time import renew
from sla_plugin.usecases.put_on_record import About, put_on_record, record_paper
from sla_plugin.usecases.record_obligation import record_obligation, settle_obligation
from sla_plugin.usecases.record_prepayment import record_prepayment
from sla_plugin.usecases.refuse_on_record import refuse_on_record
from sla_plugin.usecases.request_termination import TerminationRequest, request_termination
from sla_plugin.usecases.seal_settlement import adjust_settlement, seal_settlement
from sla_plugin.usecases.state_needs import add_requirement, drop_requirement
from sla_plugin.usecases.suspend_contract import resume_contract, suspend_contract
from sla_plugin.usecases.take_termination_step import TerminationStep, take_termination_step
from sla_plugin.usecases.termination_cases import cases_of
from tests.support.contracting import (
    ANAN,
    LEK,
    NOK,
    NOW,
    PIM,
    SOMCHAI,
    START,
    World,
    a_draft,
    a_world,
    deed,
    step,
    time_passes,
)
from tests.support.signing import SigningService

MONTHS_LATER = START + timedelta(days=100)
LINE_PRICE = Money(Decimal("1800.00"), "THB")


@dataclass(frozen=True)
class Whole:
    """`contract` stands below `framework`, and follows on `before`."""

    world: World
    contract: ContractId
    framework: ContractId
    before: ContractId


async def in_pieces(text: str) -> AsyncIterator[bytes]:
    for piece in text.split():
        yield f"{piece} ".encode()


async def a_whole_contract(session: Session, store: DocumentStore) -> Whole:
    world = await a_world(session)
    framework, before = [await a_draft(session, world, number) for number in ("F-1", "C-0")]
    ward = await create_site(session, NewSite(world.hospital, "Ward 3"))
    network = await create_service(session, code="network", name="Network")
    stated = world.content()
    content = replace(
        stated,
        parties=stated.parties
        | {
            ContractParty(
                world.hospital,
                PartyRole.NOTICE_CONTACT,
                "malee",
                notice=NoticeAddress("EMAIL", "a@example.org"),
            )
        },
        lines=stated.lines
        | {
            ContractLine(world.printing, world.gold, ward, unit_price=LINE_PRICE),
            ContractLine(network, world.gold, unit_price=LINE_PRICE),
        },
        clauses=Clauses(
            initial_months=3,
            renewal_months=12,
            notice=NoticeRule(NoticePeriod(1, Unit.MONTH)),
            grace_days=5,
            cure=NoticeRule(NoticePeriod(14, Unit.DAY)),
        ),
    )
    contract = await draft_contract(
        session, deed(NOK), number="C-1", kind=ContractKind.CUSTOMER, content=content,
        needs=[Need("The printer must print at night", "Shifts start on time", world.printing)],
        parent=framework, predecessor=before,
    )  # fmt: skip
    await _is_signed(session, store, world, contract)
    for now in (START + timedelta(days=35), MONTHS_LATER):
        await time_passes(session, contract, now)
    await _a_line_ends(session, store, contract, network)
    await _goes_on(session, store, world, contract)
    return Whole(world, contract, framework, before)


async def _is_signed(session: Session, store: DocumentStore, world: World, contract: ContractId) -> None:
    [need] = (await _record(session, contract)).requirements
    idle = await add_requirement(session, deed(NOK), contract, None, Need("A coffee machine", "Calm"))
    await drop_requirement(session, deed(NOK), contract, None, idle)
    await step(session, contract, NOK, Step.SUBMIT)
    await step(session, contract, SOMCHAI, Step.JUDGE, requirement=need.id, side=Side.TECHNICAL)
    await step(session, contract, SOMCHAI, Step.REWORK)
    later = NOW + timedelta(hours=1)
    await step(session, contract, NOK, Step.SUBMIT, later)
    await step(session, contract, SOMCHAI, Step.JUDGE, later, requirement=need.id, side=Side.TECHNICAL)
    await step(session, contract, NOK, Step.JUDGE, later, requirement=need.id, side=Side.COMMERCIAL)
    await step(session, contract, world.malee, Step.APPROVE_SPECIFICATION, later)
    for actor in (ANAN, world.malee):
        await step(session, contract, actor, Step.AGREE, later)
    for actor in (LEK, PIM, world.malee):
        await step(session, contract, actor, Step.APPROVE, later)
    version = (await _record(session, contract)).versions[0]
    about = About(
        DocumentKind.FINAL, "The contract", version.id, "th", version.content_hash, date(2036, 3, 31)
    )
    paper = await store.put(session.tenant, "text/plain", in_pieces("What we agreed"))
    await record_paper(session, deed(NOK, later), contract, about, paper)
    signing = SigningService()
    for actor in (ANAN, world.malee):
        await step(session, contract, actor, Step.SIGN, later, signing=signing)


async def _a_line_ends(
    session: Session, store: DocumentStore, contract: ContractId, network: ServiceId
) -> None:
    """By agreement, some days ago; settled, and corrected afterwards."""
    now = MONTHS_LATER
    year = Prepayment(Days(date(2026, 4, 1), date(2027, 3, 31)), Money(Decimal("1200.00"), "THB"))
    await record_prepayment(session, deed(PIM, now), contract, "Toner", year)
    paper = await put_on_record(
        session, store, deed(NOK, now), contract, About(DocumentKind.NOTICE, "The agreement"), "text/plain",
        in_pieces("The network ends"),
    )  # fmt: skip
    breach = TerminationRequest(
        "crm", "T-1", 1, contract, Ground.CAUSE_CURABLE, Initiator.CUSTOMER, received_at=now
    )
    await request_termination(session, store, deed(NOK, now), breach)
    case = await open_termination(
        session, deed(NOK, now), contract, ground=Ground.MUTUAL, initiator=Initiator.CUSTOMER,
        scope=frozenset({network}),
    )  # fmt: skip
    submit = TerminationStep(
        CaseStep.SUBMIT_NOTICE, received_at=now, requested_on=date(2026, 7, 5), document=paper
    )
    for actor, taken in (
        (NOK, submit),
        (ANAN, TerminationStep(CaseStep.FIND_VALID)),
        (ANAN, TerminationStep(CaseStep.APPROVE)),
        (LEK, TerminationStep(CaseStep.APPROVE)),
    ):
        plan = (await session.get(CaseRow, id=case)).plan_hash
        await take_termination_step(session, deed(actor, now), case, None, replace(taken, seen=plan))
    await time_passes(session, contract, now)
    cases = await cases_of(await _record(session, contract))
    settlement = await draft_settlement(cases, cases.value(cases.row(case)), now)
    sealed = await seal_settlement(session, deed(PIM, now), case, settlement.hash)
    await adjust_settlement(
        session, deed(PIM, now), sealed, what="A day too many", because="It ended at noon",
        amount=Money(Decimal("-60.00"), "THB"),
    )  # fmt: skip


async def _goes_on(session: Session, store: DocumentStore, world: World, contract: ContractId) -> None:
    """Amended, suspended, renewed, with another amendment on its way."""
    now = MONTHS_LATER
    amended = replace((await _record(session, contract)).versions[0].says, effective_on=date(2026, 8, 1))
    await amend_contract(session, deed(NOK, now), contract, None, amended)
    for actor, which in (
        (ANAN, Step.AGREE), (world.malee, Step.AGREE), (LEK, Step.APPROVE), (PIM, Step.APPROVE),
        (world.malee, Step.APPROVE), (ANAN, Step.SIGN), (world.malee, Step.SIGN),
    ):  # fmt: skip
        await step(session, contract, actor, which, now)
    first = await suspend_contract(session, deed(PIM, now), contract, None, reason="unpaid")
    await suspend_contract(
        session, deed(ANAN, now), contract, None, reason="the building is closed", tolls_notice=True,
        since=now + timedelta(days=9), until=now + timedelta(days=12),
    )  # fmt: skip
    await suspend_contract(
        session, deed(PIM, now), contract, None, reason="the printers are on loan",
        line=SuspendedLine(world.printing), until=now + timedelta(days=5),
    )  # fmt: skip
    await resume_contract(session, deed(PIM, now + timedelta(days=1)), contract, None, first)
    # Years before it would be decided.
    await renew(await take_up(session, contract), deed(ANAN, now), now)
    about = About(DocumentKind.EVIDENCE, "The report")
    report = await put_on_record(
        session, store, deed(ANAN, now), contract, about, "text/plain", in_pieces("All is well")
    )
    owed = Obligation(
        world.provider, "REPORT", "A report on every quarter", date(2026, 7, 31), 3, date(2027, 6, 30)
    )
    duty = await record_obligation(session, deed(ANAN, now), contract, owed)
    await settle_obligation(session, deed(ANAN, now), duty, ObligationState.DONE, "handed in", report)
    await amend_contract(
        session, deed(NOK, now), contract, None, replace(amended, effective_on=date(2026, 9, 1))
    )
    await step(session, contract, ANAN, Step.AGREE, now)
    refused = BadInput(Code.REASON_MISSING, "Nobody would know why.")
    await refuse_on_record(session, deed(NOK, now), contract, "suspendContract", refused)


async def _record(session: Session, contract: ContractId) -> ContractRecord:
    return await read_record(session, await session.get(ContractRow, id=contract))
