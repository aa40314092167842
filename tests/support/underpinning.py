"""A carrier that supports what is promised to customers, by a contract of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sla_plugin.domain.agreements import AgreementKind, Level
from sla_plugin.domain.contracting.content import Clauses, VersionContent
from sla_plugin.domain.contracting.lines import ContractLine
from sla_plugin.domain.contracting.parties import ContractParty, PartyRole
from sla_plugin.domain.contracting.states import ContractKind
from sla_plugin.domain.ids import AgreementId, CalendarId, ContractId, OrganisationId
from sla_plugin.domain.metrics import Metric
from sla_plugin.domain.money import Money
from sla_plugin.domain.notice.rules import Align, NoticePeriod, NoticeRule, Unit
from sla_plugin.domain.support.links import SupportLink
from sla_plugin.domain.targets import WorkingDuration
from sla_plugin.domain.terms import ANY_PRIORITY, CalendarRule, Terms
from sla_plugin.storage.calendars import CalendarRow
from sla_plugin.storage.session import Session
from sla_plugin.usecases.create_organisation import NewOrganisation, create_organisation
from sla_plugin.usecases.link_support import link_support
from sla_plugin.usecases.publish_agreement import NewVersion, create_agreement
from sla_plugin.usecases.record_signed_contract import record_signed_contract
from tests.support.contracting import ANAN, NOW, World, deed

CARRIER = "carrier"
"""As the desk names it."""
PRICE = Money(Decimal("100.00"), "THB")
QUARTERLY = Clauses(
    initial_months=12,
    renewal_months=12,
    notice=NoticeRule(NoticePeriod(3, Unit.MONTH), align=Align.MONTH_END),
)


@dataclass(frozen=True)
class Underpinning:
    carrier: OrganisationId
    level: AgreementId
    contract: ContractId


async def an_underpinning(session: Session, world: World, **changes: Any) -> Underpinning:
    """U-1: of the first of April, too. What it promises for printing within two hours supports Gold."""
    carrier = await create_organisation(session, NewOrganisation("Siam Carrier", CARRIER))
    level = await a_support_level(session, "carried", AgreementKind.UC, CARRIER)
    link = SupportLink(world.gold, Metric.RESOLUTION, 1, level, Metric.RESOLUTION)
    await link_support(session, link, "somchai", NOW)
    parties = frozenset(
        {
            ContractParty(world.provider, PartyRole.CUSTOMER),
            ContractParty(carrier, PartyRole.SUPPLIER),
        }
    )
    content = VersionContent(
        date(2026, 4, 1),
        "Asia/Bangkok",
        "THB",
        parties,
        frozenset({ContractLine(world.printing, level, unit_price=PRICE)}),
        QUARTERLY,
    )
    return Underpinning(carrier, level, await _signed(session, "U-1", content, **changes))


async def _signed(session: Session, number: str, content: VersionContent, **changes: Any) -> ContractId:
    return await record_signed_contract(
        session,
        deed(ANAN),
        number=number,
        kind=ContractKind.UNDERPINNING,
        content=replace(content, **changes),
        signatures=(),
    )


async def a_support_level(session: Session, code: str, kind: AgreementKind, supporter: str) -> AgreementId:
    """Within two hours, around the clock."""
    [always] = await session.query(CalendarRow).filter(code="always")
    return await create_agreement(
        session,
        code=code,
        name=code.title(),
        kind=kind,
        level=Level.SERVICE,
        offered=True,
        first=NewVersion(
            datetime(2026, 1, 1, tzinfo=UTC),
            terms=Terms(
                targets={Metric.RESOLUTION: {ANY_PRIORITY: WorkingDuration(timedelta(hours=2))}},
                calendar=CalendarRule(CalendarId(always.id)),
            ),
            supporter=supporter,
        ),
        now=NOW,
    )
