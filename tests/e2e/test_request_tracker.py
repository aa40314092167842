"""The adapter alone against a real Request Tracker 5: what it tells equals what was done, to the second."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from sla_integrations.request_tracker import adapter as request_tracker

from sla_plugin.sdk import (
    Adapter,
    Assigned,
    AuthFailed,
    Author,
    Batch,
    Change,
    ConfigWrong,
    Connection,
    Cursor,
    CursorExpired,
    Deleted,
    FieldChanged,
    InternalNote,
    Merged,
    NoSuchRecord,
    Opened,
    Operation,
    PublicReply,
    RecordKind,
    RecordRejected,
    Ref,
    StaleVersion,
    Status,
    StatusChanged,
    TicketFact,
    TicketField,
    TicketRecord,
    Transient,
    ValueRules,
    WriteNote,
    WriteStatus,
)
from tests.support.peers import request_tracker as peer
from tests.support.peers.request_tracker import ALICE, ANNA, BORIS, CHAI, OPENING, Actor, RequestTracker

pytestmark = pytest.mark.realserver

TICKET = RecordKind.TICKET
MACHINE = "RT_System"
AFTER_REPLY = (StatusChanged(Status.OPEN, "open"), MACHINE)
"""RT opens a new ticket by itself when somebody replies."""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not peer.is_installed():
        pytest.skip(peer.INSTALL)
    return peer.make_template(tmp_path_factory.mktemp("rt-template"))


@pytest.fixture
def rt(template: Path, tmp_path: Path) -> Iterator[RequestTracker]:
    with peer.start(template, tmp_path) as running:
        yield running


@pytest.fixture
async def anna(rt: RequestTracker) -> AsyncIterator[Actor]:
    async with rt.actor(ANNA) as actor:
        yield actor


@pytest.fixture
async def alice(rt: RequestTracker) -> AsyncIterator[Actor]:
    async with rt.actor(ALICE) as actor:
        yield actor


@pytest.fixture
async def desk(rt: RequestTracker) -> AsyncIterator[Adapter]:
    async with connect(rt) as adapter:
        yield adapter


def connect(
    rt: RequestTracker, *, token: str | None = None, values: ValueRules | None = None, **config: Any
) -> AbstractAsyncContextManager[Adapter]:
    settings = {"url": rt.url, "service_field": "Service", "site_field": "Site", **config}
    rules = values or ValueRules(customer_system="crm")
    secrets = {"token": token or rt.token, "password": peer.PASSWORD}
    parsed = request_tracker.manifest.config.model_validate(settings)
    return request_tracker.connect(Connection("rt", parsed, secrets, rules))


@dataclass
class Told:
    """Everything that a run of the stream handed over, page by page."""

    pages: list[Batch] = field(default_factory=list)

    @property
    def changes(self) -> list[Change]:
        return [change for page in self.pages for change in page.changes]

    def facts(self, ticket: int) -> list[tuple[datetime, Any, str | None]]:
        """In the order of the ticket's history; a fact told twice is one."""
        facts = {
            c.data.fact.external_id: c.data.fact
            for c in self.changes
            if isinstance(c.data, TicketFact) and c.ref.id == str(ticket)
        }
        told = sorted(facts.values(), key=lambda f: (f.sequence, f.external_id))
        return [(f.occurred_at, f.what, f.actor) for f in told]

    def external_ids(self) -> list[str]:
        return [c.data.fact.external_id for c in self.changes if isinstance(c.data, TicketFact)]

    def record(self, ticket: int) -> TicketRecord:
        newest = max(
            (c for c in self.changes if isinstance(c.data, TicketRecord) and c.ref.id == str(ticket)),
            key=lambda c: c.version,
        )
        assert isinstance(newest.data, TicketRecord)
        return newest.data

    def ends(self) -> list[tuple[str, Operation, str | None]]:
        ends = [c for c in self.changes if c.operation is not Operation.UPSERT]
        return [(c.ref.id, c.operation, c.merged_into) for c in ends]

    @property
    def cursor(self) -> Cursor:
        return self.pages[-1].cursor


async def read_all(desk: Adapter, cursor: Cursor | None = None, limit: int = 100) -> Told:
    told = Told()
    more = True
    while more:
        page = await desk.pull(TICKET, cursor, limit)
        told.pages.append(page)
        cursor, more = page.cursor, page.more
    return told


def later(**by: float) -> datetime:
    return OPENING + timedelta(**by)


async def test_a_history_is_told_as_it_happened(
    rt: RequestTracker, desk: Adapter, anna: Actor, alice: Actor
) -> None:
    opened = rt.at(OPENING)
    vpn = await anna.create(
        "VPN is down", priority=3, fields={"CRM Id": "12", "Service": "VPN", "Site": "Nimman"}
    )
    first = rt.at(later(minutes=10))
    await anna.reply(vpn)
    await anna.comment(vpn)
    stalled = rt.at(later(minutes=30))
    await anna.set_status(vpn, "stalled")
    back = rt.at(later(days=4))
    await alice.reply(vpn)
    raised = rt.at(later(days=4, minutes=1))
    await anna.set_priority(vpn, 1)
    await anna.set_field(vpn, "CRM Id", "13")
    await anna.set_field(vpn, "Site", None)
    await anna.move(vpn, "Network")
    await anna.give(vpn, ANNA)
    await anna.give(vpn, "Nobody")
    await anna.change(vpn, Subject="VPN was down")
    solved = rt.at(later(days=4, hours=2))
    await anna.set_status(vpn, "resolved")

    told = await read_all(desk)

    assert told.facts(vpn) == [
        (
            opened,
            Opened(
                Status.NEW,
                "new",
                (
                    (TicketField.CUSTOMER, "crm:12"),
                    (TicketField.PRIORITY, "P3"),
                    (TicketField.SERVICE, "VPN"),
                    (TicketField.SITE, "Nimman"),
                ),
            ),
            ANNA,
        ),
        (first, PublicReply(Author.AGENT), ANNA),
        (first, *AFTER_REPLY),
        (first, InternalNote(), ANNA),
        (stalled, StatusChanged(Status.PENDING_CUSTOMER, "stalled"), ANNA),
        (back, PublicReply(Author.REQUESTER), ALICE),
        (raised, FieldChanged(TicketField.PRIORITY, "P1"), ANNA),
        (raised, FieldChanged(TicketField.CUSTOMER, "crm:13"), ANNA),
        (raised, FieldChanged(TicketField.SITE, None), ANNA),
        (raised, Assigned("Network"), ANNA),
        (raised, Assigned("Network"), ANNA),
        (raised, Assigned(None), ANNA),
        (solved, StatusChanged(Status.RESOLVED, "resolved"), ANNA),
    ]
    assert told.record(vpn) == TicketRecord(
        key=str(vpn),
        subject="VPN was down",
        status=Status.RESOLVED,
        desk_status="resolved",
        opened_at=opened,
        fields=(
            (TicketField.CUSTOMER, "crm:13"),
            (TicketField.PRIORITY, "P1"),
            (TicketField.SERVICE, "VPN"),
        ),
        url=f"{rt.url}/Ticket/Display.html?id={vpn}",
    )
    assert told.pages[-1].confirmed_until == solved - timedelta(minutes=1)
    assert not told.ends()


async def test_a_ticket_opened_with_an_owner_is_assigned_at_once(
    rt: RequestTracker, desk: Adapter, anna: Actor
) -> None:
    ticket = await anna.create("Switch", queue="Network", Owner=BORIS, Status="open")
    assert (await read_all(desk)).facts(ticket) == [
        (OPENING, Opened(Status.OPEN, "open", ((TicketField.PRIORITY, "0"),)), ANNA),
        (OPENING, Assigned("Network"), ANNA),
    ]


async def test_the_queue_can_be_the_service_and_bands_can_name_priorities(
    rt: RequestTracker, anna: Actor
) -> None:
    ticket = await anna.create("Oven", priority=85)
    await anna.move(ticket, "Network")
    await anna.set_priority(ticket, 20)
    bands = {"P1": 80, "P2": 50, "P3": 0}
    async with connect(rt, service_field=None, service_from_queue=True, priority_levels=bands) as desk:
        whats = [what for _, what, _ in (await read_all(desk)).facts(ticket)]
        assert (await desk.discover()).priorities == ("P1", "P2", "P3")
    assert whats == [
        Opened(Status.NEW, "new", ((TicketField.PRIORITY, "P1"), (TicketField.SERVICE, "General"))),
        Assigned("Network"),
        FieldChanged(TicketField.SERVICE, "Network"),
        FieldChanged(TicketField.PRIORITY, "P3"),
    ]


async def test_a_merged_ticket_keeps_its_own_facts_and_points_to_the_survivor(
    rt: RequestTracker, desk: Adapter, anna: Actor
) -> None:
    survivor = await anna.create("Router", priority=2, fields={"CRM Id": "1"})
    merged = await anna.create("Router again", priority=4, fields={"CRM Id": "2"}, requester=CHAI)
    before = rt.at(later(minutes=5))
    await anna.comment(merged)
    at = rt.at(later(minutes=10))
    await anna.merge(merged, survivor)
    after = rt.at(later(minutes=20))
    async with rt.actor(CHAI) as chai:
        await chai.reply(merged)

    told = await read_all(desk)

    assert told.facts(merged) == [
        (
            OPENING,
            Opened(Status.NEW, "new", ((TicketField.CUSTOMER, "crm:2"), (TicketField.PRIORITY, "P4"))),
            ANNA,
        ),
        (before, InternalNote(), ANNA),
        (at, Merged(str(survivor)), ANNA),
    ]
    assert told.facts(survivor) == [
        (
            OPENING,
            Opened(Status.NEW, "new", ((TicketField.CUSTOMER, "crm:1"), (TicketField.PRIORITY, "P2"))),
            ANNA,
        ),
        (after, PublicReply(Author.REQUESTER), CHAI),
        (after, *AFTER_REPLY),
    ]
    assert told.ends() == [(str(merged), Operation.MERGE, str(survivor))]
    assert told.record(merged).subject == "Router again"
    assert await desk.list_ids(TICKET, None, 100) == [str(survivor)]
    with pytest.raises(NoSuchRecord, match=f"merged into ticket {survivor}"):
        await desk.write_status(status(merged))
    assert (await anna.read(survivor))["fields"]["SLA State"] is None


async def test_a_deleted_ticket_is_told_though_no_search_lists_it(
    rt: RequestTracker, desk: Adapter, anna: Actor
) -> None:
    ticket = await anna.create("Spam", priority=4)
    at = rt.at(later(hours=1))
    await anna.delete(ticket)

    told = await read_all(desk)

    assert [(t, what) for t, what, _ in told.facts(ticket)] == [
        (OPENING, Opened(Status.NEW, "new", ((TicketField.PRIORITY, "P4"),))),
        (at, Deleted()),
    ]
    assert told.ends() == [(str(ticket), Operation.DELETE, None)]
    assert told.changes[-1].changed_at == at
    assert await desk.list_ids(TICKET, None, 100) == []
    with pytest.raises(NoSuchRecord, match="deleted"):
        await desk.write_status(status(ticket))


async def test_a_burst_within_one_second_is_read_in_small_pages_from_any_cursor(
    rt: RequestTracker, desk: Adapter, anna: Actor
) -> None:
    tickets = [await anna.create(f"Ticket {n}", priority=1 + n % 4) for n in range(6)]
    for ticket in tickets:
        await anna.comment(ticket)
        await anna.set_priority(ticket, 5)
        await anna.reply(ticket)
    whole = await read_all(desk)
    everything = set(whole.external_ids())
    assert len(everything) == len(whole.external_ids()) == 30

    small = await read_all(desk, limit=4)

    assert set(small.external_ids()) == everything
    assert len(small.pages) == 8
    for ticket in tickets:
        assert small.facts(ticket) == whole.facts(ticket)
    for n, page in enumerate(small.pages[:-1]):
        rest = await read_all(desk, page.cursor, limit=4)
        assert Told(small.pages[: n + 1]).external_ids() + rest.external_ids() == small.external_ids()


async def test_what_is_read_again_is_the_same_and_what_is_new_is_found(
    rt: RequestTracker, desk: Adapter, anna: Actor
) -> None:
    ticket = await anna.create("Printer", priority=3)
    first = await read_all(desk)
    assert [p.more for p in first.pages] == [False]
    again = await read_all(desk, first.cursor)
    assert again.changes == first.changes

    at = rt.at(later(hours=1))
    for n in range(30):
        await anna.comment(ticket, f"Note {n}")
    second = await read_all(desk, first.cursor)
    rt.at(later(hours=2))
    third = await read_all(desk, second.cursor)
    fourth = await read_all(desk, third.cursor)

    assert second.facts(ticket)[1:] == [(at, InternalNote(), ANNA)] * 30
    assert third.external_ids() == second.external_ids()[1:]  # not settled while RT's clock had not moved on
    assert fourth.external_ids() == second.external_ids()[-20:]


async def test_a_transaction_that_commits_late_under_a_lower_number_is_not_lost(
    rt: RequestTracker, desk: Adapter, anna: Actor
) -> None:
    ticket = await anna.create("Camera", priority=3)
    await anna.comment(ticket)
    for _ in range(25):
        await anna.set_priority(ticket, 2)
        await anna.set_priority(ticket, 3)
    whole = (await read_all(desk)).facts(ticket)
    with sqlite3.connect(rt.folder / "rt.sqlite") as database:
        database.execute("UPDATE Transactions SET ObjectType = 'unseen' WHERE Type = 'Comment'")
    early = await read_all(desk)
    assert len(early.facts(ticket)) == len(whole) - 1
    with sqlite3.connect(rt.folder / "rt.sqlite") as database:
        database.execute("UPDATE Transactions SET ObjectType = 'RT::Ticket' WHERE ObjectType = 'unseen'")

    late = await read_all(desk, early.cursor)

    assert Told(early.pages + late.pages).facts(ticket) == whole


async def test_a_page_whose_rows_are_hidden_from_us_does_not_end_the_stream(
    rt: RequestTracker, desk: Adapter, anna: Actor
) -> None:
    ticket = await anna.create("Door", priority=3)
    for _ in range(7):
        await anna.comment(ticket)
    await anna.reply(ticket)
    with sqlite3.connect(rt.folder / "rt.sqlite") as database:
        database.execute("DELETE FROM ACL WHERE RightName = 'ShowTicketComments'")

    told = await read_all(desk, limit=2)

    assert [what for _, what, _ in told.facts(ticket)] == [
        Opened(Status.NEW, "new", ((TicketField.PRIORITY, "P3"),)),
        PublicReply(Author.AGENT),
        AFTER_REPLY[0],
    ]


async def test_the_status_is_written_once_read_back_and_never_taken_for_a_fact(
    rt: RequestTracker, desk: Adapter, anna: Actor
) -> None:
    ticket = await anna.create("Scanner", priority=2)
    before = await read_all(desk)

    first = await desk.write_status(status(ticket))
    second = await desk.write_status(status(ticket))

    assert (first.applied, second.applied) == (True, False)
    assert first.version == second.version
    now = (await anna.read(ticket))["fields"]
    assert now["SLA State"] == "AT_RISK"
    assert now["SLA Due"] == "2026-03-02T05:30:00Z"
    assert now["SLA Reason"] == "P2 — within 4 h, โรงพยาบาล"
    after = await read_all(desk)
    assert after.facts(ticket) == before.facts(ticket)
    assert after.record(ticket) == before.record(ticket)

    removed = await desk.write_status(status(ticket, state=None))
    again = await desk.write_status(status(ticket, state=None))
    assert (removed.applied, again.applied) == (True, False)
    assert {(await anna.read(ticket))["fields"][name] for name in ("SLA State", "SLA Due", "SLA Reason")} == {
        None
    }
    assert (await read_all(desk)).facts(ticket) == before.facts(ticket)


async def test_a_reason_too_long_for_rt_is_cut_so_that_it_can_be_removed_again(
    rt: RequestTracker, desk: Adapter, anna: Actor
) -> None:
    ticket = await anna.create("Long story")
    long = replace(status(ticket), reason="ก" * 86)
    assert [(await desk.write_status(long)).applied for _ in range(2)] == [True, False]
    assert (await anna.read(ticket))["fields"]["SLA Reason"] == "ก" * 84 + "…"
    assert (await desk.write_status(status(ticket, state=None))).applied
    assert (await anna.read(ticket))["fields"]["SLA Reason"] is None


async def test_a_write_over_somebody_elses_change_is_refused_and_changes_nothing(
    rt: RequestTracker, desk: Adapter, anna: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = await anna.create("Scale", priority=2)
    client = desk._client  # type: ignore[attr-defined]  # somebody must be faster between our two requests
    change = client.change

    async def while_anna_is_faster(path: str, *args: Any, **more: Any) -> Any:
        await anna.set_priority(ticket, 1)
        return await change(path, *args, **more)

    monkeypatch.setattr(client, "change", while_anna_is_faster)
    with pytest.raises(StaleVersion):
        await desk.write_status(status(ticket))
    assert (await anna.read(ticket))["fields"]["SLA State"] is None
    monkeypatch.undo()
    assert (await desk.write_status(status(ticket))).applied


async def test_a_note_is_a_comment_that_is_written_once_and_is_no_fact(
    rt: RequestTracker, desk: Adapter, anna: Actor
) -> None:
    ticket = await anna.create("Scanner", priority=2)
    await anna.comment(ticket, "By a person.")
    before = await read_all(desk)

    first = await desk.write_note(note(ticket))
    second = await desk.write_note(note(ticket))
    async with connect(rt) as another:
        third = await another.write_note(note(ticket))

    assert [one.applied for one in (first, second, third)] == [True, False, False]
    assert first.version == second.version == third.version
    assert rt.comments(ticket) == ["By a person.", note(ticket).text]
    after = await read_all(desk)
    assert after.facts(ticket) == before.facts(ticket)
    assert (await anna.read(ticket))["Status"] == "new"
    assert (await desk.write_note(replace(note(ticket), key="another"))).applied
    assert len(rt.comments(ticket)) == 3


async def test_the_owners_of_the_queue_are_told_of_a_note_by_rt_itself(
    rt: RequestTracker, desk: Adapter, anna: Actor
) -> None:
    ticket = await anna.create("Scanner", queue="Network")
    with sqlite3.connect(rt.folder / "rt.sqlite") as database:
        # RT as it is delivered: the tests' desk keeps all mail off.
        database.execute("UPDATE Scrips SET Disabled = 0 WHERE Description LIKE 'On Comment Notify%'")
    async with rt.actor(peer.ROOT) as root:
        await root.watch("Network", BORIS)
    await desk.write_note(note(ticket))
    await desk.write_note(note(ticket))
    [mail] = [sent for sent in rt.mails() if "Service levels ended" in sent]
    assert "boris@desk.example" in mail


async def test_no_note_is_written_where_nobody_would_read_it(
    rt: RequestTracker, desk: Adapter, anna: Actor
) -> None:
    merged, survivor, deleted = [await anna.create(name) for name in ("One", "Two", "Three")]
    await anna.merge(merged, survivor)
    await anna.delete(deleted)
    for gone in (merged, deleted):
        with pytest.raises(NoSuchRecord):
            await desk.write_note(note(gone))
    assert rt.comments(survivor) == []


async def test_a_user_who_may_not_comment_is_told_so(rt: RequestTracker, desk: Adapter, anna: Actor) -> None:
    ticket = await anna.create("Scanner")
    with sqlite3.connect(rt.folder / "rt.sqlite") as database:
        database.execute("DELETE FROM ACL WHERE RightName = 'CommentOnTicket'")
    with pytest.raises(ConfigWrong):
        await desk.write_note(note(ticket))
    assert rt.comments(ticket) == []


def note(ticket: int) -> WriteNote:
    text = "Nothing is measured on this ticket since 2026-06-30 17:00Z: โรงพยาบาล"
    return WriteNote(f"ended/{ticket}", Ref(TICKET, str(ticket)), "Service levels ended", text)


async def test_a_write_that_rt_refuses_with_200_is_noticed(rt: RequestTracker, anna: Actor) -> None:
    ticket = await anna.create("Badge")
    async with connect(rt, state_field="No Such Field") as desk:
        with pytest.raises(ConfigWrong, match="did not write No Such Field"):
            await desk.write_status(status(ticket))
    async with connect(rt, user=ALICE) as desk:
        with pytest.raises(ConfigWrong, match="did not write SLA Due, SLA Reason, SLA State"):
            await desk.write_status(status(ticket))
    assert (await anna.read(ticket))["fields"]["SLA State"] is None


async def test_identity_is_proven_and_a_wrong_secret_shows_itself_nowhere(
    rt: RequestTracker, desk: Adapter, caplog: pytest.LogCaptureFixture
) -> None:
    rt.at(OPENING)
    check = await desk.check()
    assert check.principal == "sla"
    assert check.server_version.startswith("5.")
    assert check.clock_skew is not None
    assert check.clock_skew < timedelta(days=-1)
    async with connect(rt, user=ANNA) as by_password:
        assert (await by_password.check()).principal == ANNA

    caplog.set_level("DEBUG")
    wrong = "1-33-" + "0" * 32
    for bad in (wrong, "nonsense"):
        async with connect(rt, token=bad) as stranger:
            with pytest.raises(AuthFailed) as caught:
                await stranger.check()
        assert bad not in str(caught.value)
        assert caught.value.__context__ is None or bad not in str(caught.value.__context__)
    assert wrong not in caplog.text
    assert rt.token not in caplog.text


async def test_a_wrong_address_says_so(rt: RequestTracker) -> None:
    async with connect(rt, url=f"{rt.url}/elsewhere") as desk:
        with pytest.raises(ConfigWrong, match="no REST2"):
            await desk.check()
    async with connect(rt, url="http://127.0.0.1:9") as desk:
        with pytest.raises(Transient, match="cannot be reached"):
            await desk.check()
    async with connect(rt, queues=("Nowhere",)) as desk:
        with pytest.raises(ConfigWrong, match="no queue 'Nowhere'"):
            await desk.check()
    async with connect(rt) as desk:
        with pytest.raises(CursorExpired):
            await desk.pull(TICKET, {"v": 0}, 100)
        with pytest.raises(ConfigWrong, match="no customer records"):
            await desk.pull(RecordKind.CUSTOMER, None, 100)
    with pytest.raises(ValidationError, match="not from both"):
        connect(rt, service_from_queue=True)


async def test_an_unmapped_status_is_kept_aside_and_the_stream_goes_on(
    rt: RequestTracker, desk: Adapter, anna: Actor
) -> None:
    strange = await anna.create("Soup", queue="Kitchen", priority=2)
    plain = await anna.create("Plain", priority=2)
    await anna.comment(strange)
    opened = (TicketField.PRIORITY, "P2")

    told = await read_all(desk)

    assert [what for _, what, _ in told.facts(plain)] == [Opened(Status.NEW, "new", (opened,))]
    assert [what for _, what, _ in told.facts(strange)] == [InternalNote()]
    assert [rejected.ref for rejected in told.pages[0].rejected] == [Ref(TICKET, str(strange))] * 2
    assert "'ordered' is mapped to none of ours" in told.pages[0].rejected[0].reason
    with pytest.raises(RecordRejected, match="'ordered'"):
        await desk.fetch([Ref(TICKET, str(strange))])
    mapped = ValueRules(statuses={"ordered": Status.NEW})
    async with connect(rt, values=mapped) as corrected:
        replayed = Told([Batch(tuple(await corrected.fetch([Ref(TICKET, str(strange))])), {}, False)])
    assert [what for _, what, _ in replayed.facts(strange)] == [
        Opened(Status.NEW, "ordered", (opened,)),
        InternalNote(),
    ]
    assert replayed.record(strange).desk_status == "ordered"


async def test_rt_itself_reopens_a_resolved_ticket_but_no_stalled_one_when_its_requester_writes(
    rt: RequestTracker, desk: Adapter, anna: Actor, alice: Actor
) -> None:
    resolved, stalled = await anna.create("Cup"), await anna.create("Plate")
    await anna.set_status(resolved, "resolved")
    await anna.set_status(stalled, "stalled")
    for ticket in (resolved, stalled):
        await alice.reply(ticket)
    told = await read_all(desk)
    assert [(what, who) for _, what, who in told.facts(resolved)][2:] == [
        (PublicReply(Author.REQUESTER), ALICE),
        AFTER_REPLY,
    ]
    assert [(what, who) for _, what, who in told.facts(stalled)][2:] == [
        (PublicReply(Author.REQUESTER), ALICE)
    ]


async def test_whose_words_they_are_is_told_by_the_part_that_the_author_has_in_the_ticket(
    rt: RequestTracker, anna: Actor
) -> None:
    own = await anna.create("For myself", requester=ANNA, Status="open")
    owned = await anna.create("For myself, by myself", requester=ANNA, Owner=ANNA, Status="open")
    watched = await anna.create("From the monitoring", Status="open")
    for ticket in (own, owned):
        await anna.reply(ticket)
    async with rt.actor(BORIS) as boris:
        await boris.reply(watched)
    async with connect(rt, automatic_users=(BORIS,)) as desk:
        told = await read_all(desk)
    authors = [told.facts(ticket)[-1][1] for ticket in (own, owned, watched)]
    assert authors == [
        PublicReply(Author.REQUESTER),
        PublicReply(Author.AGENT),
        PublicReply(Author.AUTOMATIC),
    ]


async def test_a_ticket_that_is_taken_back_from_deletion_is_told_again(
    rt: RequestTracker, desk: Adapter, anna: Actor
) -> None:
    ticket = await anna.create("Not spam")
    await anna.delete(ticket)
    gone = await read_all(desk)
    await anna.set_status(ticket, "open")
    back = await read_all(desk, gone.cursor)
    assert [what for _, what, _ in back.facts(ticket)][1:] == [Deleted(), StatusChanged(Status.OPEN, "open")]
    assert back.record(ticket).status is Status.OPEN
    assert back.ends() == []


async def test_what_is_done_while_pages_are_read_is_neither_lost_nor_taken_for_the_past(
    rt: RequestTracker, desk: Adapter, anna: Actor
) -> None:
    tickets = [await anna.create(f"Desk {n}", priority=3) for n in range(5)]
    first = await desk.pull(TICKET, None, 2)
    at = rt.at(later(minutes=1))
    for ticket in tickets:
        await anna.set_priority(ticket, 1)
    new = await anna.create("Chair", priority=2)

    rest = await read_all(desk, first.cursor, limit=2)

    told = Told([first, *rest.pages])
    for ticket in tickets:
        assert [(when, what) for when, what, _ in told.facts(ticket)] == [
            (OPENING, Opened(Status.NEW, "new", ((TicketField.PRIORITY, "P3"),))),
            (at, FieldChanged(TicketField.PRIORITY, "P1")),
        ]
    assert len(told.external_ids()) == len(set(told.external_ids())) == 11
    assert told.record(new).fields == ((TicketField.PRIORITY, "P2"),)


async def test_only_the_queues_asked_for_are_followed_from_the_first_day_to_the_last(
    rt: RequestTracker, anna: Actor
) -> None:
    moved_in = await anna.create("Cable", priority=2)
    stays_out = await anna.create("Coffee")
    await anna.comment(moved_in)
    async with connect(rt, queues=("Network",)) as desk:
        before = await read_all(desk)
        await anna.move(moved_in, "Network")
        inside = await read_all(desk, before.cursor)
        await anna.move(moved_in, "General")
        await anna.set_status(moved_in, "resolved")
        left = await read_all(desk, inside.cursor)
    assert before.changes == []
    assert [what for _, what, _ in inside.facts(moved_in)] == [
        Opened(Status.NEW, "new", ((TicketField.PRIORITY, "P2"),)),
        InternalNote(),
        Assigned("Network"),
    ]
    assert [what for _, what, _ in left.facts(moved_in)][3:] == [
        Assigned("General"),
        StatusChanged(Status.RESOLVED, "resolved"),
    ]
    assert left.facts(stays_out) == []


async def test_fetch_tells_tickets_whole_and_one_that_is_not_there_as_a_deletion(
    rt: RequestTracker, desk: Adapter, anna: Actor
) -> None:
    ticket = await anna.create("Till", priority=1)
    await anna.reply(ticket)
    await anna.set_priority(ticket, 2)
    told = Told([Batch(tuple(await desk.fetch([Ref(TICKET, str(ticket)), Ref(TICKET, "999")])), {}, False)])
    streamed = await read_all(desk)
    assert told.facts(ticket) == streamed.facts(ticket)
    assert told.record(ticket) == streamed.record(ticket)
    assert told.ends() == [("999", Operation.DELETE, None)]


async def test_the_words_of_the_desk_are_found(rt: RequestTracker, desk: Adapter, anna: Actor) -> None:
    await anna.create("Lamp", priority=2)
    found = await desk.discover()
    assert found.queues == ("General", "Kitchen", "Network")
    assert found.priorities == ("2",)
    assert {"new", "open", "stalled", "resolved", "rejected", "deleted"} == set(found.statuses)
    assert {"CRM Id", "Service", "SLA State", "SLA Due", "SLA Reason"} <= set(found.fields)


async def test_custom_fields_are_created_and_what_is_left_to_an_administrator_is_said(
    rt: RequestTracker,
) -> None:
    async with connect(rt) as desk:
        assert await desk.set_up() == ()
    async with connect(rt, state_field="Promise", queues=("Network",)) as desk:
        by_us = await desk.set_up()
    async with connect(rt, state_field="Promise", queues=("Network",), user=peer.ROOT) as desk:
        by_root = await desk.set_up()
        again = await desk.set_up()
        fields = (await desk.discover()).fields
    assert by_us == (
        "Create the custom field 'Promise' (Enter one value) for tickets, and apply it to the queues.",
    )
    assert by_root == again == ("Apply the custom field 'Promise' to the queue 'Network'.",)
    assert fields.count("Promise") == 1


def status(ticket: int, state: str | None = "AT_RISK") -> WriteStatus:
    return WriteStatus(
        key=f"status/{ticket}",
        ref=Ref(TICKET, str(ticket)),
        state=state,
        due=later(hours=3, minutes=30),
        reason=" P2 — within 4 h,\nโรงพยาบาล ",
    )
