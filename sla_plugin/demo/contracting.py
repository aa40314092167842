"""Contracts at every stage of the way: one whose notice deadline comes near, one that waits for a signature,
and one that is being judged. None of them is about a service that a ticket of this world is about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from sla_plugin.demo.world import HANSEFRACHT, LUMIERE, MAE_LAO, Customer, within
from sla_plugin.documents.store import DocumentStore
from sla_plugin.domain.agreements import AgreementKind, Level
from sla_plugin.domain.contracting.content import Clauses, ExitDuty, VersionContent
from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.contracting.lines import ContractLine
from sla_plugin.domain.contracting.negotiation import CONSENT
from sla_plugin.domain.contracting.parties import ContractParty, PartyRole
from sla_plugin.domain.contracting.requirements import Side
from sla_plugin.domain.contracting.states import ContractKind, Step
from sla_plugin.domain.ids import AgreementId, CalendarId, ContractId, OrganisationId, ServiceId, TenantId
from sla_plugin.domain.metrics import Metric
from sla_plugin.domain.money import Money
from sla_plugin.domain.notice.law import Law
from sla_plugin.domain.notice.rules import Align, NoticePeriod, NoticeRule, Unit
from sla_plugin.domain.periods import add_months
from sla_plugin.domain.roles import Role
from sla_plugin.domain.terms import ANY_PRIORITY, CalendarRule, Terms
from sla_plugin.domain.transitions import Actor
from sla_plugin.storage.calendars import CalendarRow
from sla_plugin.storage.contract_record import ContractRecord, read_record
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.organisations import OrganisationRow
from sla_plugin.storage.session import Database, Session
from sla_plugin.usecases.click_to_sign import ClickToSign
from sla_plugin.usecases.contract_cases import being_negotiated, negotiation
from sla_plugin.usecases.create_organisation import NewOrganisation, create_organisation
from sla_plugin.usecases.create_service import create_service
from sla_plugin.usecases.draft_contract import Need, draft_contract
from sla_plugin.usecases.publish_agreement import NewVersion, create_agreement
from sla_plugin.usecases.record_signed_contract import PaperSignature, record_signed_contract
from sla_plugin.usecases.signatures import papers_to_sign
from sla_plugin.usecases.take_contract_step import ContractStep, take_contract_step

NOK = Actor("Nok (นก)", frozenset({Role.CRM_AGENT}))
KITTI = Actor("Kitti (กิตติ)", frozenset({Role.SYSTEMS_ENGINEER}))
ANAN = Actor("Anan (อนันต์)", frozenset({Role.CONTRACT_MANAGER}))
LEK = Actor("Lek (เล็ก)", frozenset({Role.LEGAL}))

TO_BE_SIGNED = "LI-2573"
"""Brasserie Lumière's, which has not signed it."""

NOTICE = NoticeRule(NoticePeriod(3, Unit.MONTH), align=Align.TERM_END)


def buyer_of(customer: Customer) -> str:
    """Who signs for it."""
    return f"purchasing@{customer.code}.example"


@dataclass(frozen=True)
class Contracting:
    """Writes into the provider's tenant, in the name of whoever would do it."""

    session: Session
    store: DocumentStore
    seal: Callable[[str], str]
    now: datetime
    provider: OrganisationId
    service: ServiceId
    level: AgreementId

    def deed(self, actor: Actor) -> Deed:
        return Deed(actor, self.now, self.seal)

    def content(
        self, customer: Customer, organisation: OrganisationId, effective_on: date, price: Money
    ) -> VersionContent:
        contact = buyer_of(customer)
        return VersionContent(
            effective_on,
            customer.hours.zone,
            price.currency,
            frozenset(
                {
                    ContractParty(organisation, PartyRole.CUSTOMER),
                    ContractParty(self.provider, PartyRole.PROVIDER),
                    ContractParty(self.provider, PartyRole.REVIEWER, LEK.name),
                    ContractParty(organisation, PartyRole.REVIEWER, contact),
                    ContractParty(organisation, PartyRole.SIGNATORY, contact),
                    ContractParty(self.provider, PartyRole.SIGNATORY, ANAN.name),
                }
            ),
            frozenset({ContractLine(self.service, self.level, unit_price=price)}),
            Clauses(
                law=Law.GENERIC,
                initial_months=12,
                renewal_months=12,
                notice=NOTICE,
                grace_days=5,
                exit=(ExitDuty("DATA_EXPORT", "Hand over every backup, with its checksum.", 30),),
                amendment="In writing, signed by both.",
            ),
        )

    async def running(self, number: str) -> ContractId:
        """For seven months now, so that notice has to be given within the next two to end it in time."""
        organisation, today = await self._known(HANSEFRACHT)
        since = add_months(today.replace(day=1), -7)
        content = self.content(HANSEFRACHT, organisation, since, Money(Decimal("890.00"), "EUR"))
        signed_at = self.now - timedelta(days=230)
        signatures = [
            PaperSignature(party.person, party.organisation, signed_at, "folder 7")
            for party in sorted(content.parties, key=lambda one: str(one.person))
            if party.role is PartyRole.SIGNATORY and party.person is not None
        ]
        return await record_signed_contract(
            self.session, self.deed(ANAN), number=number, kind=ContractKind.CUSTOMER, content=content,
            signatures=signatures,
        )  # fmt: skip

    async def judged(self, number: str) -> ContractId:
        """Submitted, and not judged yet."""
        organisation, today = await self._known(MAE_LAO)
        starts_on = add_months(today.replace(day=1), 2)
        content = self.content(MAE_LAO, organisation, starts_on, Money(Decimal("12500.00"), "THB"))
        needs = [
            Need("ข้อมูลน้ำนมของสมาชิกต้องไม่หาย แม้ไฟดับทั้งหมู่บ้าน", "จ่ายเงินสมาชิกได้ตรงวัน", self.service),
            Need("Nobody here wants to change tapes", "Nobody has to"),
        ]
        contract = await draft_contract(
            self.session,
            self.deed(NOK),
            number=number,
            kind=ContractKind.CUSTOMER,
            content=content,
            needs=needs,
        )
        await self._step(contract, NOK, Step.SUBMIT)
        return contract

    async def to_be_signed(self, number: str) -> ContractId:
        """Our side has signed; the customer has not."""
        organisation, today = await self._known(LUMIERE)
        starts_on = add_months(today.replace(day=1), 1)
        content = self.content(LUMIERE, organisation, starts_on, Money(Decimal("240.00"), "EUR"))
        need_of_theirs = Need("The recipes of forty years", "They are there after a fire", self.service)
        contract = await self._draft(number, content, [need_of_theirs])
        row = await self.session.get(ContractRow, id=contract)
        [need] = (await read_record(self.session, row)).requirements
        buyer = Actor(buyer_of(LUMIERE), frozenset({Role.CUSTOMER_SIGNATORY}), organisation)
        await self._step(contract, NOK, Step.SUBMIT)
        for actor, side in ((KITTI, Side.TECHNICAL), (NOK, Side.COMMERCIAL)):
            await self._step(contract, actor, ContractStep(Step.JUDGE, requirement=need.id, side=side))
        for actor, step in (
            (buyer, Step.APPROVE_SPECIFICATION), (ANAN, Step.AGREE), (buyer, Step.AGREE), (LEK, Step.APPROVE),
            (buyer, Step.APPROVE), (ANAN, Step.SIGN),
        ):  # fmt: skip
            await self._step(contract, actor, step)
        return contract

    async def _draft(self, number: str, content: VersionContent, needs: Sequence[Need]) -> ContractId:
        return await draft_contract(
            self.session, self.deed(NOK), number=number, kind=ContractKind.CUSTOMER, content=content,
            needs=needs,
        )  # fmt: skip

    async def _known(self, customer: Customer) -> tuple[OrganisationId, date]:
        row = await self.session.get(OrganisationRow, code=customer.code)
        return OrganisationId(row.id), self.now.astimezone(ZoneInfo(customer.hours.zone)).date()

    async def _step(self, contract: ContractId, actor: Actor, step: Step | ContractStep) -> None:
        """By somebody who has read what it says now."""
        row = await self.session.get(ContractRow, id=contract)
        record = await read_record(self.session, row)
        taken = step if isinstance(step, ContractStep) else await self._read(record, step)
        await take_contract_step(self.session, self.deed(actor), contract, row.revision, taken, self.store)

    async def _read(self, record: ContractRecord, step: Step) -> ContractStep:
        """With what it has to name: the hash of what is agreed to, and a paper of what is signed."""
        version = being_negotiated(record)
        if step not in CONSENT:
            return ContractStep(step)
        seen = negotiation(record, version).hash_for(CONSENT[step])
        if step is not Step.SIGN:
            return ContractStep(step, seen=seen)
        paper = next((one.sha256 for one in await papers_to_sign(record, version)), None)
        return ContractStep(step, seen=seen, signing=ClickToSign(paper))


async def seed_contracts(
    database: Database, provider: TenantId, store: DocumentStore, seal: Callable[[str], str], now: datetime
) -> None:
    """Beside the world that `seed` made."""
    async with database.session(provider) as session:
        contracting = await _contracting(session, store, seal, now)
        await contracting.running("LI-2571")
        await contracting.judged("LI-2572")
        await contracting.to_be_signed(TO_BE_SIGNED)


async def _contracting(
    session: Session, store: DocumentStore, seal: Callable[[str], str], now: datetime
) -> Contracting:
    provider = await create_organisation(
        session, NewOrganisation("Lanna IT Service (ล้านนา ไอที เซอร์วิส)", code="lanna-it")
    )
    service = await create_service(session, code="backup", name="Backup (สำรองข้อมูล)")
    always = await session.get(CalendarRow, code="always")
    level = await create_agreement(
        session, code="backup-gold", name="Backup, gold", kind=AgreementKind.CUSTOMER_SLA,
        level=Level.SERVICE, offered=True, now=now,
        first=NewVersion(
            now - timedelta(days=400),
            terms=Terms(
                targets={Metric.RESOLUTION: {ANY_PRIORITY: within(hours=4)}},
                calendar=CalendarRule(CalendarId(always.id)),
            ),
        ),
    )  # fmt: skip
    return Contracting(session, store, seal, now, provider, service, level)
