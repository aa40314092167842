"""Request Tracker 5 as a desk: its journal in, the SLA status out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from sla_integrations.request_tracker.client import MAX_PAGE, Client, connected, not_rt
from sla_integrations.request_tracker.config import RequestTrackerConfig
from sla_integrations.request_tracker.custom_fields import CustomFields
from sla_integrations.request_tracker.directory import Directory
from sla_integrations.request_tracker.identity import owner_of, prove
from sla_integrations.request_tracker.journal import History, Transaction
from sla_integrations.request_tracker.mapping import RULES, Mapping
from sla_integrations.request_tracker.notes import Notes
from sla_integrations.request_tracker.place import LAG, Place
from sla_integrations.request_tracker.reader import ANY, Reader
from sla_integrations.request_tracker.write_back import WriteBack
from sla_plugin.sdk import (
    Batch,
    Change,
    Check,
    ConfigWrong,
    Connection,
    Cursor,
    Discovery,
    NoSuchRecord,
    Operation,
    RecordKind,
    RecordRejected,
    Ref,
    Rejected,
    WriteNote,
    WriteStatus,
    Written,
)


class RequestTracker:
    def __init__(self, connection: Connection[RequestTrackerConfig], client: Client) -> None:
        self._connection = connection
        self._config = connection.config
        self._client = client
        self._reader = Reader(client)
        self._directory = Directory(client, self._config.automatic_users)
        self._custom_fields = CustomFields(client, connection.config, self._directory)
        self._write_back = WriteBack(client, connection.config)
        self._notes = Notes(client, self._reader)
        rules = connection.values.over(RULES)
        self._mapping = Mapping(connection.config, rules, self._directory, connection.key)

    async def check(self) -> Check:
        sent = datetime.now(UTC)
        try:
            about = await self._client.read("rt")
            version = str(about.data["Version"])
        except (NoSuchRecord, KeyError, TypeError):
            raise not_rt(self._config.root, "what answers is not RT") from None
        principal = await prove(
            self._client, self._config.user or owner_of(self._connection.secrets["token"])
        )
        await self._directory.followed(self._config.queues)
        return Check(principal, version, clock_skew=about.at - sent)

    async def set_up(self) -> tuple[str, ...]:
        """Create the custom fields that are not there; say what is left to an administrator."""
        await self._custom_fields.create()
        return await self._custom_fields.missing()

    async def discover(self) -> Discovery:
        """RT has no list of statuses: these are the ones in use, and those that one of them may change to."""
        recent = await self._client.search(
            "tickets", "id > 0", "Status,Priority,_hyperlinks", order="DESC", per_page=MAX_PAGE
        )
        steps = [link for row in recent.data for link in row["_hyperlinks"] if link["ref"] == "lifecycle"]
        statuses = {row["Status"] for row in recent.data} | {s[end] for s in steps for end in ("from", "to")}
        numbers = sorted({int(row["Priority"]) for row in recent.data})
        return Discovery(
            statuses=tuple(sorted(statuses | RULES.statuses.keys())),
            priorities=tuple(self._config.priority_levels) or tuple(map(str, numbers)),
            queues=tuple(sorted((await self._directory.queues()).values())),
            fields=tuple(sorted((await self._directory.fields()).values())),
        )

    async def pull(self, kind: RecordKind, cursor: Cursor | None, limit: int) -> Batch:
        _only_tickets(kind)
        place = Place.of(cursor)
        page = await self._reader.transactions(place.read, min(limit, MAX_PAGE))
        changes, rejected = await self._tell(page.transactions)
        behind = place.past(page.transactions, page.at)
        return Batch(
            changes=tuple(changes),
            cursor=(behind if page.more else behind.rewound()).cursor,
            more=page.more,
            rejected=tuple(rejected),
            confirmed_until=None if page.more else page.at - LAG,
        )

    async def fetch(self, refs: Sequence[Ref]) -> Sequence[Change]:
        """Each ticket as it is now, with all its facts; RecordRejected where RT's words are not mapped."""
        wanted = [ref.id for ref in refs if ref.kind is RecordKind.TICKET]
        histories = await self._reader.histories(wanted, since=0)
        changes: list[Change] = []
        for history in histories.values():
            told, rejected = await self._mapping.changes(history, history.numbers)
            if rejected:
                raise RecordRejected(rejected[0].reason)
            changes += told
        gone = [number for number in wanted if number not in histories]
        return changes + (await self._gone(gone) if gone else [])

    async def list_ids(self, kind: RecordKind, after: str | None, limit: int) -> Sequence[str]:
        """No merged or deleted tickets; of every queue, since a ticket that left ours stays followed."""
        _only_tickets(kind)
        page = await self._client.search(
            "tickets", f"id > {int(after or 0)}", "", per_page=min(limit, MAX_PAGE)
        )
        return [str(row["id"]) for row in page.data]

    async def write_status(self, status: WriteStatus) -> Written:
        return await self._write_back.write(status)

    async def write_note(self, note: WriteNote) -> Written:
        return await self._notes.write(note)

    async def _tell(self, page: Sequence[Transaction]) -> tuple[list[Change], list[Rejected]]:
        """What a page of the journal says about the tickets that we follow."""
        changes: list[Change] = []
        rejected: list[Rejected] = []
        if not page:
            return changes, rejected
        numbers = {transaction.id for transaction in page}
        # Whether a ticket was ever in one of our queues is told by the whole of its history only.
        since = 0 if self._config.queues else page[0].id
        histories = await self._reader.histories({t.ticket for t in page}, since)
        for history in histories.values():
            told, unclear = await self._mapping.changes(history, await self._followed(history, numbers))
            changes += told
            rejected += unclear
        return changes, rejected

    async def _followed(self, history: History, numbers: set[int]) -> set[int]:
        """Which of these transactions count, and all before the one that brought the ticket into our queues.

        A ticket stays followed when it leaves them: its clocks do not end because somebody moved it.
        """
        if not self._config.queues:
            return numbers
        ours = await self._directory.followed(self._config.queues)
        entered = next((t.id for t in history.transactions if history.after("Queue", t.id) in ours), None)
        if entered is None:
            return set()
        earlier = {n for n in history.numbers if n < entered} if entered in numbers else set()
        return {n for n in numbers if n >= entered} | earlier

    async def _gone(self, numbers: Sequence[str]) -> list[Change]:
        """RT keeps nothing of a ticket that was shredded; it went before the newest transaction."""
        newest = await self._client.search("transactions", ANY, "", order="DESC", per_page=1)
        version = int(newest.data[0]["id"]) if newest.data else 0
        refs = [Ref(RecordKind.TICKET, number) for number in numbers]
        return [Change(ref, Operation.DELETE, version, newest.at) for ref in refs]


@asynccontextmanager
async def connect(connection: Connection[RequestTrackerConfig]) -> AsyncIterator[RequestTracker]:
    async with connected(connection) as client:
        yield RequestTracker(connection, client)


def _only_tickets(kind: RecordKind) -> None:
    if kind is not RecordKind.TICKET:
        raise ConfigWrong(f"Request Tracker holds tickets, no {kind.lower()} records.")
