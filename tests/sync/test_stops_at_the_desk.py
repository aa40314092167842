"""When a contract ends, its status goes from the desk's tickets, and one note says why; nothing is closed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from sla_integrations.memory import Desk

from sla_plugin.sdk import Adapter, Author, ConfigWrong, RecordKind, WriteNote, Written
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.organisations import OrganisationRow
from sla_plugin.storage.session import Session
from sla_plugin.storage.tickets import TicketRow, mark_all_due
from sla_plugin.sync.links import Link
from sla_plugin.sync.run import run
from sla_plugin.sync.streams import read_stream
from sla_plugin.sync.write_back import write_back
from sla_plugin.usecases.record_contract import record_contract
from tests.support.contracting import ANAN, deed
from tests.support.synced import MONDAY, Synced

HOSPITAL = "โรงพยาบาลดอยคำ"
END = MONDAY + timedelta(hours=3)
AFTER = END + timedelta(hours=1)
NOTE = (
    "Service level management of this ticket stopped at 2026-03-02 05:00Z:"
    f" its contract C-{HOSPITAL} has ended. Nothing is measured on it any more, and its SLA fields are empty."
    " The ticket itself goes on."
)


@dataclass(frozen=True)
class Ending:
    """A hospital whose contract ends on Monday at noon; `open` was opened an hour before, and is with the
    printing team, whose queue boris owns."""

    synced: Synced
    hospital: str
    open: str

    @property
    def desk(self) -> Desk:
        return self.synced.system.desk

    def notes(self, number: str) -> list[str]:
        return [note.text for note in self.desk[number].notes]

    async def ends(self, end: Any = END) -> None:
        async def change(session: Session) -> None:
            await session.query(ContractRow).update(monitored_until=end)
            await mark_all_due(session, self.synced.now)

        await self.changes(change)

    async def changes(self, change: Callable[[Session], Awaitable[None]]) -> None:
        async with self.synced.database.session(self.synced.tenant) as session:
            await change(session)

    async def goes_on(self, now: Any) -> tuple[int, int]:
        """The pump and a run; how many tickets got a status, or lost it, and how many a note."""
        self.synced.now = now
        await self.synced.pump()
        written = (await self.synced.sync(now)).written
        assert written.error is None
        return written.written, written.noted


@pytest.fixture
async def ending(synced: Synced) -> Ending:
    hospital = synced.system.crm.add_customer(MONDAY, HOSPITAL)
    await synced.connects()
    await synced.sync(MONDAY)
    await synced.covers(HOSPITAL)
    synced.system.desk.owners["printing"] = "boris"
    number = synced.system.desk.open_ticket(
        END - timedelta(hours=1), "No display", customer=hospital, team="printing"
    )
    await synced.sync(END - timedelta(minutes=30))
    found = Ending(synced, hospital, number)
    await found.ends()
    return found


async def test_the_status_goes_and_one_note_says_why_and_the_ticket_stays_as_it_is(ending: Ending) -> None:
    before = ending.desk[ending.open]
    assert before.sla is not None
    assert await ending.goes_on(AFTER) == (1, 1)
    assert ending.notes(ending.open) == [NOTE]
    after = ending.desk[ending.open]
    assert after == replace(before, sla=None, notes=after.notes)
    assert {name: [note.text for note in notes] for name, notes in ending.desk.told.items()} == {
        "boris": [NOTE]
    }


async def test_until_the_end_instant_nothing_is_taken_away(ending: Ending) -> None:
    assert await ending.goes_on(END - timedelta(microseconds=1)) == (0, 0)
    assert ending.desk[ending.open].sla is not None
    assert ending.notes(ending.open) == []
    assert await ending.goes_on(END) == (1, 1)
    assert ending.desk[ending.open].sla is None


async def test_whatever_happens_to_the_ticket_afterwards_there_is_no_second_note(ending: Ending) -> None:
    await ending.goes_on(AFTER)
    ending.desk.reply(AFTER + timedelta(minutes=1), ending.open, Author.AGENT)
    assert await ending.goes_on(AFTER + timedelta(minutes=5)) == (0, 0)
    ending.desk.set_status(AFTER + timedelta(minutes=6), ending.open, "resolved")
    assert await ending.goes_on(AFTER + timedelta(minutes=10)) == (0, 0)
    ending.synced.system.expire_cursors()
    assert await ending.goes_on(AFTER + timedelta(days=1)) == (0, 0)
    assert ending.notes(ending.open) == [NOTE]


async def test_our_own_note_comes_back_as_no_fact(ending: Ending) -> None:
    await ending.goes_on(AFTER)
    report = await ending.synced.sync(AFTER + timedelta(minutes=5))
    assert [stream.taken for stream in report.streams] == [0] * 5


async def test_a_breach_before_the_end_stands_here_and_its_status_goes_from_the_desk(ending: Ending) -> None:
    late = ending.desk.open_ticket(MONDAY, "No display", customer=ending.hospital)
    await ending.synced.sync(END - timedelta(minutes=10))
    sla = ending.desk[late].sla
    assert sla is not None
    assert sla.state == "BREACHED"
    await ending.goes_on(AFTER)
    assert ending.desk[late].sla is None
    assert ending.notes(late) == [NOTE]
    clock = (await ending.synced.clocks(late))["FIRST_RESPONSE"]
    assert (clock.state, clock.verdict) == ("CENSORED", "BREACHED")


async def test_what_was_done_before_the_end_keeps_its_status_and_gets_no_note(ending: Ending) -> None:
    ending.desk.set_status(END - timedelta(minutes=20), ending.open, "resolved")
    await ending.synced.sync(END - timedelta(minutes=10))
    sla = ending.desk[ending.open].sla
    assert sla is not None
    assert sla.state == "MET"
    assert await ending.goes_on(AFTER) == (0, 0)
    assert ending.desk[ending.open].sla == sla
    assert ending.notes(ending.open) == []


async def test_a_ticket_that_is_opened_after_the_end_is_told_so_once(ending: Ending) -> None:
    await ending.goes_on(AFTER)
    late = ending.desk.open_ticket(AFTER, "No sound", customer=ending.hospital)
    assert await ending.goes_on(AFTER + timedelta(minutes=5)) == (0, 1)
    assert await ending.goes_on(AFTER + timedelta(minutes=10)) == (0, 0)
    [ticket] = await ending.synced.rows(TicketRow, external_id=late)
    assert (ticket.coverage, ticket.coverage_since) == ("CONTRACT_ENDED", END)
    assert ending.desk[late].sla is None
    assert ending.notes(late) == [NOTE.replace(f"its contract C-{HOSPITAL}", "the contract")]


async def test_one_that_is_reopened_after_the_end_is_told_so(ending: Ending) -> None:
    ending.desk.set_status(END - timedelta(minutes=20), ending.open, "resolved")
    await ending.goes_on(AFTER)
    ending.desk.reopen(AFTER + timedelta(minutes=1), ending.open)
    assert await ending.goes_on(AFTER + timedelta(minutes=5)) == (1, 1)
    assert ending.notes(ending.open) == [NOTE]
    assert ending.desk[ending.open].sla is None


async def test_tickets_of_long_ago_that_come_in_after_the_end_get_no_note(ending: Ending) -> None:
    old = ending.desk.open_ticket(AFTER, "No sound", customer=ending.hospital)
    ending.desk.set_status(AFTER + timedelta(minutes=1), old, "closed")
    await ending.goes_on(AFTER + timedelta(minutes=5))
    [ticket] = await ending.synced.rows(TicketRow, external_id=old)
    assert ticket.coverage == "CONTRACT_ENDED"
    assert ending.notes(old) == []


async def test_where_another_contract_takes_over_at_the_same_instant_there_is_nothing_to_say(
    ending: Ending,
) -> None:
    [customer] = await ending.synced.rows(OrganisationRow, name=HOSPITAL)

    async def takes_over(session: Session) -> None:
        await record_contract(
            session, deed(ANAN, ending.synced.now), number="C-next", customer=customer.id,
            zone="Asia/Bangkok", monitored_from=END, monitored_until=None,
        )  # fmt: skip

    await ending.changes(takes_over)
    assert await ending.goes_on(AFTER) == (1, 0)
    sla = ending.desk[ending.open].sla
    assert sla is not None
    assert sla.reason.endswith("contract C-next")
    assert ending.notes(ending.open) == []


async def test_an_end_that_is_taken_back_brings_the_status_back_and_another_end_another_note(
    ending: Ending,
) -> None:
    await ending.goes_on(AFTER)
    await ending.ends(None)
    assert await ending.goes_on(AFTER + timedelta(minutes=5)) == (1, 0)
    assert ending.desk[ending.open].sla is not None
    await ending.ends(AFTER + timedelta(minutes=10))
    assert await ending.goes_on(AFTER + timedelta(minutes=20)) == (1, 1)
    assert len(ending.notes(ending.open)) == 2
    # The first one again is known to the desk, which keeps its key.
    await ending.ends()
    assert await ending.goes_on(AFTER + timedelta(minutes=30)) == (0, 0)
    assert len(ending.notes(ending.open)) == 2


@pytest.mark.parametrize("is_written", [False, True], ids=["before", "after"])
async def test_killed_around_the_note_the_next_run_writes_it_once(ending: Ending, is_written: bool) -> None:
    ending.synced.now = ending.synced.system.now = AFTER
    await ending.synced.pump()
    [link] = await ending.synced.links()
    async with link.open() as adapter:
        with pytest.raises(KeyboardInterrupt):
            await write_back(ending.synced.home, link, _KilledAtTheNote(adapter, is_written))
    assert ending.desk[ending.open].sla is None
    assert await ending.goes_on(AFTER + timedelta(minutes=5)) == (0, 0 if is_written else 1)
    assert ending.notes(ending.open) == [NOTE]
    assert len(ending.desk.told["boris"]) == 1


class _KilledAtTheNote:
    def __init__(self, adapter: Adapter, is_written: bool) -> None:
        self._adapter = adapter
        self._is_written = is_written

    def __getattr__(self, name: str) -> Any:
        return getattr(self._adapter, name)

    async def write_note(self, note: WriteNote) -> Written:
        if self._is_written:
            await self._adapter.write_note(note)
        raise KeyboardInterrupt


async def test_a_desk_without_notes_only_loses_the_status(ending: Ending) -> None:
    ending.synced.now = ending.synced.system.now = AFTER
    await ending.synced.pump()
    [link] = await ending.synced.links()
    [report] = [one async for one in run(ending.synced.home, [_without_notes(link)])]
    assert (report.written.written, report.written.noted) == (1, 0)
    assert ending.desk[ending.open].sla is None
    assert ending.notes(ending.open) == []


def _without_notes(link: Link) -> Link:
    can = replace(link.manifest.capabilities, writes_notes=False)
    return replace(link, manifest=replace(link.manifest, capabilities=can))


async def test_a_desk_that_refuses_notes_says_so_and_keeps_no_other_status_back(ending: Ending) -> None:
    synced = ending.synced
    customer = synced.system.crm.add_customer(MONDAY, "Dairy")
    await synced.sync(END - timedelta(minutes=20))
    await synced.covers("Dairy")
    number = ending.desk.open_ticket(END - timedelta(minutes=10), "No milk", customer=customer)
    [link] = await synced.links()
    synced.now = synced.system.now = AFTER
    await synced.pump()
    async with link.open() as adapter:
        for kind in (RecordKind.CUSTOMER, RecordKind.TICKET):
            await read_stream(synced.home, link, adapter, kind)
        report = await write_back(synced.home, link, _RefusesNotes(adapter))
    assert (report.written, report.noted, report.error) == (1, 0, "Notes are forbidden.")
    assert ending.desk[ending.open].sla is None
    assert ending.desk[number].sla is not None
    assert await ending.goes_on(AFTER + timedelta(minutes=5)) == (0, 1)
    assert ending.notes(ending.open) == [NOTE]


class _RefusesNotes:
    def __init__(self, adapter: Adapter) -> None:
        self._adapter = adapter

    def __getattr__(self, name: str) -> Any:
        return getattr(self._adapter, name)

    async def write_note(self, note: WriteNote) -> Written:
        raise ConfigWrong("Notes are forbidden.")
