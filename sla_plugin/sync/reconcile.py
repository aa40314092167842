"""Find deletions that a system does not tell of, by comparing all its ids with ours."""

from __future__ import annotations

from datetime import datetime

from sla_plugin.sdk.adapter import Adapter
from sla_plugin.sdk.changes import Change, Operation
from sla_plugin.sdk.errors import AdapterError
from sla_plugin.sdk.manifest import Tombstones
from sla_plugin.sdk.records import RecordKind, Ref
from sla_plugin.storage.connections import StreamRow, stream_for_update
from sla_plugin.storage.held import held_versions
from sla_plugin.storage.session import Session
from sla_plugin.sync.home import Home
from sla_plugin.sync.links import Link
from sla_plugin.sync.patience import patiently
from sla_plugin.usecases.take_customers import take_customers
from sla_plugin.usecases.take_places import take_contacts, take_sites

FOUND_BY_ABSENCE = frozenset({RecordKind.CUSTOMER, RecordKind.SITE, RecordKind.CONTACT})
"""Of these the absence means that they are gone. A desk tells of deleted tickets, and a request to end a
contract that is not there any more was made all the same."""


async def reconcile(home: Home, link: Link, adapter: Adapter, kind: RecordKind) -> int:
    """How many records were found to be gone. Nothing is concluded from a pass that did not reach its end."""
    if link.manifest.capabilities.tombstones is not Tombstones.RECONCILE or kind not in FOUND_BY_ABSENCE:
        return 0
    # Ours first: what is created there while we list cannot be taken for deleted.
    async with home.database.session(home.tenant) as session:
        ours = await held_versions(session, link.key, kind)
    try:
        theirs = await _all_ids(adapter, link, kind)
    except AdapterError:
        return 0
    now = home.now()
    gone = [(external_id, version) for external_id, version in ours.items() if external_id not in theirs]
    deletions = [
        Change(Ref(kind, external_id), Operation.DELETE, version=version + 1, changed_at=now)
        for external_id, version in sorted(gone)
    ]
    async with home.database.session(home.tenant) as session:
        stream = await stream_for_update(session, link.id, kind)
        await _take(session, link.key, kind, deletions, now)
        await session.change(StreamRow, {"id": stream.id}, reconciled_at=now)
    return len(deletions)


async def _all_ids(adapter: Adapter, link: Link, kind: RecordKind) -> set[str]:
    limit = link.manifest.capabilities.max_page
    found: set[str] = set()
    after: str | None = None
    while page := await patiently(lambda after=after: adapter.list_ids(kind, after, limit)):  # type: ignore[misc]  # mypy cannot infer a lambda with a default
        found.update(page)
        after = page[-1]
    return found


async def _take(
    session: Session, system: str, kind: RecordKind, deletions: list[Change], now: datetime
) -> None:
    match kind:
        case RecordKind.CUSTOMER:
            await take_customers(session, system, deletions, now)
        case RecordKind.SITE:
            await take_sites(session, system, deletions)
        case RecordKind.CONTACT:
            await take_contacts(session, system, deletions)
        case RecordKind.TERMINATION | RecordKind.TICKET:
            raise AssertionError("nothing follows from its absence")
