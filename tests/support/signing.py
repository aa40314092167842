"""A contract whose papers are kept, and another way to sign than by a click."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from sla_plugin.documents.store import DocumentStore, open_document_store
from sla_plugin.domain.contracting.negotiation import Negotiation
from sla_plugin.domain.contracting.states import ContractState, Step
from sla_plugin.domain.ids import ContractId, TenantId
from sla_plugin.domain.transitions import Actor
from sla_plugin.errors import Code, Conflict
from sla_plugin.sdk import SignatureEvidence, Signing, ToSign
from sla_plugin.storage.contract_documents import documents_of
from sla_plugin.storage.contract_record import ContractRecord, read_record
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.session import Database, Session
from sla_plugin.usecases.contract_cases import negotiation
from sla_plugin.usecases.take_contract_step import ContractStep, take_contract_step
from tests.support.contract_bench import rows_of
from tests.support.contracting import NOW, World, a_draft, a_world, deed
from tests.support.contracting import story as the_story
from tests.support.negotiations import read


@dataclass(frozen=True)
class SigningService:
    """`paper`: what it shows; None: the first of those that it is given. `asked`: for what it was asked."""

    paper: str | None = None
    asked: list[ToSign] = field(default_factory=list)

    async def sign(self, asked: ToSign) -> SignatureEvidence:
        self.asked.append(asked)
        paper = self.paper or min(asked.papers, default=None)
        return SignatureEvidence("SERVICE", asked.address, paper, f"envelope {len(self.asked)}")


@dataclass
class SigningOffice:
    """`store` None: no paper is kept."""

    session: Session
    world: World
    contract: ContractId
    store: DocumentStore | None
    now: datetime = NOW

    async def record(self) -> ContractRecord:
        return await read_record(self.session, await self.session.get(ContractRow, id=self.contract))

    async def case(self) -> Negotiation:
        record = await self.record()
        return negotiation(record, record.versions[-1])

    async def state(self) -> ContractState:
        return (await self.case()).state

    async def does(self, actor: Actor, which: Step, **carried: Any) -> None:
        """Having read what it says now."""
        given = {"seen": read(await self.case(), which), "reason": "as discussed", **carried}
        done, by = ContractStep(which, **given), deed(actor, self.now)
        await take_contract_step(self.session, by, self.contract, None, done, self.store)

    async def tells(self, until: Step) -> None:
        """The story, up to the first time that `until` is to be done."""
        [need] = (await self.record()).requirements
        for actor, which, carried in the_story(self.world):
            if which is until:
                return
            await self.does(actor, which, **carried(need.id))

    async def papers(self, kind: str) -> list[str]:
        """Their hashes."""
        return [one.sha256 for one in await documents_of(self.session, self.contract) if one.kind == kind]

    async def is_refused(self, actor: Actor, which: Step, field: str, **carried: Any) -> None:
        """With `contract.hash`, and nothing has changed."""
        before = await rows_of(self.session, self.contract)
        with pytest.raises(Conflict) as refusal:
            async with self.session.savepoint():
                await self.does(actor, which, **carried)
        assert (refusal.value.code, refusal.value.field) == (Code.CONTRACT_HASH, field)
        assert await rows_of(self.session, self.contract) == before

    async def is_not_signed(self, actor: Actor, signing: Signing) -> None:
        await self.is_refused(actor, Step.SIGN, "documentHash", signing=signing)


@pytest.fixture
async def office(database: Database, tenant: TenantId, tmp_path: Path) -> AsyncIterator[SigningOffice]:
    store = open_document_store((tmp_path / "documents").as_uri(), 1_000_000)
    async with database.session(tenant) as session:
        world = await a_world(session)
        yield SigningOffice(session, world, await a_draft(session, world), store)
