"""What an adapter must do that tells requests to end contracts."""

from __future__ import annotations

from sla_plugin.sdk import ContractTermination, Ref
from tests.support.conformance.rig import TerminatingRig, rule
from tests.support.conformance.stream import connect, list_all, read_all


class Terminating:
    """For adapters that tell `RecordKind.TERMINATION`."""

    @rule("termination_is_told_as_it_was_made")
    async def test_a_request_is_told_as_it_was_made_and_again_alike(self, rig: TerminatingRig) -> None:
        number, asked = await rig.ask()
        async with connect(rig) as adapter:
            first, again = [await read_all(adapter, rig.kind) for _ in range(2)]
            [fetched] = await adapter.fetch([Ref(rig.kind, number)])
            assert await list_all(adapter, rig.kind) == [number]
        [change] = first.changes
        assert (change.ref, change.data) == (Ref(rig.kind, number), asked)
        assert again.changes == [change] == [fetched]

    @rule("no_termination_that_nobody_asked_for")
    async def test_nothing_that_becomes_of_a_customer_tells_a_request(self, rig: TerminatingRig) -> None:
        await rig.lose_customers()
        async with connect(rig) as adapter:
            told = [await read_all(adapter, kind) for kind in rig.adapter.manifest.kinds]
        said = [change.data for one in told for change in one.changes]
        assert not any(isinstance(data, ContractTermination) for data in said)
        assert any(data is None for data in said)

    @rule("termination_is_taken_back_by_name")
    async def test_what_takes_a_request_back_names_it(self, rig: TerminatingRig) -> None:
        number, asked = await rig.ask()
        withdrawal = await rig.take_back(number)
        async with connect(rig) as adapter:
            told = await read_all(adapter, rig.kind)
        assert told.newest(number).data == asked
        said = told.newest(withdrawal).data
        assert isinstance(said, ContractTermination)
        assert (said.cancels, said.contract) == (number, asked.contract)
