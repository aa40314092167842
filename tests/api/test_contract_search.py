"""Ten thousand contracts are searched by number, party, state and date without reading all of them."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
import strawberry

from sla_plugin.api.contract_filters import (
    ContractFilter,
    ContractPartyFilter,
    ContractStateFilter,
    NumberFilter,
    PartyRoleFilter,
    contract_condition,
)
from sla_plugin.api.contract_queries import ORDERS
from sla_plugin.api.filters import IdFilter, InstantFilter
from sla_plugin.api.ids import global_id
from sla_plugin.api.types.contract_enums import ContractOrder, ContractState, PartyRole
from sla_plugin.domain.ids import OrganisationId, TenantId
from sla_plugin.storage.conditions import All, Condition, matching
from sla_plugin.storage.contract_parts import concerning
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.pages import page
from sla_plugin.storage.session import Database, Session
from tests.support.many_contracts import MANY, add_many_contracts, asked, organisation, plan, service

NOW = datetime(2026, 3, 3, 3, tzinfo=UTC)
READS_ALL = re.compile(r"Seq Scan on contract(?!_)")


def _organisation(number: int) -> strawberry.ID:
    return strawberry.ID(global_id("Organisation", organisation(number)))


SEARCHES: dict[str, tuple[ContractFilter, ContractOrder]] = {
    "number": (ContractFilter(number=NumberFilter(eq="LI-2007-00007")), ContractOrder.NUMBER),
    "numbers": (ContractFilter(number=NumberFilter(in_=["LI-2007-00007", "LI-2"])), ContractOrder.NUMBER),
    "number begins": (ContractFilter(number=NumberFilter(starts_with="LI-2007-")), ContractOrder.NUMBER),
    "customer": (ContractFilter(customer=IdFilter(eq=_organisation(17))), ContractOrder.NUMBER),
    "party": (
        ContractFilter(party=ContractPartyFilter(organisation=IdFilter(eq=_organisation(17)))),
        ContractOrder.STARTS,
    ),
    "party of all": (
        ContractFilter(
            party=ContractPartyFilter(
                organisation=IdFilter(eq=_organisation(0)), role=PartyRoleFilter(eq=PartyRole.PROVIDER)
            )
        ),
        ContractOrder.NUMBER,
    ),
    "service": (
        ContractFilter(service=IdFilter(eq=strawberry.ID(global_id("Service", service(3))))),
        ContractOrder.NUMBER,
    ),
    **{
        f"state {state}": (ContractFilter(state=ContractStateFilter(eq=state)), ContractOrder.NUMBER)
        for state in ContractState
    },
    "states": (
        ContractFilter(state=ContractStateFilter(in_=[ContractState.ACTIVE, ContractState.SUSPENDED])),
        ContractOrder.ENDS,
    ),
    "date": (
        ContractFilter(starts_at=InstantFilter(gt=datetime(2007, 1, 1, tzinfo=UTC))),
        ContractOrder.STARTS,
    ),
    "stretch of dates": (
        ContractFilter(
            starts_at=InstantFilter(gt=datetime(2007, 1, 1, tzinfo=UTC), lt=datetime(2007, 2, 1, tzinfo=UTC))
        ),
        ContractOrder.NUMBER,
    ),
    "end": (ContractFilter(ends_at=InstantFilter(lt=datetime(2007, 1, 1, tzinfo=UTC))), ContractOrder.ENDS),
    "nothing": (ContractFilter(), ContractOrder.STARTS),
}


@pytest.fixture
async def session(database: Database, tenant: TenantId, owner: Any) -> AsyncIterator[Session]:
    async with database.session(tenant) as filling:
        await add_many_contracts(filling)
    await owner.execute("analyze")
    async with database.session(tenant) as opened:
        yield opened


async def _plans(session: Session, which: Condition, order: ContractOrder) -> list[str]:
    """Of the first page, and of the second one, where there is one."""
    plans = []
    after: str | None = None
    for _ in range(2):
        query = matching(session, ContractRow, which)
        found, statement = await asked(session, page(query, ORDERS[order], first=25, after=after))
        plans.append(await plan(session, *statement))
        if not found.more:
            break
        after = found.cursors[-1]
    return plans


async def test_no_search_reads_all_contracts(session: Session) -> None:
    assert await session.query(ContractRow).count() == MANY
    plans = {
        name: await _plans(session, contract_condition(given, NOW), order)
        for name, (given, order) in SEARCHES.items()
    }
    reading = {name: found for name, found in plans.items() if any(map(READS_ALL.search, found))}
    assert reading == {}
    assert {len(plans[name]) for name in ("party of all", "state ACTIVE", "date", "nothing")} == {2}


async def test_nor_does_what_somebody_sees_of_a_party(session: Session) -> None:
    visible = await concerning(session, OrganisationId(organisation(17)))
    which = All([contract_condition(None, NOW), visible])
    assert len(list(await matching(session, ContractRow, which))) == 10
    for order in ContractOrder:
        assert not any(map(READS_ALL.search, await _plans(session, which, order)))


async def test_reading_all_is_seen(session: Session) -> None:
    query = session.query(ContractRow).filter(zone="Asia/Bangkok", kind="INTERNAL")
    _, statement = await asked(session, query)
    assert READS_ALL.search(await plan(session, *statement))
