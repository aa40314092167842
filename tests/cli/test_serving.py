"""While the service runs, both of its pumps do."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from sla_plugin.cli.serving import pumping
from sla_plugin.runtime.installation import Installation
from sla_plugin.workers.contract_pump import ContractPump
from sla_plugin.workers.pump import Pump


async def test_tickets_and_contracts_are_followed_until_it_ends(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: dict[type[Any], asyncio.Event] = {kind: asyncio.Event() for kind in (Pump, ContractPump)}
    ended: list[type[Any]] = []

    async def draining(pump: Any) -> int:
        begun[type(pump)].set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(type(pump))
        return 0

    for kind in begun:
        monkeypatch.setattr(kind, "drain", draining)
    async with pumping(installation):
        await asyncio.wait_for(asyncio.gather(*(one.wait() for one in begun.values())), timeout=10)
        assert ended == []
    assert set(ended) == {Pump, ContractPump}
