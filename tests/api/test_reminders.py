"""Who is to be told of a deadline that comes near, and sees that."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from sla_plugin.api.app import build_app
from sla_plugin.auth.scopes import Scope
from sla_plugin.domain.contracting.content import Clauses
from sla_plugin.domain.contracting.parties import ContractParty, NoticeAddress, PartyRole
from sla_plugin.domain.ids import ContractId, OrganisationId, TenantId
from sla_plugin.domain.notice.rules import Align, NoticePeriod, NoticeRule, Unit
from sla_plugin.domain.periods import midnight
from sla_plugin.domain.roles import Role
from sla_plugin.runtime.installation import Installation
from sla_plugin.runtime.machine_tokens import create_token
from sla_plugin.storage.session import Session
from sla_plugin.usecases.create_organisation import NewOrganisation, create_organisation
from sla_plugin.workers.contract_pump import ContractPump
from tests.support.contracting import KEY, World, a_draft, a_world, tell
from tests.support.counting import CountingDatabase
from tests.support.operations import Caller

THREE_MONTHS = NoticeRule(NoticePeriod(3, Unit.MONTH), align=Align.TERM_END)
RENEWING = Clauses(initial_months=12, renewal_months=12, notice=THREE_MONTHS)


def bangkok(text: str) -> datetime:
    return midnight(date.fromisoformat(text), "Asia/Bangkok")


@dataclass(frozen=True)
class Reminded:
    installation: Installation
    tenant: TenantId
    world: World
    contract: ContractId

    async def caller(self, *scopes: Scope, party: OrganisationId | None = None) -> Caller:
        roles = [] if party is None else [Role.CUSTOMER_CONTACT]
        token = await create_token(
            self.installation, self.tenant, "anan", scopes, timedelta(hours=1), roles=roles, party=party
        )
        return Caller(build_app(self.installation), token)


@pytest.fixture
async def reminded(installation: Installation, tenant: TenantId) -> Reminded:
    """Of the deadline of 31 December, on the second of October and the first of November. Until the end of
    October, Pim is told, and then Lek."""
    async with installation.database.session(tenant) as session:
        world = await a_world(session)
        by_mail = NoticeAddress("EMAIL", "notice@lanna.example")
        contacts = {
            ContractParty(world.provider, PartyRole.NOTICE_CONTACT, "pim", None, date(2026, 10, 31), by_mail),
            ContractParty(world.provider, PartyRole.NOTICE_CONTACT, "lek", date(2026, 11, 1)),
            ContractParty(world.hospital, PartyRole.NOTICE_CONTACT, "malee"),
        }
        contract = await _signed(session, world, "C-1", *contacts)
    await ContractPump(installation.database, lambda: bangkok("2026-11-05"), KEY.seal).drain()
    return Reminded(installation, tenant, world, contract)


async def _signed(session: Session, world: World, number: str, *contacts: ContractParty) -> ContractId:
    parties = world.content().parties | set(contacts)
    contract = await a_draft(session, world, number, clauses=RENEWING, parties=parties)
    await tell(session, world, contract)
    return contract


def _told(node: dict[str, Any]) -> set[tuple[str, str]]:
    return {(one["person"], one["organisation"]["name"]) for one in node["told"]}


async def test_the_last_reminder_comes_first_and_names_whom_it_is_for(reminded: Reminded) -> None:
    caller = await reminded.caller(Scope.CONTRACTS_READ, Scope.ORGANISATIONS_READ)
    found = (await caller.run("Reminders")).data["reminders"]
    assert [(one["at"], one["days"], one["endsOn"], one["receivedBy"]) for one in found["nodes"]] == [
        ("2026-10-31T17:00:00Z", 60, "2027-03-31", "2026-12-31T16:59:59.999999Z"),
        ("2026-10-01T17:00:00Z", 90, "2027-03-31", "2026-12-31T16:59:59.999999Z"),
    ]
    assert [one["contract"]["number"] for one in found["nodes"]] == ["C-1", "C-1"]
    malee = ("malee", "Doi Kham Hospital")
    assert [_told(one) for one in found["nodes"]] == [
        {("lek", "Lanna IT Service"), malee}, {("pim", "Lanna IT Service"), malee},
    ]  # fmt: skip
    assert found["totalCount"] == 2


async def test_reminders_come_page_by_page(reminded: Reminded) -> None:
    caller = await reminded.caller(Scope.CONTRACTS_READ)
    page = (await caller.run("Reminders", first=1)).data["reminders"]
    assert ([one["days"] for one in page["nodes"]], page["pageInfo"]["hasNextPage"]) == ([60], True)
    rest = (await caller.run("Reminders", after=page["pageInfo"]["endCursor"])).data["reminders"]
    assert ([one["days"] for one in rest["nodes"]], rest["pageInfo"]["hasNextPage"]) == ([90], False)


async def test_who_may_not_read_contracts_sees_no_reminders(reminded: Reminded) -> None:
    caller = await reminded.caller(Scope.TICKETS_READ)
    assert (await caller.run("Reminders")).codes == ["right.scope_missing"]


async def test_a_customer_sees_those_of_their_own_contracts_only(reminded: Reminded) -> None:
    async with reminded.installation.database.session(reminded.tenant) as session:
        other = await create_organisation(session, NewOrganisation("Nan Clinic", "nan"))
    counts = []
    for party in (reminded.world.hospital, other):
        caller = await reminded.caller(Scope.CONTRACTS_READ, party=party)
        counts.append((await caller.run("Reminders")).data["reminders"]["totalCount"])
    assert counts == [2, 0]


async def test_another_tenant_sees_none_of_them(reminded: Reminded, other_tenant: TenantId) -> None:
    token = await create_token(
        reminded.installation, other_tenant, "hans", [Scope.CONTRACTS_READ], timedelta(hours=1)
    )
    caller = Caller(build_app(reminded.installation), token)
    assert (await caller.run("Reminders")).data["reminders"]["totalCount"] == 0


async def test_they_cost_as_many_statements_however_many_contracts_there_are(reminded: Reminded) -> None:
    counting = CountingDatabase(reminded.installation.database)
    counted = replace(reminded, installation=replace(reminded.installation, database=counting))
    caller = await counted.caller(Scope.CONTRACTS_READ, Scope.ORGANISATIONS_READ)
    costs = []
    for more in ("C-2", "C-3"):
        counting.sent.clear()
        found = (await caller.run("Reminders")).data["reminders"]
        costs.append((len(counting.sent), found["totalCount"]))
        async with reminded.installation.database.session(reminded.tenant) as session:
            contact = ContractParty(reminded.world.provider, PartyRole.NOTICE_CONTACT, "pim")
            await _signed(session, reminded.world, more, contact)
        await ContractPump(reminded.installation.database, lambda: bangkok("2026-11-05"), KEY.seal).drain()
    assert costs == [(costs[0][0], 2), (costs[0][0], 4)]
