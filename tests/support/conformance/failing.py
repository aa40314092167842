"""What an adapter must say when its system does not answer."""

from __future__ import annotations

import pytest

from sla_plugin.sdk import RateLimited, Transient
from tests.support.conformance.rig import FailingRig, rule
from tests.support.conformance.stream import all_of, connect


class Failing:
    @rule("rate_limit")
    async def test_a_pause_that_the_system_asks_for_is_told_with_its_length(self, rig: FailingRig) -> None:
        await rig.burst(1)
        async with connect(rig) as adapter:
            with rig.limited(), pytest.raises(RateLimited) as caught:
                await adapter.pull(rig.kind, None, 10)
            assert caught.value.retry_after.total_seconds() == 7
            assert len((await adapter.pull(rig.kind, None, 10)).changes) > 0

    @rule("unreachable_is_transient")
    async def test_a_system_that_does_not_answer_is_asked_again(self, rig: FailingRig) -> None:
        async with connect(rig) as adapter:
            with rig.down(), pytest.raises(Transient) as caught:
                await adapter.check()
        assert not any(secret in all_of(caught.value) for secret in rig.connection.secrets.values())
