"""One run over the connections of a tenant: read everything new, find deletions, write status back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from sla_plugin.sdk.errors import AdapterError
from sla_plugin.storage.connections import remember_failure
from sla_plugin.sync.home import Home
from sla_plugin.sync.links import Link
from sla_plugin.sync.patience import patiently
from sla_plugin.sync.reconcile import reconcile
from sla_plugin.sync.streams import StreamReport, read_stream
from sla_plugin.sync.write_back import WriteBackReport, write_back


@dataclass(frozen=True, slots=True)
class LinkReport:
    """What a run did with one system. `error`: it could not be used at all, and nothing was touched."""

    connection: str
    streams: tuple[StreamReport, ...] = ()
    gone: int = 0
    written: WriteBackReport = WriteBackReport()  # noqa: RUF009  # frozen, so sharing it is safe
    error: str | None = None

    @property
    def is_whole(self) -> bool:
        return self.error is None and self.written.error is None and not any(s.error for s in self.streams)


async def run(home: Home, links: Sequence[Link]) -> AsyncIterator[LinkReport]:
    """One after the other, CRMs first; a system that fails does not keep the others from being read."""
    for link in links:
        yield await _run_link(home, link)


async def _run_link(home: Home, link: Link) -> LinkReport:
    try:
        async with link.open() as adapter:
            # Who we are is proven each time: some systems answer a wrong key as if nobody had asked.
            await patiently(adapter.check)
            streams, gone = [], 0
            for kind in link.manifest.kinds:
                streams.append(await read_stream(home, link, adapter, kind))
                gone += await reconcile(home, link, adapter, kind)
            written = await write_back(home, link, adapter)
            return LinkReport(link.key, tuple(streams), gone, written)
    except AdapterError as error:
        told = f"{error.message} {error.hint}" if error.hint else error.message
        kinds = [kind.value for kind in link.manifest.kinds]
        async with home.database.session(home.tenant) as session:
            await remember_failure(session, link.id, kinds, told, home.now())
        return LinkReport(link.key, error=told)
