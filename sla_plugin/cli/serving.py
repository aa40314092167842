"""One process that serves GraphQL and runs the pumps."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

import uvicorn

from sla_plugin.api.app import build_app
from sla_plugin.api.http import ExampleTab
from sla_plugin.cli.addresses import base_url
from sla_plugin.errors import Code, Unavailable
from sla_plugin.runtime.installation import Installation
from sla_plugin.workers.contract_pump import ContractPump
from sla_plugin.workers.pump import Pump

Announce = Callable[[str], Awaitable[None]]


async def serve(
    installation: Installation,
    listener: socket.socket,
    announce: Announce,
    *,
    tabs: Sequence[ExampleTab] = (),
    demo_token: str | None = None,
) -> None:
    """Until a signal ends it. `announce` is told the base URL once connections are accepted."""
    app = build_app(installation, tabs=tabs, demo_token=demo_token)
    config = uvicorn.Config(app, log_level="warning", lifespan="off", access_log=False)
    async with pumping(installation):
        await _Server(config, announce).serve(sockets=[listener])


@asynccontextmanager
async def pumping(installation: Installation) -> AsyncIterator[None]:
    """What is due is followed meanwhile: tickets, and contracts."""
    database, now = installation.database, installation.now
    pumps = (Pump(database, now), ContractPump(database, now, installation.seal_key.seal))
    interval = installation.settings.pump_interval
    running = [asyncio.create_task(pump.run(interval)) for pump in pumps]
    try:
        yield
    finally:
        for one in running:
            one.cancel()
        await asyncio.gather(*running, return_exceptions=True)


class _Server(uvicorn.Server):
    """uvicorn, which says when it is ready."""

    def __init__(self, config: uvicorn.Config, announce: Announce) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        host, port = (sockets or [])[0].getsockname()[:2]
        await self._announce(base_url(host, port))


def listen(host: str, port: int) -> socket.socket:
    """Taken before anything else is done, so that nothing is begun in vain. Unavailable `port.taken`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=1024)
    except OSError as error:
        raise Unavailable(
            Code.PORT_TAKEN,
            f"Nothing can listen on {host}:{port}: {error.strerror}.",
            hint="Set SLA_PORT to another port, or to 0 for any free one.",
        ) from error
