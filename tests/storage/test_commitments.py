"""What a tenant has promised is read back whole, in a constant number of statements."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from sla_plugin.domain.agreements import Agreement, AgreementKind, AgreementVersion, Level, Scope
from sla_plugin.domain.calendar_text import parse_calendar
from sla_plugin.domain.calendars import CalendarHistory
from sla_plugin.domain.commitments import Commitments, Directory
from sla_plugin.domain.contracts import Contract
from sla_plugin.domain.exclusion_windows import ExclusionWindow
from sla_plugin.domain.ids import (
    AgreementId,
    AgreementVersionId,
    CalendarId,
    ContractId,
    OrganisationId,
    ServiceId,
    SiteId,
    TenantId,
)
from sla_plugin.domain.periods import Period
from sla_plugin.domain.trees import Tree
from sla_plugin.storage.agreements import AgreementRow, AgreementVersionRow
from sla_plugin.storage.calendars import CalendarRow, CalendarVersionRow, calendar_names
from sla_plugin.storage.commitments import load_commitments
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.exclusion_windows import add_window
from sla_plugin.storage.organisations import (
    CustomerIdentityRow,
    OrganisationRow,
    identities,
    organisation_names,
)
from sla_plugin.storage.rows import Row
from sla_plugin.storage.services import ServiceRow
from sla_plugin.storage.session import Database, Session
from sla_plugin.storage.sites import SiteRow
from tests.support.database import statements
from tests.support.desks import MONDAY
from tests.support.stories import around_the_clock, office_hours

YEAR = timedelta(days=365)


async def _stored(session: Session, row: Row) -> UUID:
    await session.add(row)
    return row.id


async def _promise(session: Session) -> Commitments:
    """One of everything that can be promised, and the same as a value."""
    group = OrganisationId(await _stored(session, OrganisationRow(name="Doi Kham Group")))
    hospital = OrganisationId(
        await _stored(session, OrganisationRow(name="Doi Kham Hospital", parent_id=group))
    )
    await session.add(CustomerIdentityRow(system="crm", external_id="7", organisation_id=hospital))
    clinical = ServiceId(await _stored(session, ServiceRow(code="clinical", name="Clinical")))
    ward = ServiceId(await _stored(session, ServiceRow(code="ward", name="Ward", parent_id=clinical)))
    city = SiteId(await _stored(session, SiteRow(organisation_id=hospital, name="Chiang Mai")))
    known: dict[str, Any] = {"system": "crm", "external_id": "70", "parent_id": city}
    floor = SiteId(await _stored(session, SiteRow(organisation_id=hospital, name="Floor 3", **known)))
    office, always = office_hours(), around_the_clock()
    calendar = CalendarId(await _stored(session, CalendarRow(code="office", name="Office hours")))
    for number, effective_from, definition in ((2, MONDAY, always), (1, None, office)):
        await session.add(
            CalendarVersionRow(
                calendar_id=calendar,
                number=number,
                effective_from=effective_from,
                definition=definition,
                content_hash="",
                recorded_at=MONDAY,
            )
        )
    paper: dict[str, Any] = {
        "zone": "Asia/Bangkok",
        "monitored_from": MONDAY,
        "monitored_until": MONDAY + YEAR,
    }
    contract = ContractId(
        await _stored(session, ContractRow(number="C-1", customer_id=hospital, recorded_at=MONDAY, **paper))
    )
    agreement = AgreementId(
        await _stored(session, AgreementRow(code="P", name="P", kind="CUSTOMER_SLA", level="SERVICE"))
    )
    scope = Scope(ward, hospital, floor, "Surgery", "INCIDENT", "P1")
    versions = []
    for number, effective_from in ((1, MONDAY), (2, MONDAY + YEAR)):
        version = AgreementVersionRow(
            agreement_id=agreement,
            number=number,
            contract_id=contract if number == 1 else None,
            effective_from=effective_from,
            service_id=scope.service,
            customer_id=scope.customer,
            site_id=scope.site,
            department=scope.department,
            ticket_type=scope.ticket_type,
            priority=scope.priority,
            terms={},
            content_hash="",
            recorded_at=MONDAY,
        )
        versions.append(AgreementVersionId(await _stored(session, version)))
    outage = Period(MONDAY + YEAR, MONDAY + YEAR + timedelta(days=1))
    window = ExclusionWindow(outage, "New switches", MONDAY, Scope(customer=group, priority="P2"))
    await add_window(session, window)
    of = Agreement(agreement, "P", "P", AgreementKind.CUSTOMER_SLA, Level.SERVICE)
    return Commitments(
        agreements=(
            AgreementVersion(versions[0], of, 1, MONDAY, MONDAY + YEAR, contract, scope),
            AgreementVersion(versions[1], of, 2, MONDAY + YEAR, None, None, scope),
        ),
        contracts=(Contract(contract, "C-1", hospital, **paper),),
        calendars={
            calendar: CalendarHistory(((None, parse_calendar(office)), (MONDAY, parse_calendar(always))))
        },
        customers=Tree({hospital: group}),
        services=Tree({ward: clinical}),
        sites=Tree({floor: city}),
        directory=Directory(
            customers={"crm:7": hospital},
            services={"clinical": clinical, "ward": ward},
            sites={"crm:70": floor},
        ),
        windows=(window,),
    )


async def test_what_was_promised_is_read_back_whole(database: Database, tenant: TenantId) -> None:
    async with database.session(tenant) as session:
        promised = await _promise(session)
        assert await load_commitments(session) == promised
        assert list((await calendar_names(session)).values()) == ["Office hours"]
        assert set((await organisation_names(session)).values()) == {"Doi Kham Group", "Doi Kham Hospital"}
        assert list(await identities(session, "crm", ["7", "8"])) == ["7"]
        assert await identities(session, "other", ["7"]) == {}


async def test_a_tenant_reads_only_its_own_promises(
    database: Database, tenant: TenantId, other_tenant: TenantId
) -> None:
    async with database.session(other_tenant) as session:
        theirs = await _promise(session)
    async with database.session(tenant) as session:
        assert await load_commitments(session) == Commitments()
        ours = await _promise(session)
    for whose, promised in ((tenant, ours), (other_tenant, theirs)):
        async with database.session(whose) as session:
            assert await load_commitments(session) == promised


@pytest.mark.parametrize("services", [1, 50])
async def test_the_number_of_statements_does_not_grow(
    database: Database, tenant: TenantId, services: int
) -> None:
    async with database.session(tenant) as session:
        await _promise(session)
        for number in range(services):
            await session.add(ServiceRow(code=f"{number}", name="Another"))
        with statements(session) as asked:
            await load_commitments(session)
    assert len(asked) == 21
