"""A small world in which a contract can be made: who is who, what is on offer, and each step of the story."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from sla_plugin.auth.seals import SealKey
from sla_plugin.demo.world import CRM
from sla_plugin.domain.agreements import AgreementKind, Level
from sla_plugin.domain.calendars import Calendar
from sla_plugin.domain.contracting.content import Clauses, VersionContent
from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.contracting.lines import ContractLine
from sla_plugin.domain.contracting.negotiation import CONSENT, Consent
from sla_plugin.domain.contracting.parties import ContractParty, PartyRole
from sla_plugin.domain.contracting.requirements import Side
from sla_plugin.domain.contracting.states import ContractKind, Step
from sla_plugin.domain.ids import AgreementId, ContractId, OrganisationId, ServiceId
from sla_plugin.domain.metrics import Metric
from sla_plugin.domain.money import Money
from sla_plugin.domain.roles import Role
from sla_plugin.domain.targets import WorkingDuration
from sla_plugin.domain.terms import ANY_PRIORITY, CalendarRule, Terms
from sla_plugin.domain.transitions import SYSTEM, Actor
from sla_plugin.storage.contract_record import read_record
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.session import Session
from sla_plugin.usecases.contract_cases import negotiation
from sla_plugin.usecases.create_organisation import NewOrganisation, create_organisation
from sla_plugin.usecases.create_service import create_service
from sla_plugin.usecases.draft_contract import Need, draft_contract
from sla_plugin.usecases.pass_time import pass_time
from sla_plugin.usecases.publish_agreement import NewVersion, create_agreement
from sla_plugin.usecases.publish_calendar import create_calendar
from sla_plugin.usecases.take_contract_step import ContractStep, take_contract_step

NOW = datetime(2026, 3, 2, 2, tzinfo=UTC)
START = datetime(2026, 3, 31, 17, tzinfo=UTC)
"""1 April 2026 in Bangkok."""
KEY = SealKey(b"k" * 32)
PRICE = Money(Decimal("3000.00"), "THB")

NOK = Actor("nok", frozenset({Role.CRM_AGENT}))
SOMCHAI = Actor("somchai", frozenset({Role.SYSTEMS_ENGINEER}))
ANAN = Actor("anan", frozenset({Role.CONTRACT_MANAGER}))
LEK = Actor("lek", frozenset({Role.LEGAL}))
PIM = Actor("pim", frozenset({Role.FINANCE}))


@dataclass(frozen=True)
class World:
    """`malee` signs for the hospital."""

    hospital: OrganisationId
    provider: OrganisationId
    printing: ServiceId
    gold: AgreementId
    malee: Actor

    def content(self, **changes: Any) -> VersionContent:
        stated = VersionContent(
            date(2026, 4, 1),
            "Asia/Bangkok",
            "THB",
            frozenset(
                {
                    ContractParty(self.hospital, PartyRole.CUSTOMER),
                    ContractParty(self.provider, PartyRole.PROVIDER),
                    ContractParty(self.provider, PartyRole.REVIEWER, "lek"),
                    ContractParty(self.provider, PartyRole.REVIEWER, "pim"),
                    ContractParty(self.hospital, PartyRole.REVIEWER, "malee"),
                    ContractParty(self.hospital, PartyRole.SIGNATORY, "malee"),
                    ContractParty(self.provider, PartyRole.SIGNATORY, "anan"),
                }
            ),
            frozenset({ContractLine(self.printing, self.gold, unit_price=PRICE)}),
            Clauses(initial_months=12),
        )
        return replace(stated, **changes)


def deed(actor: Actor, at: datetime = NOW) -> Deed:
    return Deed(actor, at, KEY.seal, "127.0.0.1")


async def a_world(session: Session) -> World:
    hospital = await create_organisation(
        session, NewOrganisation("Doi Kham Hospital", "doi-kham", None, ((CRM, "8841"),))
    )
    provider = await create_organisation(session, NewOrganisation("Lanna IT Service", "lanna"))
    printing = await create_service(session, code="printing", name="Printing")
    await create_service(session, code="scanning", name="Scanning")
    calendar = await create_calendar(
        session,
        code="always",
        name="Around the clock",
        calendar=Calendar.always("Asia/Bangkok"),
        now=NOW,
    )
    gold = await create_agreement(
        session,
        code="gold",
        name="Gold",
        kind=AgreementKind.CUSTOMER_SLA,
        level=Level.SERVICE,
        offered=True,
        first=NewVersion(
            datetime(2026, 1, 1, tzinfo=UTC),
            terms=Terms(
                targets={Metric.RESOLUTION: {ANY_PRIORITY: WorkingDuration(timedelta(hours=8))}},
                calendar=CalendarRule(calendar),
            ),
        ),
        now=NOW,
    )
    return World(
        hospital, provider, printing, gold, Actor("malee", frozenset({Role.CUSTOMER_SIGNATORY}), hospital)
    )


async def a_draft(session: Session, world: World, number: str = "C-1", **changes: Any) -> ContractId:
    return await draft_contract(
        session,
        deed(NOK),
        number=number,
        kind=ContractKind.CUSTOMER,
        content=world.content(**changes),
        needs=[Need("The printer must print at night", "Shifts start on time", world.printing)],
    )


async def step(
    session: Session, contract: ContractId, actor: Actor, which: Step, at: datetime = NOW, **carried: Any
) -> None:
    """By somebody who has read what it says now."""
    record = await read_record(session, await session.get(ContractRow, id=contract))
    version = record.open_version
    seen = version and negotiation(record, version).hash_for(CONSENT.get(which, Consent.PRICE))
    given = {"seen": seen, "reason": "as discussed", **carried}
    await take_contract_step(
        session, deed(actor, at), contract, record.contract.revision, ContractStep(which, **given)
    )


def story(world: World) -> list[tuple[Actor, Step, Callable[[UUID], dict[str, Any]]]]:
    """From the first draft to the last signature; what a step carries, for the one requirement there is."""
    return [
        (NOK, Step.SUBMIT, lambda need: {}),
        (SOMCHAI, Step.JUDGE, lambda need: {"requirement": need, "side": Side.TECHNICAL}),
        (NOK, Step.JUDGE, lambda need: {"requirement": need, "side": Side.COMMERCIAL}),
        (world.malee, Step.APPROVE_SPECIFICATION, lambda need: {}),
        (ANAN, Step.AGREE, lambda need: {}),
        (world.malee, Step.AGREE, lambda need: {}),
        (LEK, Step.APPROVE, lambda need: {}),
        (PIM, Step.APPROVE, lambda need: {}),
        (world.malee, Step.APPROVE, lambda need: {}),
        (ANAN, Step.SIGN, lambda need: {}),
        (world.malee, Step.SIGN, lambda need: {}),
    ]


async def tell(session: Session, world: World, contract: ContractId, until: Step | None = None) -> None:
    """The story, up to the first time that `until` is to be done; None: until it is signed."""
    record = await read_record(session, await session.get(ContractRow, id=contract))
    need = record.requirements[0].id
    for actor, which, carried in story(world):
        if which is until:
            return
        await step(session, contract, actor, which, **carried(need))


async def time_passes(session: Session, contract: ContractId, now: datetime) -> None:
    await pass_time(session, deed(SYSTEM, now), contract)
