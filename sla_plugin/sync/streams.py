"""Read a stream to its end, page by page; each page and its cursor in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sla_plugin.errors import Unavailable
from sla_plugin.sdk.adapter import Adapter
from sla_plugin.sdk.changes import Batch, Cursor
from sla_plugin.sdk.errors import AdapterError, CursorExpired
from sla_plugin.sdk.records import RecordKind
from sla_plugin.storage.connections import StreamRow, stream_for_update
from sla_plugin.storage.session import Session
from sla_plugin.sync.home import Home
from sla_plugin.sync.links import Link
from sla_plugin.sync.pages import take_page
from sla_plugin.sync.patience import patiently


@dataclass(frozen=True, slots=True)
class StreamReport:
    """What a run brought that was not here before. `error` is set where it ended early."""

    connection: str
    kind: RecordKind
    pages: int = 0
    taken: int = 0
    rejected: int = 0
    error: str | None = None


async def read_stream(home: Home, link: Link, adapter: Adapter, kind: RecordKind) -> StreamReport:
    """Never raises for a fault of the system, or of where papers are kept: the report names it, and the next
    run goes on from there."""
    report = StreamReport(link.key, kind)
    async with home.database.session(home.tenant) as session:
        cursor: Cursor | None = (await stream_for_update(session, link.id, kind)).cursor
    try:
        while True:
            batch, cursor_before = await _pull(adapter, link, kind, cursor)
            report = await _store(home, link, kind, cursor_before, batch, report)
            cursor = batch.cursor
            if not batch.more:
                break
    except (AdapterError, Unavailable) as error:
        report = replace(report, error=str(error))
    async with home.database.session(home.tenant) as session:
        stream = await stream_for_update(session, link.id, kind)
        await session.change(StreamRow, {"id": stream.id}, last_run_at=home.now(), last_error=report.error)
    return report


async def _pull(
    adapter: Adapter, link: Link, kind: RecordKind, cursor: Cursor | None
) -> tuple[Batch, Cursor | None]:
    """The page, and the stored cursor that it follows. A system that no longer knows the cursor is read
    from its beginning, which changes nothing that is already here."""
    limit = link.manifest.capabilities.max_page
    try:
        return await patiently(lambda: adapter.pull(kind, cursor, limit)), cursor
    except CursorExpired:
        return await patiently(lambda: adapter.pull(kind, None, limit)), cursor


async def _store(
    home: Home,
    link: Link,
    kind: RecordKind,
    before: Cursor | None,
    batch: Batch,
    report: StreamReport,
) -> StreamReport:
    async with home.database.session(home.tenant) as session:
        stream = await stream_for_update(session, link.id, kind)
        if stream.cursor != before:
            # Another run has read on meanwhile. Its pages hold everything of ours, so ours may be dropped.
            return report
        taken, rejected = await take_page(session, home, link, kind, batch, home.now())
        await _move_cursor(session, stream, batch, taken)
    return replace(
        report, pages=report.pages + 1, taken=report.taken + taken, rejected=report.rejected + rejected
    )


async def _move_cursor(session: Session, stream: StreamRow, batch: Batch, taken: int) -> None:
    await session.change(
        StreamRow,
        {"id": stream.id},
        cursor=dict(batch.cursor),
        confirmed_until=batch.confirmed_until or stream.confirmed_until,
        changes_taken=stream.changes_taken + taken,
    )
