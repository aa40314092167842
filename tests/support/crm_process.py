"""A process that delivers what a CRM says.

    python -m tests.support.crm_process

It reads one line of JSON: `credentials`, `tenant`, the `folder` of papers, `contract`, `consent`, `source`,
and the messages, `said`. It says that it is `ready`, waits for one more line, so that several begin at once,
and says in the end what became of each.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any
from uuid import UUID

from sla_plugin.documents.store import open_document_store
from sla_plugin.domain.ids import ContractId, TenantId
from sla_plugin.storage.session import open_database
from tests.support.crm_messages import Said, deliver


def say(**what: Any) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


async def run(told: dict[str, Any]) -> None:
    store = open_document_store(f"file://{told['folder']}", 1 << 20)
    about = ContractId(UUID(told["contract"])), UUID(told["consent"]), told["source"]
    async with open_database(told["credentials"], pool_size=1) as database:
        say(ready=True)
        await asyncio.to_thread(sys.stdin.readline)
        say(
            outcomes=[
                await deliver(database, TenantId(UUID(told["tenant"])), store, Said.of(one).about(*about))
                for one in told["said"]
            ]
        )


if __name__ == "__main__":
    asyncio.run(run(json.loads(sys.stdin.readline())))
