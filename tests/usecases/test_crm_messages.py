"""What a CRM says of ends, twice, in any order, from two sides at once: once in order is the same."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sla_plugin.documents.store import DocumentStore, open_document_store
from sla_plugin.domain.contracting.documents import DocumentKind
from sla_plugin.domain.ids import ContractId, TenantId
from sla_plugin.domain.notice.rules import NoticePeriod, NoticeRule, Unit
from sla_plugin.domain.termination.grounds import Ground
from sla_plugin.errors import Code, Unavailable
from sla_plugin.storage import roles
from sla_plugin.storage.bundled import BundledServer
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.session import Database
from sla_plugin.storage.termination_requests import Outcome, TerminationRequestRow
from sla_plugin.storage.terminations import CasePaperRow, CaseRow
from sla_plugin.usecases.put_on_record import About, put_on_record
from sla_plugin.usecases.request_termination import TerminationRequest
from sla_plugin.usecases.verify_contract import verify_contract
from tests.support.contracting import KEY, NOK, World, a_draft, a_world, deed, tell, time_passes
from tests.support.crm_messages import Said, deliver
from tests.support.processes import OtherProcess, other_process
from tests.usecases.test_termination_story import END, MONTHLY, RECEIVED

FULL = os.environ.get("HYPOTHESIS_PROFILE") == "full"
few = settings(
    max_examples=60 if FULL else 3,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
numbers = count(1)

CURABLE = replace(MONTHLY, cure=NoticeRule(NoticePeriod(14, Unit.DAY)))


@dataclass(frozen=True)
class Crm:
    database: Database
    tenant: TenantId
    world: World
    store: DocumentStore
    folder: Path
    credentials: Mapping[str, Any]

    async def contract(self) -> tuple[ContractId, UUID]:
        """A new one, and the paper of a consent."""
        async with self.database.session(self.tenant) as session:
            contract = await a_draft(session, self.world, f"C-{next(numbers)}", clauses=CURABLE)
            await tell(session, self.world, contract)
            await time_passes(session, contract, RECEIVED - timedelta(days=9))
            about = About(DocumentKind.EVIDENCE, "We agree")
            paper = await put_on_record(
                session, self.store, deed(NOK, RECEIVED), contract, about, "text/plain", _bytes()
            )
            return contract, paper

    async def says(self, asked: TerminationRequest, store: DocumentStore | None = None) -> Outcome:
        return await deliver(self.database, self.tenant, store or self.store, asked)

    @asynccontextmanager
    async def process(
        self, contract: ContractId, consent: UUID, source: str, said: Sequence[Said]
    ) -> AsyncIterator[OtherProcess]:
        """Another one, that waits until it may begin."""
        told = {
            "credentials": self.credentials, "tenant": str(self.tenant), "folder": str(self.folder),
            "contract": str(contract), "consent": str(consent), "source": source,
            "said": [one.told() for one in said],
        }  # fmt: skip
        async with other_process("tests.support.crm_process", told) as process:
            assert await process.says() == {"ready": True}
            yield process

    async def deliver_at_once(
        self, contract: ContractId, consent: UUID, source: str, orders: Sequence[Sequence[Said]]
    ) -> list[list[Outcome]]:
        """One process for each order; what became of the messages there."""
        async with AsyncExitStack() as stack:
            processes = [
                await stack.enter_async_context(self.process(contract, consent, source, order))
                for order in orders
            ]
            for process in processes:
                await process.hears("go")
            told = [await process.says() for process in processes]
            return [[Outcome(one) for one in said["outcomes"]] for said in told]

    async def result(self, contract: ContractId, source: str) -> dict[str, Any]:
        """In canonical form, before the end and after it."""
        before = await self._stands(contract, source)
        async with self.database.session(self.tenant) as session:
            assert await verify_contract(session, contract, KEY.holds) == ()
            await time_passes(session, contract, END + timedelta(days=40))
            assert await verify_contract(session, contract, KEY.holds) == ()
        return {"before": before, "after": await self._stands(contract, source)}

    async def _stands(self, contract: ContractId, source: str) -> dict[str, Any]:
        async with self.database.session(self.tenant) as session:
            row = await session.get(ContractRow, id=contract)
            cases = await session.query(CaseRow).filter(contract_id=contract)
            papers = await session.query(CasePaperRow).filter(contract_id=contract)
            requests = await session.query(TerminationRequestRow).filter(source=source)
            return {
                "contract": (row.monitored_until, row.ends_as, row.next_instant),
                "cases": sorted(
                    (
                        one.ground, one.state, str(one.received_at), str(one.sent_at), str(one.ends_at),
                        str(one.object_until), sum(paper.case_id == one.id for paper in papers),
                    )
                    for one in cases
                ),
                "requests": sorted((one.event, one.body_hash) for one in requests),
                "outcomes": sorted(one.outcome for one in requests),
            }  # fmt: skip


async def _bytes() -> AsyncIterator[bytes]:
    yield b"We agree."


@pytest.fixture
async def crm(
    database: Database,
    database_template: BundledServer,
    database_name: str,
    tenant: TenantId,
    tmp_path: Path,
) -> Crm:
    async with database.session(tenant) as session:
        world = await a_world(session)
    store = open_document_store(f"file://{tmp_path}", 1 << 20)
    credentials = database_template.credentials(roles.APP, database_name)
    return Crm(database, tenant, world, store, tmp_path, credentials)


grounds = st.sampled_from([Ground.CONVENIENCE, Ground.CHANGE_OF_CONTROL, Ground.CAUSE_CURABLE])


@st.composite
def streams(draw: st.DrawFn) -> list[Said]:
    """Notices, the same notices under other ids, and what takes them back, with consent, in time, or neither;
    and newer versions that say the same."""
    notices = [
        Said(n, 1, draw(grounds), draw(st.integers(0, 1)), draw(st.none() | st.integers(0, 1)))
        for n in range(draw(st.integers(1, 3)))
    ]
    again = [replace(draw(st.sampled_from(notices)), event=10 + n) for n in range(draw(st.integers(0, 2)))]
    cancels = [
        Said(
            20 + n,
            received=draw(st.sampled_from([-1, 5])),
            cancels=draw(st.sampled_from([*notices, *again])).event,
            has_consent=draw(st.booleans()),
        )
        for n in range(draw(st.integers(0, 2)))
    ]
    newer = [replace(one, version=2) for one in draw(st.lists(st.sampled_from(notices), max_size=1))]
    return [*notices, *again, *cancels, *newer]


@few
@given(data=st.data(), said=streams())
async def test_twice_in_any_order_on_two_connections_is_once_in_order(
    crm: Crm, data: st.DataObject, said: Sequence[Said]
) -> None:
    contract, consent = await crm.contract()
    for one in said:
        await crm.says(one.about(contract, consent, f"crm {contract}"))
    expected = await crm.result(contract, f"crm {contract}")
    other, consent = await crm.contract()
    source = f"crm {other}"
    orders = [data.draw(st.permutations(said)) for _ in range(2)]

    async def connection(order: Sequence[Said]) -> None:
        for one in order:
            await crm.says(one.about(other, consent, source))

    await asyncio.gather(*map(connection, orders))
    _assert_same(await crm.result(other, source), expected)


def _assert_same(found: dict[str, Any], expected: dict[str, Any]) -> None:
    for when in ("before", "after"):
        # The hash of what was said names the contract and its papers, which are others.
        hashes = {one for _, one in found[when].pop("requests")}
        assert len(hashes) == len({one for _, one in expected[when].pop("requests")})
        assert found[when] == expected[when]


EXCHANGES = [
    # A notice, and the same under another id.
    [Said(1), replace(Said(1), event=10)],
    # Another one, which is taken back with consent, and once more without.
    [Said(1), Said(2, ground=Ground.CHANGE_OF_CONTROL), Said(20, received=5, cancels=2, has_consent=True),
     Said(21, received=5, cancels=2)],
    # Taken back in time, and told again in a newer version.
    [Said(1), Said(20, received=-1, cancels=1), Said(1, version=2), Said(3, received=None)],
]  # fmt: skip


@pytest.mark.parametrize("said", EXCHANGES, ids=["evidence", "consent", "in time"])
@pytest.mark.parametrize("turn", range(8 if FULL else 1))
async def test_twice_from_two_real_processes_at_once_is_once_in_order(
    crm: Crm, said: Sequence[Said], turn: int
) -> None:
    """The second process begins at the other end."""
    contract, consent = await crm.contract()
    for one in said:
        await crm.says(one.about(contract, consent, "crm"))
    expected = await crm.result(contract, "crm")
    other, consent = await crm.contract()
    turned = [*said[turn % len(said) :], *said[: turn % len(said)]]
    outcomes = await crm.deliver_at_once(other, consent, "another crm", [turned, turned[::-1]])
    assert [len(one) for one in outcomes] == [len(said), len(said)]
    _assert_same(await crm.result(other, "another crm"), expected)


TWO_BODIES = Said(1), Said(1, ground=Ground.CHANGE_OF_CONTROL)


async def _alone(crm: Crm, said: Said) -> dict[str, Any]:
    """What it leaves where nobody contradicts it."""
    contract, consent = await crm.contract()
    source = f"crm {contract}"
    assert await crm.says(said.about(contract, consent, source)) is Outcome.OPENED
    return await crm.result(contract, source)


@few
@given(data=st.data())
async def test_of_two_bodies_under_one_id_the_first_to_arrive_is_what_was_said(
    crm: Crm, data: st.DataObject
) -> None:
    """Which of them is taken depends on the order, and has to: an id stands for one thing, a party may rely
    on what it was answered, and a later body could else undo a notice without anybody's consent. All else
    does not: one is taken as if it were alone, the other is set apart, and changes nothing."""
    messages = data.draw(st.permutations([*TWO_BODIES, *TWO_BODIES]))
    contract, consent = await crm.contract()
    source = f"crm {contract}"
    outcomes = [await crm.says(one.about(contract, consent, source)) for one in messages]
    first = messages[0]
    assert outcomes == [Outcome.OPENED if one == first else Outcome.QUARANTINED for one in messages]
    _assert_taken(await crm.result(contract, source), await _alone(crm, first))


async def test_of_two_bodies_from_two_real_processes_at_once_exactly_one_is_taken(crm: Crm) -> None:
    expected = [await _alone(crm, one) for one in TWO_BODIES]
    contract, consent = await crm.contract()
    orders = [[*TWO_BODIES], [*TWO_BODIES[::-1]]]
    forth, back = await crm.deliver_at_once(contract, consent, "crm", orders)
    # Both processes are told the same of the same body.
    assert forth == back[::-1]
    assert sorted(forth) == [Outcome.OPENED, Outcome.QUARANTINED]
    _assert_taken(await crm.result(contract, "crm"), expected[forth.index(Outcome.OPENED)])


def _assert_taken(found: dict[str, Any], alone: dict[str, Any]) -> None:
    """As one that came alone, but for the other, which is kept and says why it was not taken."""
    for when in ("before", "after"):
        assert {event for event, _ in found[when]["requests"]} == {"E-1"}
        assert found[when]["outcomes"] == ["OPENED", "QUARANTINED"]
        for of_requests in ("requests", "outcomes"):
            del found[when][of_requests], alone[when][of_requests]
        assert found[when] == alone[when]


async def test_a_cancel_that_came_first_and_lacks_consent_waits_for_a_person_at_last(crm: Crm) -> None:
    contract, consent = await crm.contract()
    notice, cancel = (
        one.about(contract, consent, "crm") for one in (Said(1), Said(2, received=5, cancels=1))
    )
    assert await crm.says(cancel) is Outcome.WAITING
    assert await crm.says(notice) is Outcome.OPENED
    assert await crm.says(cancel) is Outcome.QUARANTINED
    async with crm.database.session(crm.tenant) as session:
        [row] = await session.query(TerminationRequestRow).filter(event="E-2")
        assert (row.outcome, row.case_id is None) == ("QUARANTINED", False)
        assert row.because is not None
        [case] = await session.query(CaseRow)
        assert case.state == "RECEIVED"


async def test_the_notice_is_taken_with_the_time_that_the_source_says(crm: Crm) -> None:
    contract, consent = await crm.contract()
    await crm.says(Said(1, received=0).about(contract, consent, "crm"))
    async with crm.database.session(crm.tenant) as session:
        [case] = await session.query(CaseRow)
        assert (case.received_at, case.ends_at) == (RECEIVED, END)
        assert case.opened_at == RECEIVED + timedelta(days=2)
        assert case.effective_on == date(2026, 7, 31)


async def test_an_older_version_that_says_something_else_changes_nothing(crm: Crm) -> None:
    contract, consent = await crm.contract()
    assert await crm.says(Said(1, version=2).about(contract, consent, "crm")) is Outcome.OPENED
    older = Said(1, version=1, received=-30).about(contract, consent, "crm")
    assert await crm.says(older) is Outcome.OUTDATED
    newer = Said(1, version=3, received=-30).about(contract, consent, "crm")
    # The very same was set aside as too old; what a newer version says is another thing.
    assert await crm.says(replace(newer, requested_on=date(2026, 9, 1))) is Outcome.QUARANTINED
    async with crm.database.session(crm.tenant) as session:
        [case] = await session.query(CaseRow)
        assert (case.state, case.received_at) == ("RECEIVED", RECEIVED)


async def test_one_event_of_two_contracts_opens_one_case_and_the_other_is_set_apart(crm: Crm) -> None:
    (one, paper), (other, _) = await crm.contract(), await crm.contract()
    found = await asyncio.gather(*(crm.says(Said(1).about(of, paper, "crm")) for of in (one, other)))
    assert sorted(found) == [Outcome.OPENED, Outcome.QUARANTINED]


class _Away:
    """A store that cannot be reached."""

    async def put(self, *_: object) -> None:
        raise Unavailable(Code.PAPER_STORE, "The store is away.")


async def test_nothing_is_kept_while_the_store_is_away_and_it_comes_again(crm: Crm) -> None:
    contract, consent = await crm.contract()
    asked = Said(1).about(contract, consent, "crm")
    with pytest.raises(Unavailable):
        await crm.says(asked, _Away())  # type: ignore[arg-type]  # only what is used of it
    async with crm.database.session(crm.tenant) as session:
        assert await session.query(TerminationRequestRow).count() == 0
        assert await session.query(CaseRow).count() == 0
    assert await crm.says(asked) is Outcome.OPENED
