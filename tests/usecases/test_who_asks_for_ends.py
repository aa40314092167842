"""Who may ask for the end of a contract, and put papers on its record, by whatever way it comes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from sla_plugin.documents.store import open_document_store
from sla_plugin.domain.contracting.documents import DocumentKind
from sla_plugin.domain.ids import TenantId
from sla_plugin.domain.roles import Role
from sla_plugin.domain.termination.cases import Side
from sla_plugin.domain.termination.grounds import Ground
from sla_plugin.domain.transitions import SYSTEM, Actor
from sla_plugin.errors import SlaError
from sla_plugin.storage.contract_audit import audit_trail
from sla_plugin.storage.contract_documents import ContractDocumentRow
from sla_plugin.storage.session import Database
from sla_plugin.storage.termination_requests import Outcome, TerminationRequestRow
from sla_plugin.storage.terminations import CaseRow
from sla_plugin.usecases.put_on_record import About, put_on_record
from sla_plugin.usecases.request_termination import TerminationRequest, request_termination
from tests.support.contracting import ANAN, NOK, a_draft, a_world, deed, tell, time_passes
from tests.usecases.test_termination_story import MONTHLY, RECEIVED, Ending

CRM = Actor("crm:main", frozenset({Role.CRM_AGENT}))
DESK = Actor("desk:main", frozenset())
SUDA = Actor("suda", frozenset({Role.SLA_MANAGER}))
WIPA = Actor("wipa", frozenset({Role.AUDITOR, Role.TENANT_ADMIN}))


@pytest.fixture
async def ending(database: Database, tenant: TenantId, tmp_path: Path) -> AsyncIterator[Ending]:
    async with database.session(tenant) as session:
        world = await a_world(session)
        contract = await a_draft(session, world, clauses=MONTHLY)
        await tell(session, world, contract)
        await time_passes(session, contract, RECEIVED)
        yield Ending(session, world, contract, open_document_store(f"file://{tmp_path}", 1 << 20))


def _asked(ending: Ending, event: str = "T-1") -> TerminationRequest:
    return TerminationRequest(
        source="crm-main",
        event=event,
        version=1,
        contract=ending.contract,
        ground=Ground.CONVENIENCE,
        initiator=Side.CUSTOMER,
        sent_at=RECEIVED,
        received_at=RECEIVED,
    )


async def _stands(ending: Ending) -> tuple[int, ...]:
    """Requests, cases, papers and events."""
    session = ending.session
    return (
        await session.query(TerminationRequestRow).count(),
        await session.query(CaseRow).count(),
        await session.query(ContractDocumentRow).count(),
        len(await audit_trail(session, ending.contract)),
    )


@pytest.mark.parametrize("actor", [SUDA, DESK, WIPA, SYSTEM], ids=lambda actor: actor.name)
async def test_who_does_not_stand_for_customers_or_contracts_asks_for_no_end(
    ending: Ending, actor: Actor
) -> None:
    before = await _stands(ending)
    with pytest.raises(SlaError) as refusal:
        async with ending.session.savepoint():
            await request_termination(ending.session, ending.store, deed(actor, RECEIVED), _asked(ending))
    assert refusal.value.code == "right.role"
    assert await _stands(ending) == before
    # Nor is it told what became of a request that came before.
    await request_termination(ending.session, ending.store, deed(NOK, RECEIVED), _asked(ending))
    with pytest.raises(SlaError) as refusal:
        await request_termination(ending.session, ending.store, deed(actor, RECEIVED), _asked(ending))
    assert refusal.value.code == "right.role"


@pytest.mark.parametrize(("actor", "received_at"), [(NOK, RECEIVED), (CRM, RECEIVED), (ANAN, None)], ids=str)
async def test_an_agent_the_adapter_of_a_crm_and_the_contracts_manager_do(
    ending: Ending, actor: Actor, received_at: datetime | None
) -> None:
    """The manager opens the case; notice itself is put on record by who speaks with the customer."""
    asked = replace(_asked(ending), received_at=received_at)
    answer = await request_termination(ending.session, ending.store, deed(actor, RECEIVED), asked)
    assert answer.outcome is Outcome.OPENED
    row = await ending.session.get(CaseRow, id=answer.case)
    assert (row.opened_by, row.received_at) == (actor.name, received_at)


def _kept(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.parametrize("actor", [SUDA, DESK, WIPA, SYSTEM], ids=lambda actor: actor.name)
async def test_who_has_no_part_in_contracts_puts_nothing_on_record(
    ending: Ending, actor: Actor, tmp_path: Path
) -> None:
    before = await _stands(ending)

    async def body() -> AsyncIterator[bytes]:
        yield b"notice"

    with pytest.raises(SlaError) as refusal:
        await put_on_record(
            ending.session, ending.store, deed(actor, RECEIVED), ending.contract,
            About(DocumentKind.NOTICE, "Notice"), "text/plain", body(),
        )  # fmt: skip
    assert refusal.value.code == "right.role"
    assert await _stands(ending) == before
    assert _kept(tmp_path) == []


async def test_the_customers_own_people_do(ending: Ending) -> None:
    async def body() -> AsyncIterator[bytes]:
        yield b"notice"

    which = await put_on_record(
        ending.session, ending.store, deed(ending.world.malee, RECEIVED), ending.contract,
        About(DocumentKind.NOTICE, "Notice"), "text/plain", body(),
    )  # fmt: skip
    row = await ending.session.get(ContractDocumentRow, id=which)
    assert (row.name, row.recorded_by) == ("Notice", "malee")
