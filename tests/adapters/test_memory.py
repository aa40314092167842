"""The development double passes the suite, as a desk and as a CRM, and springs every trap that it has."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from sla_integrations import memory

from sla_plugin.sdk import (
    Adapter,
    Assigned,
    Author,
    ConfigWrong,
    Connection,
    ContactRecord,
    ContractTermination,
    CursorExpired,
    CustomerRecord,
    Deleted,
    FieldChanged,
    Ground,
    InternalNote,
    Merged,
    NoSuchRecord,
    Opened,
    Operation,
    Outcome,
    PublicReply,
    RecordKind,
    RecordRejected,
    Ref,
    Reopened,
    Side,
    SiteRecord,
    Status,
    StatusChanged,
    TicketFact,
    TicketField,
    TicketRecord,
    Transient,
    ValueRules,
)
from tests.support.conformance.changing import Merging, Poisoning, TellingDeletions
from tests.support.conformance.failing import Failing
from tests.support.conformance.reading import Reading
from tests.support.conformance.rig import rule
from tests.support.conformance.stream import Pass, facts_of, list_all, read_all
from tests.support.conformance.terminating import Terminating
from tests.support.conformance.writing import Noting, Writing, note, status

OPENING = datetime(2026, 3, 2, 2, tzinfo=UTC)
TICKET, CUSTOMER, SITE, CONTACT = (
    RecordKind.TICKET,
    RecordKind.CUSTOMER,
    RecordKind.SITE,
    RecordKind.CONTACT,
)
KEY = "a key that nobody guesses"


def later(**by: float) -> datetime:
    return OPENING + timedelta(**by)


@dataclass
class MemoryRig:
    """Everything happens in one instant: the hardest case for paging."""

    system: memory.MemorySystem
    kind = TICKET
    adapter = memory.adapter

    @property
    def connection(self) -> Connection[memory.MemoryConfig]:
        return Connection("lab", memory.MemoryConfig(system=self.system.name), {"key": KEY})

    async def burst(self, size: int) -> list[str]:
        return [self.system.desk.open_ticket(OPENING, f"Ticket {n}") for n in range(size)]

    async def edit(self, number: str) -> None:
        self.system.desk.set_status(OPENING, number, "open")

    async def delete(self, number: str) -> None:
        self.system.desk.delete(OPENING, number)

    async def merge(self, number: str, into: str) -> None:
        self.system.desk.merge(OPENING, number, into)

    async def poison(self, number: str) -> None:
        self.system.traps.poisoned.add(number)

    @contextmanager
    def outpaced(self) -> Iterator[None]:
        self.system.traps.outpaced = 1
        yield

    async def shown(self, number: str) -> str | None:
        sla = self.system.desk[number].sla
        return sla.state if sla else None

    async def notes(self, number: str) -> list[str]:
        return [note.text for note in self.system.desk[number].notes]

    @contextmanager
    def limited(self) -> Iterator[None]:
        self.system.traps.rate_limited = 1
        self.system.traps.retry_after = timedelta(seconds=7)
        yield

    @contextmanager
    def down(self) -> Iterator[None]:
        self.system.traps.failing.append(True)
        yield


class MemoryCrmRig(MemoryRig):
    kind = CUSTOMER

    async def burst(self, size: int) -> list[str]:
        return [self.system.crm.add_customer(OPENING, f"Customer {n}") for n in range(size)]

    async def edit(self, number: str) -> None:
        self.system.crm.rename(OPENING, number, "Renamed")

    async def delete(self, number: str) -> None:
        self.system.crm.remove(OPENING, number)

    async def merge(self, number: str, into: str) -> None:
        self.system.crm.merge(OPENING, number, into)


NOTICE = memory.Termination(
    "C-1", "convenience", requester="Malee", sent_at=OPENING, received_at=OPENING, channel="EMAIL"
)


class MemoryTerminationRig(MemoryRig):
    kind = RecordKind.TERMINATION

    async def burst(self, size: int) -> list[str]:
        return [self.system.crm.ask_to_end(OPENING, replace(NOTICE, contract=f"C-{n}")) for n in range(size)]

    async def edit(self, number: str) -> None:
        self.system.crm.put(OPENING, number, replace(NOTICE, channel="COURIER"))

    async def delete(self, number: str) -> None:
        self.system.crm.remove(OPENING, number)

    async def ask(self) -> tuple[str, ContractTermination]:
        told = ContractTermination(
            "C-1", Ground.CONVENIENCE, Side.CUSTOMER, "Malee", OPENING, OPENING, channel="EMAIL"
        )
        return self.system.crm.ask_to_end(OPENING, NOTICE), told

    async def take_back(self, number: str) -> str:
        return self.system.crm.ask_to_end(later(hours=1), replace(NOTICE, cancels=number))

    async def lose_customers(self) -> None:
        crm = self.system.crm
        deleted, merged, survivor, archived = (crm.add_customer(OPENING, f"Customer {n}") for n in range(4))
        crm.remove(OPENING, deleted)
        crm.merge(OPENING, merged, survivor)
        crm.deactivate(OPENING, archived)


@pytest.fixture
def system() -> Iterator[memory.MemorySystem]:
    system = memory.MemorySystem("lab", key=KEY, now=later(days=1))
    memory.register(system)
    yield system
    memory.forget("lab")


@pytest.fixture
async def adapter(system: memory.MemorySystem) -> AsyncIterator[Adapter]:
    rig = MemoryRig(system)
    async with memory.adapter.connect(rig.connection) as adapter:
        yield adapter


class TestDesk(Reading, TellingDeletions, Merging, Poisoning, Writing, Noting, Failing):
    @pytest.fixture
    def rig(self, system: memory.MemorySystem) -> MemoryRig:
        return MemoryRig(system)


class TestCrm(Reading, TellingDeletions, Merging, Poisoning, Failing):
    @pytest.fixture
    def rig(self, system: memory.MemorySystem) -> MemoryRig:
        return MemoryCrmRig(system)


class TestTerminations(Reading, TellingDeletions, Poisoning, Terminating, Failing):
    @pytest.fixture
    def rig(self, system: memory.MemorySystem) -> MemoryTerminationRig:
        return MemoryTerminationRig(system)


class TestBehindAnOpenDoor(Reading):
    """A wrong key is answered as if nobody had asked."""

    @pytest.fixture
    def rig(self, system: memory.MemorySystem) -> MemoryRig:
        system.traps.anonymous = True
        return MemoryRig(system)


class TestShortPages(Reading, Merging):
    @pytest.fixture
    def rig(self, system: memory.MemorySystem) -> MemoryRig:
        system.traps.short_pages = True
        return MemoryRig(system)


class TestHardDeletes(Reading):
    @pytest.fixture
    def rig(self, system: memory.MemorySystem) -> MemoryRig:
        system.traps.hard_deletes = True
        return MemoryRig(system)


class TestOwn:
    """What only this adapter does."""

    @rule("history_equals_the_log_of_actions", "zone")
    async def test_a_history_is_told_as_it_happened(
        self, system: memory.MemorySystem, adapter: Adapter
    ) -> None:
        desk = system.desk
        chiang_mai = datetime.fromisoformat("2026-03-02T09:00:00+07:00")
        ticket = desk.open_ticket(chiang_mai, "VPN", customer="C-1", priority="P3", service="VPN", team="net")
        desk.reply(later(minutes=1), ticket, Author.AGENT)
        desk.note(later(minutes=2), ticket)
        desk.set_status(later(minutes=3), ticket, "waiting")
        desk.reply(later(minutes=4), ticket, Author.REQUESTER, actor="alice")
        desk.set_priority(later(minutes=5), ticket, "P1")
        desk.set_field(later(minutes=6), ticket, TicketField.SERVICE, None)
        desk.assign(later(minutes=7), ticket, "Acme", supplier=True)
        desk.set_subject(later(minutes=8), ticket, "VPN is down")
        desk.set_status(later(minutes=9), ticket, "resolved")
        desk.reopen(later(minutes=10), ticket)
        desk.rate(later(minutes=11), ticket, 2)

        told = await read_all(adapter, TICKET)

        facts = [change.data.fact for change in told.changes if isinstance(change.data, TicketFact)]
        customer = (TicketField.CUSTOMER, "lab:C-1")
        priority, service = (TicketField.PRIORITY, "P3"), (TicketField.SERVICE, "VPN")
        assert [(fact.occurred_at, fact.what, fact.actor) for fact in facts] == [
            (OPENING, Opened(Status.NEW, "new", (customer, priority, service)), "requester"),
            (OPENING, Assigned("net"), "requester"),
            (later(minutes=1), PublicReply(Author.AGENT), "agent"),
            (later(minutes=2), InternalNote(), "agent"),
            (later(minutes=3), StatusChanged(Status.PENDING_CUSTOMER, "waiting"), "agent"),
            (later(minutes=4), PublicReply(Author.REQUESTER), "alice"),
            (later(minutes=5), FieldChanged(TicketField.PRIORITY, "P1"), "agent"),
            (later(minutes=6), FieldChanged(TicketField.SERVICE, None), "agent"),
            (later(minutes=7), Assigned("Acme", supplier=True), "agent"),
            (later(minutes=9), StatusChanged(Status.RESOLVED, "resolved"), "agent"),
            (later(minutes=10), Reopened(), "requester"),
            (later(minutes=11), Outcome(csat=2), "requester"),
        ]
        assert all(fact.occurred_at.tzinfo is UTC for fact in facts)
        assert told.changes[0].data == TicketRecord(
            key=ticket,
            subject="VPN is down",
            status=Status.OPEN,
            desk_status="open",
            opened_at=OPENING,
            fields=(customer, (TicketField.PRIORITY, "P1")),
        )
        assert told.pages[-1].confirmed_until == later(days=1)

    async def test_merged_and_deleted_tickets_say_so_as_facts(
        self, system: memory.MemorySystem, adapter: Adapter
    ) -> None:
        desk = system.desk
        survivor, merged, deleted = (desk.open_ticket(OPENING, name, key=name) for name in ("A", "B", "C"))
        desk.merge(later(hours=1), merged, survivor)
        desk.delete(later(hours=2), deleted)
        told = await read_all(adapter, TICKET)
        last = {c.ref.id: c.data.fact for c in told.changes if isinstance(c.data, TicketFact)}
        assert (last["B"].occurred_at, last["B"].what) == (later(hours=1), Merged("A"))
        assert (last["C"].occurred_at, last["C"].what) == (later(hours=2), Deleted())
        assert deleted not in desk
        with pytest.raises(NoSuchRecord, match="merged into ticket A"):
            await adapter.write_status(status(merged))

    async def test_a_merged_customer_takes_its_sites_and_contacts_along(
        self, system: memory.MemorySystem, adapter: Adapter
    ) -> None:
        crm = system.crm
        merged = crm.add_customer(OPENING, "โรงพยาบาล", code="H1")
        survivor = crm.add_customer(OPENING, "โรงพยาบาลนครพิงค์", parent="C-9")
        site = crm.add_site(OPENING, merged, "แม่ริม", city="Mae Rim", country="TH", zone="Asia/Bangkok")
        contact = crm.add_contact(OPENING, merged, "สมชาย", email="somchai@hospital.example")
        crm.merge(later(hours=1), merged, survivor)

        customers = await read_all(adapter, CUSTOMER)
        sites, contacts = await read_all(adapter, SITE), await read_all(adapter, CONTACT)

        assert [(c.ref.id, c.data) for c in customers.changes] == [
            (merged, CustomerRecord("โรงพยาบาล", code="H1")),
            (survivor, CustomerRecord("โรงพยาบาลนครพิงค์", parent="C-9")),
            (merged, None),
        ]
        assert sites.newest(site).data == SiteRecord(survivor, "แม่ริม", "Mae Rim", "TH", "Asia/Bangkok")
        assert contacts.newest(contact).data == ContactRecord(survivor, "สมชาย", "somchai@hospital.example")
        assert await list_all(adapter, CUSTOMER) == [merged, survivor]

    async def test_a_customer_that_is_no_more_stays_as_inactive_or_goes(
        self, system: memory.MemorySystem, adapter: Adapter
    ) -> None:
        retired = system.crm.add_customer(OPENING, "Retired")
        removed = system.crm.add_customer(OPENING, "Removed")
        system.crm.deactivate(later(hours=1), retired)
        system.crm.remove(later(hours=1), removed)
        told = await read_all(adapter, CUSTOMER)
        assert told.newest(retired).data == CustomerRecord("Retired", active=False)
        assert told.newest(removed).operation is Operation.DELETE
        assert removed not in system.crm

    async def test_requests_to_end_contracts_come_as_the_traps_distort_them(
        self, system: memory.MemorySystem, adapter: Adapter
    ) -> None:
        first = system.crm.ask_to_end(OPENING, NOTICE)
        second = system.crm.ask_to_end(later(hours=1), replace(NOTICE, contract="C-2", by_us=True))
        system.crm.put(later(hours=2), first, replace(NOTICE, channel="COURIER"))
        kind, traps = RecordKind.TERMINATION, system.traps
        plain = [(c.ref.id, c.version) for c in (await read_all(adapter, kind)).changes]

        async def told() -> list[tuple[str, int]]:
            return [(c.ref.id, c.version) for c in (await read_all(adapter, kind)).changes]

        assert [number for number, _ in plain] == [first, second, first]
        traps.stale = True
        assert await told() == [*plain, plain[0]]
        traps.stale, traps.repeats = False, True
        assert await told() == plain * 2
        traps.repeats, traps.backwards = False, True
        assert await told() == plain[::-1]
        traps.backwards, traps.two_ids = False, True
        assert {number for number, _ in await told()} == {first, second, f"{first}-bis", f"{second}-bis"}

    async def test_a_reason_that_nobody_mapped_is_set_aside(
        self, system: memory.MemorySystem, adapter: Adapter
    ) -> None:
        system.crm.ask_to_end(OPENING, replace(NOTICE, reason="a whim"), key="T-9")
        [page] = (await read_all(adapter, RecordKind.TERMINATION)).pages
        assert page.changes == ()
        [record] = page.rejected
        assert record.ref.id == "T-9"
        assert "'a whim' is mapped to no ground of a termination" in record.reason

    async def test_whoever_owns_the_queue_is_told_of_a_note_once(
        self, system: memory.MemorySystem, adapter: Adapter
    ) -> None:
        system.desk.owners["net"] = "boris"
        ticket = system.desk.open_ticket(OPENING, "VPN", team="net")
        nobodys = system.desk.open_ticket(OPENING, "VPN")
        for number in (ticket, ticket, nobodys):
            await adapter.write_note(note(number))
        assert {name: [one.ref.id for one in notes] for name, notes in system.desk.told.items()} == {
            "boris": [ticket]
        }

    @rule("late_commit_is_not_lost")
    async def test_what_is_committed_late_is_told_by_the_next_pass(
        self, system: memory.MemorySystem, adapter: Adapter
    ) -> None:
        first = system.desk.open_ticket(OPENING, "First")
        transaction = system.transaction()
        with transaction.open():
            slow = system.desk.open_ticket(later(minutes=1), "Slow")
        begun = await adapter.pull(TICKET, None, 1)
        assert begun.confirmed_until == later(minutes=1)
        transaction.commit()
        for n in range(3):
            system.desk.note(later(minutes=2 + n), first)
        early = await read_all(adapter, TICKET, limit=1)

        rest = await read_all(adapter, TICKET, begun.cursor, limit=1)

        assert begun.changes[0].ref.id == first
        assert rest.ids == {first, slow}
        assert Pass([begun, *rest.pages]).told == early.told

    @rule("late_commit_is_not_lost")
    async def test_a_gap_that_was_read_over_is_read_again_once_the_pass_has_ended(
        self, system: memory.MemorySystem, adapter: Adapter
    ) -> None:
        desk = system.desk
        ticket = desk.open_ticket(OPENING, "Ticket")
        transaction = system.transaction()
        with transaction.open():
            desk.note(later(minutes=1), ticket)
        missing = f"entry/{system.journal.last}"
        for n in range(4):
            desk.set_status(later(minutes=2 + n), ticket, "open")
        page = await adapter.pull(TICKET, None, 3)
        transaction.commit()
        rest = await read_all(adapter, TICKET, page.cursor, limit=3)
        assert missing not in {fact for _, fact in facts_of(Pass([page, *rest.pages]))}
        assert rest.pages[-1].confirmed_until == later(minutes=1)

        late = await read_all(adapter, TICKET, rest.pages[-1].cursor)

        assert (ticket, missing) in facts_of(late)
        settled = await read_all(adapter, TICKET, late.pages[-1].cursor)
        assert settled.changes == []

    @rule("short_page_is_not_the_last")
    async def test_a_short_page_is_not_taken_for_the_last(
        self, system: memory.MemorySystem, adapter: Adapter
    ) -> None:
        system.traps.short_pages = True
        tickets = [system.desk.open_ticket(OPENING, f"Ticket {n}") for n in range(5)]
        told = await read_all(adapter, TICKET, limit=4)
        assert [len({c.ref.id for c in page.changes}) for page in told.pages] == [2, 2, 1]
        assert told.ids == set(tickets)

    async def test_a_system_that_forgot_its_readers_says_so(
        self, system: memory.MemorySystem, adapter: Adapter
    ) -> None:
        system.desk.open_ticket(OPENING, "Ticket")
        first = await read_all(adapter, TICKET)
        system.expire_cursors()
        with pytest.raises(CursorExpired):
            await adapter.pull(TICKET, first.pages[-1].cursor, 10)
        again = await read_all(adapter, TICKET)
        assert again.told == first.told

    @rule("unreachable_is_transient")
    async def test_failures_come_as_they_are_scheduled(
        self, system: memory.MemorySystem, adapter: Adapter
    ) -> None:
        system.traps.failing.extend([False, True, True])
        await adapter.check()
        for _ in range(2):
            with pytest.raises(Transient, match="restarting"):
                await adapter.check()
        await adapter.check()

    async def test_an_unmapped_status_is_set_aside_until_somebody_maps_it(
        self, system: memory.MemorySystem, adapter: Adapter
    ) -> None:
        ticket = system.desk.open_ticket(OPENING, "Soup", status="cooking")
        system.desk.note(later(minutes=1), ticket)
        [page] = (await read_all(adapter, TICKET)).pages
        assert [type(c.data.fact.what) for c in page.changes if isinstance(c.data, TicketFact)] == [
            InternalNote
        ]
        assert [record.ref.id for record in page.rejected] == [ticket, ticket]
        assert "'cooking' is mapped to none of ours" in page.rejected[0].reason
        with pytest.raises(RecordRejected, match="cooking"):
            await adapter.fetch([Ref(TICKET, ticket)])
        rules = ValueRules(statuses={"cooking": Status.OPEN})
        connection = Connection("lab", memory.MemoryConfig(system="lab"), {"key": KEY}, rules)
        async with memory.adapter.connect(connection) as corrected:
            changes = await corrected.fetch([Ref(TICKET, ticket)])
            assert "cooking" in (await corrected.discover()).statuses
        assert isinstance(changes[0].data, TicketRecord)
        assert changes[0].data.status is Status.OPEN

    async def test_the_words_in_use_are_found(self, system: memory.MemorySystem, adapter: Adapter) -> None:
        system.desk.open_ticket(OPENING, "One", priority="P2", team="net", site="Mae Rim")
        system.desk.open_ticket(OPENING, "Two", priority="P1", type="INCIDENT")
        found = await adapter.discover()
        assert found.priorities == ("P1", "P2")
        assert found.queues == ("net",)
        assert found.fields == ("PRIORITY", "SITE", "TYPE")

    async def test_ids_that_were_chosen_and_ids_that_were_given_do_not_collide(
        self, system: memory.MemorySystem
    ) -> None:
        assert system.desk.open_ticket(OPENING, "Chosen", key="INC-2") == "INC-2"
        assert system.desk.open_ticket(OPENING, "Given") == "INC-3"
        assert system.crm.add_customer(OPENING, "Chosen", key="C-2") == "C-2"
        assert system.crm.add_customer(OPENING, "Given") == "C-3"
        with pytest.raises(ValueError, match="already"):
            system.desk.open_ticket(OPENING, "Chosen again", key="INC-2")
        with pytest.raises(ValueError, match="already"):
            system.crm.add_customer(OPENING, "Chosen again", key="C-2")
        with pytest.raises(ValueError, match="no zone"):
            system.desk.open_ticket(OPENING.replace(tzinfo=None), "Naive")

    async def test_a_system_that_is_not_there_says_which_are(self, system: memory.MemorySystem) -> None:
        stray = Connection("lab", memory.MemoryConfig(system="elsewhere"))
        with pytest.raises(ConfigWrong, match="no memory system 'elsewhere'") as caught:
            async with memory.adapter.connect(stray):
                pass
        assert caught.value.hint == "Registered are: lab."

    async def test_without_a_key_of_its_own_a_system_lets_everybody_in(self) -> None:
        memory.register(memory.MemorySystem("open"))
        try:
            async with memory.adapter.connect(
                Connection("open", memory.MemoryConfig(system="open"))
            ) as adapter:
                check = await adapter.check()
        finally:
            memory.forget("open")
        assert check.clock_skew is not None
        assert abs(check.clock_skew) < timedelta(seconds=5)
