"""A run over a desk and a CRM: everything new comes in once, and status goes back where it changed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from sla_plugin.domain.facts import Author
from sla_plugin.domain.ids import ConnectionId
from sla_plugin.sdk import Adapter, Batch, Cursor, RecordKind
from sla_plugin.storage.connections import (
    ConnectionRow,
    DeadLetterRow,
    StreamRow,
    begin_again,
    dead_letters,
)
from sla_plugin.storage.facts import FactRow
from sla_plugin.storage.organisations import CustomerIdentityRow, OrganisationRow
from sla_plugin.storage.sites import SiteRow
from sla_plugin.storage.tickets import TicketRow
from sla_plugin.sync.streams import read_stream
from tests.support.cast import bangkok
from tests.support.synced import MONDAY, Synced

HOSPITAL = "โรงพยาบาลดอยคำ"


def later(minutes: int) -> datetime:
    return MONDAY + timedelta(minutes=minutes)


async def _hospital(synced: Synced) -> str:
    """Connected, come in, and covered; its id in the CRM."""
    key = synced.system.crm.add_customer(MONDAY, HOSPITAL)
    await synced.connects()
    assert (await synced.sync()).is_whole
    await synced.covers(HOSPITAL)
    return key


async def test_customers_tickets_and_clocks_come_in_and_the_status_goes_back(synced: Synced) -> None:
    hospital = await _hospital(synced)
    number = synced.system.desk.open_ticket(MONDAY, "No display", customer=hospital, priority="P1")
    synced.system.desk.reply(later(30), number, Author.AGENT)
    report = await synced.sync(later(40))
    assert report.is_whole
    clocks = await synced.clocks(number)
    assert clocks["FIRST_RESPONSE"].stopped_at == later(30)
    assert clocks["RESOLUTION"].due_at == bangkok("2026-03-02 17:00")
    status = synced.system.desk[number].sla
    assert status is not None
    assert (status.state, status.due) == ("ON_TRACK", bangkok("2026-03-02 17:00"))
    assert status.reason == f"Resolution within PT8H: Every customer v1, contract C-{HOSPITAL}"


async def test_a_second_run_changes_nothing_and_writes_nothing(synced: Synced) -> None:
    hospital = await _hospital(synced)
    number = synced.system.desk.open_ticket(MONDAY, "No display", customer=hospital)
    await synced.sync(later(10))
    await synced.sync(later(11))
    before, version = await synced.everything(), synced.system.desk.version(number)
    report = await synced.sync(later(20))
    assert (report.written.written, [stream.taken for stream in report.streams]) == (0, [0] * 5)
    assert await synced.everything() == before
    assert synced.system.desk.version(number) == version


async def test_a_run_that_is_killed_between_two_pages_goes_on_where_it_was(synced: Synced) -> None:
    hospital = await _hospital(synced)
    numbers = [synced.system.desk.open_ticket(later(n), f"Ticket {n}", customer=hospital) for n in range(25)]
    (link,) = await synced.links()
    synced.now = synced.system.now = later(60)
    async with link.open() as adapter:
        killed = _KilledAfter(1, adapter)
        with pytest.raises(KeyboardInterrupt):
            await read_stream(synced.home, link, killed, RecordKind.TICKET)
    assert 0 < len(await synced.rows(TicketRow)) < 25
    await synced.sync(later(61))
    assert sorted(row.external_id for row in await synced.rows(TicketRow)) == sorted(numbers)
    facts = [row.external_id for row in await synced.rows(FactRow)]
    assert len(facts) == len(set(facts)) == 25


class _KilledAfter:
    """The adapter of a process that is killed when it asks for one page more. Its pages are small."""

    def __init__(self, pages: int, adapter: Adapter) -> None:
        self._pages = pages
        self._adapter = adapter

    def __getattr__(self, name: str) -> Any:
        return getattr(self._adapter, name)

    async def pull(self, kind: RecordKind, cursor: Cursor | None, limit: int) -> Batch:
        if self._pages == 0:
            raise KeyboardInterrupt
        self._pages -= 1
        return await self._adapter.pull(kind, cursor, 10)


async def test_what_becomes_visible_late_is_not_missed(synced: Synced) -> None:
    hospital = await _hospital(synced)
    slow = synced.system.transaction()
    with slow.open():
        late = synced.system.desk.open_ticket(later(1), "Slow", customer=hospital)
    fast = synced.system.desk.open_ticket(later(2), "Fast", customer=hospital)
    await synced.sync(later(3))
    assert [row.external_id for row in await synced.rows(TicketRow)] == [fast]
    slow.commit()
    await synced.sync(later(4))
    assert sorted(row.external_id for row in await synced.rows(TicketRow)) == sorted([late, fast])


async def test_a_record_that_nobody_understands_is_set_aside_and_the_others_come(synced: Synced) -> None:
    hospital = await _hospital(synced)
    bad = synced.system.desk.open_ticket(MONDAY, "Garbled", customer=hospital)
    good = synced.system.desk.open_ticket(MONDAY, "Fine", customer=hospital)
    synced.system.traps.poisoned.add(bad)
    report = await synced.sync(later(5))
    assert report.is_whole
    assert good in [row.external_id for row in await synced.rows(TicketRow)]
    assert any(letter.external_id.startswith(bad) for letter in await synced.rows(DeadLetterRow))


async def test_what_was_set_aside_is_taken_when_it_is_understood(synced: Synced) -> None:
    hospital = await _hospital(synced)
    bad = synced.system.desk.open_ticket(MONDAY, "Garbled", customer=hospital)
    synced.system.traps.poisoned.add(bad)
    await synced.sync(later(5))
    before = await synced.rows(FactRow)
    synced.system.traps.poisoned.clear()
    assert [row.external_id for row in await synced.rows(TicketRow)] == []
    [connection] = await synced.rows(ConnectionRow)
    async with synced.database.session(synced.tenant) as session:
        [(key, letter)] = await dead_letters(session)
        assert (key, letter.external_id.startswith(bad)) == ("main", True)
        await begin_again(session, ConnectionId(connection.id))
    assert (await synced.sync(later(10))).is_whole
    assert [row.external_id for row in await synced.rows(TicketRow)] == [bad]
    assert await synced.rows(DeadLetterRow) == []
    assert len(await synced.rows(FactRow)) > len(before)


async def test_a_run_that_could_not_begin_is_remembered_by_every_stream(synced: Synced) -> None:
    await synced.connects()
    synced.system.traps.failing.extend([True] * 10)
    report = await synced.sync(later(5))
    streams = await synced.rows(StreamRow)
    assert report.error is not None
    assert streams
    assert {(row.last_error, row.last_run_at) for row in streams} == {(report.error, later(5))}


async def test_a_desk_that_asks_for_a_pause_or_restarts_is_asked_again(synced: Synced) -> None:
    hospital = await _hospital(synced)
    number = synced.system.desk.open_ticket(MONDAY, "No display", customer=hospital)
    synced.system.traps.rate_limited = 2
    synced.system.traps.failing.extend([True, False, True])
    assert (await synced.sync(later(5))).is_whole
    assert [row.external_id for row in await synced.rows(TicketRow)] == [number]


async def test_a_desk_that_stays_away_is_reported_and_nothing_is_touched(synced: Synced) -> None:
    await _hospital(synced)
    before = await synced.everything()
    synced.system.traps.failing.extend([True] * 100)
    report = await synced.sync(later(5))
    assert report.error == "The memory system is restarting."
    assert not report.is_whole
    assert await synced.everything() == before


async def test_a_forgotten_cursor_means_reading_from_the_beginning_which_changes_nothing(
    synced: Synced,
) -> None:
    hospital = await _hospital(synced)
    synced.system.desk.open_ticket(MONDAY, "No display", customer=hospital)
    await synced.sync(later(5))
    await synced.sync(later(6))
    before = await synced.everything()
    synced.system.expire_cursors()
    assert (await synced.sync(later(7))).is_whole
    assert await synced.everything() == before


async def test_a_customer_that_comes_after_its_ticket_gets_its_clocks_then(synced: Synced) -> None:
    await _hospital(synced)
    number = synced.system.desk.open_ticket(MONDAY, "No display", customer="late")
    await synced.sync(later(5))
    (ticket,) = await synced.rows(TicketRow)
    assert (ticket.coverage, await synced.clocks(number)) == ("NO_CUSTOMER", {})
    synced.system.crm.add_customer(later(6), "Late & Co", key="late")
    await synced.sync(later(10))
    await synced.covers("Late & Co")
    await synced.pump()
    (ticket,) = await synced.rows(TicketRow)
    assert ticket.coverage == "COVERED"
    assert (await synced.clocks(number))["RESOLUTION"].started_at == MONDAY


async def test_a_merged_customers_tickets_keep_what_was_promised_to_it(synced: Synced) -> None:
    hospital = await _hospital(synced)
    number = synced.system.desk.open_ticket(MONDAY, "No display", customer=hospital)
    survivor = synced.system.crm.add_customer(later(1), "Doi Kham Group")
    await synced.sync(later(5))
    before = await synced.clocks(number)
    synced.system.crm.merge(later(6), hospital, survivor)
    await synced.sync(later(10))
    await synced.pump()
    (merged,) = await synced.rows(OrganisationRow, name=HOSPITAL)
    (group,) = await synced.rows(OrganisationRow, name="Doi Kham Group")
    assert (merged.active, merged.parent_id) == (False, group.id)
    assert {m: c.due_at for m, c in (await synced.clocks(number)).items()} == {
        m: c.due_at for m, c in before.items()
    }


async def test_a_deleted_customer_is_inactive_and_its_contract_goes_on(synced: Synced) -> None:
    hospital = await _hospital(synced)
    number = synced.system.desk.open_ticket(MONDAY, "No display", customer=hospital)
    synced.system.traps.hard_deletes = True
    await synced.sync(later(5))
    synced.system.crm.remove(later(6), hospital)
    report = await synced.sync(later(10))
    assert report.gone == 1
    (row,) = await synced.rows(OrganisationRow, name=HOSPITAL)
    (identity,) = await synced.rows(CustomerIdentityRow)
    assert (row.active, identity.gone) == (False, True)
    await synced.pump()
    assert (await synced.clocks(number))["RESOLUTION"].state == "RUNNING"
    assert (await synced.sync(later(11))).gone == 0


async def test_a_site_comes_in_below_its_customer(synced: Synced) -> None:
    hospital = await _hospital(synced)
    synced.system.crm.add_site(later(1), hospital, "Ward 3", key="S-9")
    await synced.sync(later(5))
    (site,) = await synced.rows(SiteRow)
    (owner,) = await synced.rows(OrganisationRow, name=HOSPITAL)
    assert (site.name, site.organisation_id, site.external_id) == ("Ward 3", owner.id, "S-9")


async def test_merged_and_deleted_tickets_end_and_their_breaches_stand(synced: Synced) -> None:
    hospital = await _hospital(synced)
    desk = synced.system.desk
    merged, survivor, deleted = (desk.open_ticket(MONDAY, "T", customer=hospital) for _ in range(3))
    desk.merge(later(90), merged, survivor)
    desk.delete(later(30), deleted)
    await synced.sync(later(100))
    clocks = await synced.clocks(merged)
    assert (clocks["FIRST_RESPONSE"].state, clocks["FIRST_RESPONSE"].verdict) == ("CANCELLED", "BREACHED")
    assert (clocks["RESOLUTION"].state, clocks["RESOLUTION"].verdict) == ("CANCELLED", "CANCELLED")
    assert (await synced.clocks(survivor))["RESOLUTION"].state == "RUNNING"
    assert {c.verdict for c in (await synced.clocks(deleted)).values()} == {"CANCELLED"}
    rows = {row.external_id: row for row in await synced.rows(TicketRow)}
    assert (rows[merged].merged_into, rows[deleted].deleted_at) == (survivor, later(30))


async def test_somebody_faster_at_the_desk_is_let_go_first(synced: Synced) -> None:
    hospital = await _hospital(synced)
    number = synced.system.desk.open_ticket(MONDAY, "No display", customer=hospital)
    synced.system.traps.outpaced = 1
    report = await synced.sync(later(5))
    assert (report.written.written, report.written.later) == (0, 1)
    assert synced.system.desk[number].sla is None
    report = await synced.sync(later(6))
    assert (report.written.written, report.written.later) == (1, 0)
    assert synced.system.desk[number].sla is not None


async def test_our_own_writes_are_no_facts(synced: Synced) -> None:
    hospital = await _hospital(synced)
    number = synced.system.desk.open_ticket(MONDAY, "No display", customer=hospital)
    await synced.sync(later(5))
    assert synced.system.desk[number].sla is not None
    facts = len(await synced.rows(FactRow))
    await synced.sync(later(6))
    assert len(await synced.rows(FactRow)) == facts == 1
