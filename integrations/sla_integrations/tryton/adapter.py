"""Tryton as a CRM: parties, addresses and contact mechanisms in, nothing out."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from sla_integrations.tryton.client import MAX_PAGE, Answer, Client, Domain, connected
from sla_integrations.tryton.config import TrytonConfig
from sla_integrations.tryton.mapping import SOURCES, Row, changes, modified_at, version
from sla_integrations.tryton.place import LAG, Place
from sla_plugin.sdk import (
    AuthFailed,
    Batch,
    Change,
    Check,
    ConfigWrong,
    Connection,
    Cursor,
    Discovery,
    Operation,
    RecordKind,
    RecordRejected,
    Ref,
    Rejected,
    WriteNote,
    WriteStatus,
    Written,
)

BY_TIME = (("last_modified_at", "ASC"), ("id", "ASC"))
BY_ID = (("id", "ASC"),)


class Tryton:
    def __init__(self, client: Client) -> None:
        self._client = client

    async def check(self) -> Check:
        series = await self._client.version()
        sent = datetime.now(UTC)
        answer = await self._client.call("res.user", "get_preferences")
        principal = _principal(answer)
        for source in SOURCES.values():
            await self._client.search(source.model, [], BY_ID, source.asked_for, 1)
        return Check(principal, series, clock_skew=answer.at - sent)

    async def set_up(self) -> tuple[str, ...]:
        """Nothing is written to Tryton, so nothing is needed there."""
        return ()

    async def discover(self) -> Discovery:
        """A CRM has no words of tickets."""
        return Discovery()

    async def pull(self, kind: RecordKind, cursor: Cursor | None, limit: int) -> Batch:
        place = Place.of(cursor)
        limit = min(limit, MAX_PAGE)
        answer = await self._search(kind, [place.domain], BY_TIME, limit)
        rows: list[Row] = answer.data
        more = len(rows) == limit
        if rows:
            place = Place(modified_at(rows[-1]), rows[-1]["id"])
        told, rejected = _tell(kind, await self._with_survivors(rows))
        return Batch(
            changes=told,
            cursor=(place if more else place.rewound(answer.at)).cursor,
            more=more,
            rejected=rejected,
            confirmed_until=None if more else answer.at - LAG,
        )

    async def fetch(self, refs: Sequence[Ref]) -> Sequence[Change]:
        """RecordRejected where the user may not read what a record is made of."""
        found: list[Change] = []
        for kind in sorted({ref.kind for ref in refs}):
            ids = [int(ref.id) for ref in refs if ref.kind is kind]
            found += await self._fetch(kind, ids)
        return found

    async def list_ids(self, kind: RecordKind, after: str | None, limit: int) -> Sequence[str]:
        """Inactive and merged records too: they still exist."""
        types = SOURCES[_known(kind)].types
        domain: Domain = [["id", ">", int(after or 0)], *([["type", "in", types]] if types else [])]
        source = SOURCES[kind]
        answer = await self._client.search(source.model, domain, BY_ID, ("id",), min(limit, MAX_PAGE))
        return [str(row["id"]) for row in answer.data]

    async def write_status(self, status: WriteStatus) -> Written:
        raise ConfigWrong("Tryton is read only: it holds no tickets to write the SLA status of.")

    async def write_note(self, note: WriteNote) -> Written:
        raise ConfigWrong("Tryton is read only: it holds no tickets to write a note on.")

    async def _search(
        self, kind: RecordKind, domain: Domain, order: Sequence[tuple[str, str]], limit: int
    ) -> Answer:
        source = SOURCES[_known(kind)]
        return await self._client.search(source.model, domain, order, source.asked_for, limit)

    async def _fetch(self, kind: RecordKind, ids: Sequence[int]) -> list[Change]:
        answer = await self._search(kind, [["id", "in", ids]], BY_ID, len(ids))
        told, rejected = _tell(kind, await self._with_survivors(answer.data))
        if rejected:
            raise RecordRejected(rejected[0].reason)
        gone = sorted(set(ids) - {row["id"] for row in answer.data})
        return [*told, *(_deletion(Ref(kind, str(number)), answer.at) for number in gone)]

    async def _with_survivors(self, rows: Sequence[Row]) -> list[Row]:
        """A merged party can only be told to somebody who knows the one that it was merged into."""
        known = {row["id"]: row for row in rows}
        while missing := {s for row in known.values() if (s := row.get("replaced_by"))} - known.keys():
            answer = await self._search(
                RecordKind.CUSTOMER, [["id", "in", sorted(missing)]], BY_ID, len(missing)
            )
            known |= {row["id"]: row for row in answer.data}
            if not answer.data:
                break
        return list(known.values())


@asynccontextmanager
async def connect(connection: Connection[TrytonConfig]) -> AsyncIterator[Tryton]:
    async with connected(connection) as client:
        yield Tryton(client)


def _tell(kind: RecordKind, rows: Iterable[Row]) -> tuple[tuple[Change, ...], tuple[Rejected, ...]]:
    """Merges come last, when everybody that they name has been told."""
    told: list[Change] = []
    rejected: list[Rejected] = []
    for row in rows:
        try:
            told += changes(kind, row)
        except RecordRejected as error:
            reason = f"{error.message} {error.hint or ''}".strip()
            rejected.append(Rejected(Ref(kind, str(row["id"])), reason, dict(row)))
    told.sort(key=lambda change: change.operation is Operation.MERGE)
    return tuple(told), tuple(rejected)


def _deletion(ref: Ref, at: datetime) -> Change:
    """Tryton keeps nothing of what it deleted; it was gone when we asked."""
    return Change(ref, Operation.DELETE, version(at), at)


def _known(kind: RecordKind) -> RecordKind:
    if kind not in SOURCES:
        raise ConfigWrong(f"Tryton holds customers, sites and contacts, no {kind.lower()} records.")
    return kind


def _principal(answer: Answer) -> str:
    """The user of the key. Tryton tells everything about them but the login."""
    preferences = answer.data
    if not isinstance(preferences, dict) or "groups" not in preferences:
        raise AuthFailed("Tryton does not say whose key this is.", hint="Renew the secret `key`.")
    return preferences.get("name") or preferences.get("email") or "a user without a name"
