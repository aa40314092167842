"""A process that runs both pumps once, and may be killed meanwhile.

    python -m tests.support.pump_process

It reads one line of JSON: `credentials` of the database, the `now` of the run, and `halt_after`, a number of
database statements or null. It says how many it has sent once it is through; or, as soon as it has sent that
many, that it has halted, and then does nothing more until somebody ends it.
"""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from datetime import datetime
from typing import Any

from sla_plugin.storage.connection import TenantConnection
from sla_plugin.storage.session import open_database
from sla_plugin.workers.contract_pump import ContractPump
from sla_plugin.workers.pump import Pump
from tests.support.contracting import KEY

APPLICATION = "to_be_killed"


class Statements:
    """Counts what is sent, and halts the whole process, in whatever transaction it is."""

    def __init__(self, halt_after: int | None) -> None:
        self.sent, self.halt_after = 0, halt_after

    def take_one(self) -> None:
        self.sent += 1
        if self.sent == self.halt_after:
            say(halted=self.sent)
            signal.pause()


def say(**what: Any) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def watched(statements: Statements) -> type[TenantConnection]:
    """Connections that tell of every statement once it is done, and before anything else is."""

    class Watched(TenantConnection):
        async def execute(self, *arguments: Any, **options: Any) -> str:
            status = await super().execute(*arguments, **options)
            statements.take_one()
            return status

        async def executemany(self, *arguments: Any, **options: Any) -> None:
            await super().executemany(*arguments, **options)
            statements.take_one()

        async def fetch(self, *arguments: Any, **options: Any) -> list[Any]:
            rows: list[Any] = await super().fetch(*arguments, **options)
            statements.take_one()
            return rows

    return Watched


async def run(credentials: dict[str, Any], now: datetime, statements: Statements) -> None:
    settings = {"TimeZone": "UTC", "application_name": APPLICATION}
    told = {**credentials, "connection_class": watched(statements), "server_settings": settings}
    async with open_database(told) as database:
        statements.sent = 0
        await ContractPump(database, lambda: now, KEY.seal).drain()
        await Pump(database, lambda: now).drain()
    say(done=statements.sent)


if __name__ == "__main__":
    asked = json.loads(sys.stdin.readline())
    at = datetime.fromisoformat(asked["now"])
    asyncio.run(run(asked["credentials"], at, Statements(asked["halt_after"])))
