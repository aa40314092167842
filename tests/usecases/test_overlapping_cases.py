"""Two notices that share a line: each line ends by one of them, and none goes on for ever."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

import pytest

from sla_plugin.documents.store import open_document_store
from sla_plugin.domain.contracting.lines import ContractLine
from sla_plugin.domain.ids import ServiceId, TenantId
from sla_plugin.domain.termination.cases import Side
from sla_plugin.domain.termination.grounds import Ground
from sla_plugin.domain.termination.states import CaseState, CaseStep
from sla_plugin.storage.contract_projections import SlaBindingRow
from sla_plugin.storage.session import Database
from sla_plugin.storage.terminations import CaseRow
from sla_plugin.usecases.create_service import create_service
from sla_plugin.usecases.open_termination import open_termination
from sla_plugin.usecases.verify_contract import verify_contract
from tests.support.contracting import ANAN, KEY, NOK, PRICE, a_draft, a_world, deed, tell, time_passes
from tests.usecases.test_termination_story import END, MONTHLY, RECEIVED, Ending

LATER = datetime(2026, 8, 31, 17, tzinfo=END.tzinfo)
"""The start of 1 September in Bangkok."""


@pytest.fixture
async def ending(database: Database, tenant: TenantId, tmp_path: Path) -> AsyncIterator[Ending]:
    async with database.session(tenant) as session:
        world = await a_world(session)
        more = [await create_service(session, code=one, name=one.title()) for one in ("network", "backup")]
        lines = world.content().lines | {ContractLine(one, world.gold, unit_price=PRICE) for one in more}
        contract = await a_draft(session, world, clauses=MONTHLY, lines=lines)
        await tell(session, world, contract)
        await time_passes(session, contract, RECEIVED)
        yield Ending(session, world, contract, open_document_store(f"file://{tmp_path}", 1 << 20))


async def _lines(one: Ending) -> dict[str, ServiceId]:
    rows = await one.session.query(SlaBindingRow)
    printing = one.world.printing
    others = sorted(row.service_id for row in rows if row.service_id != printing)
    return {"a": printing, "b": ServiceId(others[0]), "c": ServiceId(others[1])}


async def _notice(one: Ending, scope: str, on: date | None = None, *, is_approved: bool = True) -> UUID:
    lines = await _lines(one)
    case = await open_termination(
        one.session, deed(NOK, RECEIVED), one.contract, ground=Ground.CONVENIENCE, initiator=Side.CUSTOMER,
        scope=frozenset(lines[name] for name in scope),
    )  # fmt: skip
    await one.does(
        case, CaseStep.SUBMIT_NOTICE, NOK, received_at=RECEIVED, requested_on=on,
        document=await one.paper(f"notice {scope}"),
    )  # fmt: skip
    if is_approved:
        await one.does(case, CaseStep.FIND_VALID, ANAN)
        await one.does(case, CaseStep.APPROVE, ANAN)
    return case


async def _ends(one: Ending) -> dict[str, datetime | None]:
    until = {row.service_id: row.monitored_until for row in await one.session.query(SlaBindingRow)}
    return {name: until[service] for name, service in (await _lines(one)).items()}


async def test_each_line_ends_by_the_first_that_names_it_and_comes_back_to_the_other(ending: Ending) -> None:
    first, second = await _notice(ending, "ab"), await _notice(ending, "bc", date(2026, 8, 31))
    assert [await ending.state(one) for one in (first, second)] == [CaseState.SCHEDULED] * 2
    assert await _ends(ending) == {"a": END, "b": END, "c": LATER}
    await ending.does(first, CaseStep.WITHDRAW, NOK, document=await ending.paper("consent"))
    assert await _ends(ending) == {"a": None, "b": LATER, "c": LATER}
    assert await verify_contract(ending.session, ending.contract, KEY.holds) == ()


@pytest.mark.parametrize("is_approved", [True, False])
async def test_what_takes_effect_second_is_settled_for_what_was_left_to_it(
    ending: Ending, is_approved: bool
) -> None:
    lines = await _lines(ending)
    first = await _notice(ending, "ab", is_approved=is_approved)
    second = await _notice(ending, "bc", date(2026, 8, 31), is_approved=is_approved)
    await time_passes(ending.session, ending.contract, LATER)
    rows = {row.id: row for row in await ending.session.query(CaseRow)}
    assert [(rows[one].state, rows[one].ends_at) for one in (first, second)] == [
        (CaseState.SETTLING, END),
        (CaseState.SETTLING, LATER),
    ]
    assert rows[first].scope == sorted(str(lines[name]) for name in "ab")
    assert rows[second].scope == [str(lines["c"])]
    assert await _ends(ending) == {"a": END, "b": END, "c": LATER}
    assert (await ending.record()).contract.monitored_until is None
    assert await verify_contract(ending.session, ending.contract, KEY.holds) == ()
