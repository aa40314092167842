"""Contracts with something on record of every kind, entered through the use cases: for each customer one in
effect, with an amendment that is being priced, and a draft."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from sla_plugin.demo.world import Targets
from sla_plugin.domain.agreements import AgreementKind, Level
from sla_plugin.domain.contracting.content import Clauses, VersionContent
from sla_plugin.domain.contracting.lines import ContractLine
from sla_plugin.domain.contracting.obligations import Obligation
from sla_plugin.domain.contracting.parties import ContractParty, NoticeAddress, PartyRole
from sla_plugin.domain.contracting.states import ContractKind
from sla_plugin.domain.ids import AgreementId, CalendarId, OrganisationId, ServiceId
from sla_plugin.domain.metrics import Metric
from sla_plugin.domain.money import Money
from sla_plugin.domain.notice.rules import NoticePeriod, NoticeRule, Unit
from sla_plugin.domain.targets import WorkingDuration
from sla_plugin.domain.terms import ANY_PRIORITY, CalendarRule, Terms
from sla_plugin.storage.agreements import AgreementRow
from sla_plugin.storage.calendars import CalendarRow
from sla_plugin.storage.organisations import OrganisationRow
from sla_plugin.storage.services import ServiceRow
from sla_plugin.storage.session import Session
from sla_plugin.usecases.amend_contract import amend_contract
from sla_plugin.usecases.draft_contract import Need, draft_contract
from sla_plugin.usecases.publish_agreement import NewVersion, create_agreement
from sla_plugin.usecases.record_obligation import record_obligation
from sla_plugin.usecases.record_signed_contract import PaperSignature, record_signed_contract
from sla_plugin.usecases.suspend_contract import suspend_contract
from tests.support.contracting import ANAN, NOK, deed
from tests.support.customers import Customer

NOW = datetime(2026, 3, 3, 3, tzinfo=UTC)


async def record_contracts(session: Session, customers: Sequence[Customer]) -> None:
    """R- and the customer's key is in effect, and D- and the key below it a draft."""
    level = await _level(session)
    for customer in customers:
        content = await _content(session, customer, level)
        [organisation] = content.organisations(PartyRole.CUSTOMER)
        by = deed(ANAN, NOW)
        contract = await record_signed_contract(
            session,
            by,
            number=f"R-{customer.key}",
            kind=ContractKind.CUSTOMER,
            content=content,
            signatures=[PaperSignature("malee", organisation, NOW)],
        )
        await amend_contract(session, by, contract, None, content)
        await suspend_contract(session, by, contract, None, reason="An unpaid bill", tolls_notice=True)
        report = Obligation(organisation, "REPORT", "What it printed", date(2026, 3, 31))
        await record_obligation(session, by, contract, report)
        needs = [Need("It prints at night", "Nobody waits", next(iter(content.lines)).service)]
        await draft_contract(
            session, deed(NOK, NOW), number=f"D-{customer.key}", kind=ContractKind.INTERNAL, content=content,
            needs=needs, parent=contract, predecessor=contract,
        )  # fmt: skip


async def _content(session: Session, customer: Customer, level: AgreementId) -> VersionContent:
    organisation = await session.get(OrganisationRow, code=f"C-{customer.key}")
    service = await session.get(ServiceRow, code=customer.service)
    calendar = CalendarId((await session.get(CalendarRow, code=f"hours-{customer.key}")).id)
    who = OrganisationId(organisation.id)
    assert organisation.parent_id is not None, "the group that provides here"
    return VersionContent(
        date(2026, 3, 1),
        "Asia/Bangkok",
        "THB",
        frozenset(
            {
                ContractParty(who, PartyRole.CUSTOMER),
                ContractParty(OrganisationId(organisation.parent_id), PartyRole.PROVIDER),
                ContractParty(
                    who,
                    PartyRole.NOTICE_CONTACT,
                    "malee",
                    notice=NoticeAddress("EMAIL", "m@x.example", calendar),
                ),
            }
        ),
        frozenset({ContractLine(ServiceId(service.id), level, unit_price=Money(Decimal(10), "THB"))}),
        Clauses(
            initial_months=12,
            renewal_months=12,
            notice=NoticeRule(NoticePeriod(3, Unit.MONTH)),
            calendar=calendar,
        ),
    )


async def _level(session: Session) -> AgreementId:
    """On offer; made the first time."""
    found = await session.query(AgreementRow).get_or_none(code="offered")
    if found is not None:
        return AgreementId(found.id)
    office = CalendarId((await session.get(CalendarRow, code="office")).id)
    targets: Targets = {Metric.RESOLUTION: {ANY_PRIORITY: WorkingDuration(timedelta(hours=8))}}
    first = NewVersion(datetime(2026, 1, 1, tzinfo=UTC), terms=Terms(targets, calendar=CalendarRule(office)))
    return await create_agreement(
        session, code="offered", name="On offer", kind=AgreementKind.CUSTOMER_SLA, level=Level.SERVICE,
        offered=True, first=first, now=NOW,
    )  # fmt: skip
