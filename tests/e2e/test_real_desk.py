"""The whole way, against real servers: customers from Tryton, tickets from Request Tracker, clocks that equal
what the log of actions gives, and the status read back from the desk."""

from __future__ import annotations

import base64
import random
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from sla_plugin.documents.store import DocumentStore, open_document_store
from sla_plugin.domain.agreements import AgreementKind, Level
from sla_plugin.domain.calendar_text import parse_calendar
from sla_plugin.domain.clocks import evaluate_ticket
from sla_plugin.domain.ids import CalendarId, OrganisationId, TenantId, TicketId
from sla_plugin.domain.metrics import Metric, MetricName
from sla_plugin.domain.targets import WorkingDuration
from sla_plugin.domain.terms import CalendarRule, Terms
from sla_plugin.sdk import Adapter, Batch, Cursor, RecordKind
from sla_plugin.storage.clocks import ClockRow
from sla_plugin.storage.commitments import load_commitments
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.facts import FactRow, facts_of
from sla_plugin.storage.organisations import CustomerIdentityRow, OrganisationRow
from sla_plugin.storage.session import Database
from sla_plugin.storage.tickets import TicketRow, mark_all_due
from sla_plugin.sync.connect import NewConnection, connect
from sla_plugin.sync.home import Home
from sla_plugin.sync.links import Link, links
from sla_plugin.sync.run import LinkReport, run
from sla_plugin.sync.secret_box import SecretBox
from sla_plugin.sync.streams import read_stream
from sla_plugin.usecases.publish_agreement import NewVersion, create_agreement
from sla_plugin.usecases.publish_calendar import create_calendar
from sla_plugin.usecases.record_contract import record_contract
from sla_plugin.workers.pump import Pump
from tests.support.clock_oracle import Action, Expected, Promise, expected_clocks
from tests.support.contracting import ANAN, KEY, deed
from tests.support.peers import request_tracker as rt_peer
from tests.support.peers import tryton as tryton_peer
from tests.support.peers.request_tracker import ALICE, ANNA, RequestTracker
from tests.support.peers.tryton import Tryton

pytestmark = pytest.mark.realserver

BANGKOK = timedelta(hours=7)
"""No summer time, so the oracle needs no zone."""
MONDAY = datetime(2026, 3, 2, 1, tzinfo=UTC)
"""08:00 in Bangkok."""
END = MONDAY + timedelta(days=9)
CUSTOMERS = ("โรงพยาบาลดอยคำ", "เจ้าพระยาโลจิสติกส์", "สหกรณ์โคนมแม่ลาว", "Isola Hotels SpA")
LEVELS = {"P1": 80, "P2": 50, "P3": 0}
TARGETS = {
    ("FIRST_RESPONSE", "P1"): timedelta(minutes=30),
    ("FIRST_RESPONSE", "P2"): timedelta(hours=2),
    ("FIRST_RESPONSE", "P3"): timedelta(hours=4),
    ("RESOLUTION", "P1"): timedelta(hours=4),
    ("RESOLUTION", "P2"): timedelta(hours=9),
    ("RESOLUTION", "P3"): timedelta(hours=20),
}


def office_hours() -> list[tuple[datetime, datetime]]:
    """Monday to Friday, 8 to 17 in Bangkok, in UTC."""
    days = [date(2026, 3, 1) + timedelta(days=n) for n in range(60)]
    opening = [datetime.combine(day, time(8), UTC) - BANGKOK for day in days if day.weekday() < 5]
    return [(opens, opens + timedelta(hours=9)) for opens in opening]


def promises() -> dict[tuple[str, str], Promise]:
    hours = office_hours()
    waits = {"FIRST_RESPONSE": frozenset[str](), "RESOLUTION": frozenset({"PENDING_CUSTOMER"})}
    return {key: Promise(target, hours, waits[key[0]]) for key, target in TARGETS.items()}


@dataclass
class Story:
    """One ticket: what is done to it and when, and the test's own log of that."""

    steps: list[tuple[datetime, str]]
    customer: int
    priority: str
    number: int = 0
    log: list[Action] = field(default_factory=list)
    status: str = "NEW"

    def note(self, at: datetime, what: str, value: str = "") -> None:
        self.log.append(Action(at, what, value))
        if what == "status":
            self.status = value


def stories() -> list[Story]:
    """Sixty tickets over a week with a weekend: replies, pauses, priority jumps, resolutions, returns."""
    dice = random.Random(20260302)
    told = []
    for n in range(60):
        at = MONDAY + timedelta(minutes=dice.randrange(0, 4 * 24 * 60, 7))
        steps = [(at, "open")]
        for step in dice.choice(
            (
                ("reply", "resolve"),
                ("reply", "stall", "resume", "resolve"),
                ("stall", "answer", "reply", "resolve"),
                ("raise", "reply", "resolve"),
                ("reply", "resolve", "come back", "resolve"),
                ("note", "stall"),
                ("note",),
            )
        ):
            at += timedelta(minutes=dice.randrange(20, 30 * 60, 11))
            steps.append((at, step))
        told.append(
            Story([s for s in steps if s[0] < END], n % len(CUSTOMERS), dice.choice(("P1", "P2", "P3")))
        )
    return told


class Play:
    """Carries the stories out through RT's own REST API, its clock moved to each step."""

    def __init__(self, rt: RequestTracker, parties: list[int]) -> None:
        self.rt = rt
        self.parties = parties

    async def all(self, told: list[Story]) -> None:
        async with self.rt.actor(ANNA) as agent, self.rt.actor(ALICE) as requester:
            steps = sorted(
                ((at, n, step) for n, story in enumerate(told) for at, step in story.steps),
                key=lambda s: s[:2],
            )
            for at, n, step in steps:
                await self.one(self.rt.at(at), told[n], step, agent, requester)

    async def one(self, at: datetime, story: Story, step: str, agent: Any, requester: Any) -> None:
        match step:
            case "open":
                story.number = await agent.create(
                    f"Ticket of {CUSTOMERS[story.customer]}",
                    priority=LEVELS[story.priority],
                    fields={"CRM Id": str(self.parties[story.customer])},
                )
                story.note(at, "priority", story.priority)
                story.note(at, "status", "NEW")
            case "reply":
                await agent.reply(story.number)
                story.note(at, "reply")
                if story.status == "NEW":
                    story.note(at, "status", "OPEN")  # RT opens a new ticket by itself
            case "note":
                await agent.comment(story.number)
                story.note(at, "note")
            case "stall":
                await agent.set_status(story.number, "stalled")
                story.note(at, "status", "PENDING_CUSTOMER")
            case "answer":
                await requester.reply(story.number)
                story.note(at, "answer")
                await agent.set_status(story.number, "open")  # RT leaves a stalled ticket stalled
                story.note(at, "status", "OPEN")
            case "resume":
                await agent.set_status(story.number, "open")
                story.note(at, "status", "OPEN")
            case "raise":
                raised = "P1" if story.priority != "P1" else "P2"
                await agent.set_priority(story.number, LEVELS[raised])
                story.note(at, "priority", raised)
            case "resolve":
                await agent.set_status(story.number, "resolved")
                story.note(at, "status", "RESOLVED")
            case "come back":
                await requester.reply(story.number)
                story.note(at, "status", "OPEN")  # RT opens a resolved ticket by itself


@pytest.fixture(scope="module")
def rt_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not rt_peer.is_installed():
        pytest.skip(rt_peer.INSTALL)
    return rt_peer.make_template(tmp_path_factory.mktemp("rt-template"))


@pytest.fixture
def rt(rt_template: Path, tmp_path: Path) -> Iterator[RequestTracker]:
    (tmp_path / "rt").mkdir()
    with rt_peer.start(rt_template, tmp_path / "rt") as running:
        running.at(MONDAY)
        yield running


@pytest.fixture
async def tryton(tmp_path: Path) -> AsyncIterator[Tryton]:
    if not tryton_peer.is_installed():
        pytest.skip(tryton_peer.INSTALL)
    (tmp_path / "tryton").mkdir()
    with tryton_peer.start(await tryton_peer.template(), tmp_path / "tryton") as running:
        yield running


@dataclass
class Here:
    """Our side: the tenant's database, and both systems connected."""

    database: Database
    tenant: TenantId
    box: SecretBox
    documents: DocumentStore
    now: datetime = END

    async def connect(self, rt: RequestTracker, tryton: Tryton) -> None:
        crm = NewConnection(
            "crm", "tryton", {"url": tryton.url, "database": tryton_peer.DATABASE}, {"key": tryton.key}, {}
        )
        desk = NewConnection(
            "desk",
            "request_tracker",
            {"url": rt.url, "priority_levels": LEVELS},
            {"token": rt.token},
            {"customer_system": "crm"},
        )
        for new in (crm, desk):
            async with self.database.session(self.tenant) as session:
                connected = await connect(session, self.box, new, self.now)
                assert connected.unmapped == ()
                assert connected.missing == ()

    async def links(self, *keys: str) -> list[Link]:
        async with self.database.session(self.tenant) as session:
            return await links(session, self.box, keys)

    async def sync(self, *keys: str) -> list[LinkReport]:
        chosen = await self.links(*keys)
        return [r async for r in run(self.home, chosen)]

    @property
    def home(self) -> Home:
        return Home(self.database, self.tenant, self.documents, KEY.seal, lambda: self.now)

    async def promise(self) -> None:
        """The same to all of them, tenant-wide; each has a contract that covers."""
        async with self.database.session(self.tenant) as session:
            week = {day: [["08:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
            calendar = await create_calendar(
                session,
                code="th-office",
                name="Office hours",
                calendar=parse_calendar({"time_zone": "Asia/Bangkok", "hours": week}),
                now=MONDAY,
            )
            for number, row in enumerate(await session.query(OrganisationRow).order_by("name")):
                await record_contract(
                    session,
                    deed(ANAN, MONDAY),
                    number=f"C-{number}",
                    customer=OrganisationId(row.id),
                    zone="Asia/Bangkok",
                    monitored_from=MONDAY - timedelta(days=30),
                    monitored_until=None,
                )
            await create_agreement(
                session,
                code="corporate",
                name="For everybody",
                kind=AgreementKind.CUSTOMER_SLA,
                level=Level.CORPORATE,
                first=NewVersion(MONDAY - timedelta(days=30), terms=_terms(calendar)),
                now=MONDAY,
            )

    async def clocks(self) -> dict[str, dict[str, Expected]]:
        """Every ticket's stored clocks, in the oracle's words."""
        async with self.database.session(self.tenant) as session:
            tickets = {row.id: row.external_id for row in await session.query(TicketRow)}
            found: dict[str, dict[str, Expected]] = {external_id: {} for external_id in tickets.values()}
            for row in await session.query(ClockRow):
                found[tickets[row.ticket_id]][row.metric] = Expected(
                    state=row.state,
                    elapsed=timedelta(microseconds=row.elapsed_us),
                    started_at=row.started_at,
                    due_at=row.due_at,
                    breached_at=row.breached_at,
                    stopped_at=row.stopped_at,
                )
            return found

    async def everything(self) -> dict[str, Any]:
        """All that a sync could change, to the byte."""
        async with self.database.session(self.tenant) as session:
            return {
                model.__name__: [dict(row) for row in await session.query(model).order_by("id").values()]
                for model in (TicketRow, FactRow, ClockRow, OrganisationRow, CustomerIdentityRow)
            }


def _terms(calendar: CalendarId) -> Terms:
    targets: dict[MetricName, dict[str, Any]] = {metric: {} for metric in Metric}
    for (metric, priority), target in TARGETS.items():
        targets[Metric(metric)][priority] = WorkingDuration(target)
    return Terms(targets=targets, calendar=CalendarRule(calendar))


@pytest.fixture
async def here(database: Database, tenant: TenantId, tmp_path: Path) -> Here:
    documents = open_document_store(f"file://{tmp_path}", 1 << 20)
    return Here(database, tenant, SecretBox(base64.urlsafe_b64encode(bytes(32))), documents)


async def _customers(tryton: Tryton) -> list[int]:
    async with tryton.actor() as crm:
        return [
            await crm.add_party(
                name,
                addresses=[{"street": "ถนนนิมมานเหมินท์", "city": "เชียงใหม่"}],
                mechanisms=[{"type": "email", "value": "it@customer.example"}],
            )
            for name in CUSTOMERS
        ]


async def test_every_clock_equals_what_the_log_of_actions_gives(
    here: Here, rt: RequestTracker, tryton: Tryton
) -> None:
    parties = await _customers(tryton)
    await here.connect(rt, tryton)
    (crm_report,) = await here.sync("crm")
    assert crm_report.is_whole
    await here.promise()
    told = stories()
    await Play(rt, parties).all(told)
    rt.at(END)

    reports = await here.sync()

    assert all(report.is_whole for report in reports), reports
    found = await here.clocks()
    wanted = {str(story.number): expected_clocks(story.log, promises(), END) for story in told}
    assert found == wanted
    breached = [c for clocks in wanted.values() for c in clocks.values() if c.breached_at is not None]
    assert len(breached) >= 10
    paused = [c for clocks in wanted.values() for c in clocks.values() if c.state == "PAUSED"]
    assert paused

    await _status_is_on_the_desk(rt, told, wanted)
    before = await here.everything()
    again = await here.sync()
    assert [(r.written.written, sum(s.rejected for s in r.streams)) for r in again] == [(0, 0), (0, 0)]
    assert await here.everything() == _as_synced_again(before, await here.everything())


def _as_synced_again(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """The desk counts our own write-back as a version of its ticket; nothing else may differ."""
    versions = {row["id"]: row["version"] for row in after["TicketRow"]}
    tickets = [{**row, "version": versions[row["id"]]} for row in before["TicketRow"]]
    return {**before, "TicketRow": tickets}


async def _status_is_on_the_desk(
    rt: RequestTracker, told: list[Story], wanted: dict[str, dict[str, Expected]]
) -> None:
    async with rt.actor(ANNA) as agent:
        for story in told[::6]:
            fields = (await agent.read(story.number))["fields"]
            clocks = wanted[str(story.number)].values()
            still_open = [c for c in clocks if c.state in ("RUNNING", "PAUSED")]
            states = {"PAUSED" if _waits(c) else c.verdict for c in still_open or clocks}
            assert fields["SLA State"] in states
            assert fields["SLA Reason"].endswith("For everybody v1, contract " + fields["SLA Reason"][-3:])


def _waits(clock: Expected) -> bool:
    return clock.state == "PAUSED" and clock.breached_at is None


async def test_killed_between_two_pages_nothing_is_lost_and_nothing_doubled(
    here: Here, rt: RequestTracker, tryton: Tryton
) -> None:
    parties = await _customers(tryton)
    await here.connect(rt, tryton)
    await here.sync("crm")
    await here.promise()
    told = stories()[:12]
    await Play(rt, parties).all(told)
    rt.at(END)
    (desk,) = await here.links("desk")

    async with desk.open() as adapter:
        with pytest.raises(KeyboardInterrupt):
            await read_stream(here.home, desk, _KilledAfterOnePage(adapter), RecordKind.TICKET)
    async with here.database.session(here.tenant) as session:
        first_page = await session.query(FactRow).count()
    assert 0 < first_page < sum(len(story.log) for story in told)
    await here.sync()

    wanted = {str(story.number): expected_clocks(story.log, promises(), END) for story in told}
    assert await here.clocks() == wanted
    async with here.database.session(here.tenant) as session:
        external_ids = [row["external_id"] for row in await session.query(FactRow).values("external_id")]
    assert len(external_ids) == len(set(external_ids))


class _KilledAfterOnePage:
    """The adapter, in a process that is killed when it asks for its second page."""

    def __init__(self, adapter: Adapter) -> None:
        self._adapter = adapter
        self._pages = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._adapter, name)

    async def pull(self, kind: RecordKind, cursor: Cursor | None, limit: int) -> Batch:
        self._pages += 1
        if self._pages > 1:
            raise KeyboardInterrupt
        return await self._adapter.pull(kind, cursor, 20)


async def test_when_a_contract_ends_the_status_goes_from_the_desk_and_one_comment_says_why(
    here: Here, rt: RequestTracker, tryton: Tryton
) -> None:
    parties = await _customers(tryton)
    await here.connect(rt, tryton)
    await here.sync("crm")
    await here.promise()
    story = Story([], 0, "P3")
    async with rt.actor(ANNA) as agent, rt.actor(ALICE) as requester:
        await Play(rt, parties).one(rt.at(MONDAY), story, "open", agent, requester)
        here.now = rt.at(MONDAY + timedelta(hours=1))
        await here.sync()
        before = await agent.read(story.number)
        assert before["fields"]["SLA State"] == "ON_TRACK"
        end = MONDAY + timedelta(hours=2)
        async with here.database.session(here.tenant) as session:
            await session.query(ContractRow).update(monitored_until=end)
            await mark_all_due(session, here.now)
        noted = []
        for hour in (3, 4, 5):
            here.now = rt.at(MONDAY + timedelta(hours=hour))
            await Pump(here.database, lambda: here.now).drain()
            (_, report) = await here.sync()
            assert report.is_whole, report
            noted.append((report.written.written, report.written.noted))
        after = await agent.read(story.number)
    assert noted == [(1, 1), (0, 0), (0, 0)]
    assert {after["fields"][name] for name in ("SLA State", "SLA Due", "SLA Reason")} == {None}
    assert after["Status"] == before["Status"] == "new"
    [comment] = rt.comments(story.number)
    assert comment.startswith(
        "Service level management of this ticket stopped at 2026-03-02 03:00Z: its contract C-"
    )
    async with here.database.session(here.tenant) as session:
        # Neither the comment nor the fields came back as facts.
        assert [row.kind for row in await session.query(FactRow)] == ["OPENED"]


async def test_a_merged_and_a_deleted_ticket_end_as_they_should(
    here: Here, rt: RequestTracker, tryton: Tryton
) -> None:
    parties = await _customers(tryton)
    await here.connect(rt, tryton)
    await here.sync("crm")
    await here.promise()
    quick, late, deleted = (Story([], 0, "P1") for _ in range(3))
    async with rt.actor(ANNA) as agent, rt.actor(ALICE) as requester:
        play = Play(rt, parties)
        for story in (quick, late, deleted):
            await play.one(rt.at(MONDAY), story, "open", agent, requester)
        merged_at = rt.at(MONDAY + timedelta(hours=2))
        await agent.merge(quick.number, late.number)
        quick.note(merged_at, "status", "MERGED")
        deleted_at = rt.at(MONDAY + timedelta(hours=3))
        await agent.delete(deleted.number)
        deleted.note(deleted_at, "status", "DELETED")
    rt.at(END)

    await here.sync()

    found = await here.clocks()
    for story in (quick, late, deleted):
        assert found[str(story.number)] == expected_clocks(story.log, promises(), END)
    assert found[str(quick.number)]["FIRST_RESPONSE"].breached_at == MONDAY + timedelta(minutes=30)
    assert found[str(deleted.number)]["RESOLUTION"].state == "CANCELLED"
    async with here.database.session(here.tenant) as session:
        rows = {row.external_id: row for row in await session.query(TicketRow)}
    assert rows[str(quick.number)].merged_into == str(late.number)
    assert rows[str(deleted.number)].deleted_at == deleted_at


async def test_stored_clocks_are_what_evaluation_gives_again(
    here: Here, rt: RequestTracker, tryton: Tryton
) -> None:
    parties = await _customers(tryton)
    await here.connect(rt, tryton)
    await here.sync("crm")
    await here.promise()
    await Play(rt, parties).all(stories()[:6])
    rt.at(END)
    await here.sync()
    async with here.database.session(here.tenant) as session:
        commitments = await load_commitments(session)
        tickets = [TicketId(row.id) for row in await session.query(TicketRow)]
        histories = await facts_of(session, tickets)
        stored = {(r.ticket_id, r.metric): r.verdict for r in await session.query(ClockRow)}
    computed = {
        (ticket, clock.metric): clock.verdict.value
        for ticket in tickets
        for clock in evaluate_ticket(histories[ticket], commitments, END).clocks
    }
    assert computed == stored
