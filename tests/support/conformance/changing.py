"""What an adapter must do with deletions, merges and records that nobody understands."""

from __future__ import annotations

import json

import pytest

from sla_plugin.sdk import Change, Operation, RecordKind, Ref
from tests.support.conformance.rig import MergingRig, PoisoningRig, Rig, rule
from tests.support.conformance.stream import connect, read_all


class TellingDeletions:
    """For adapters whose stream tells of deletions."""

    @rule("delete")
    async def test_the_stream_tells_of_a_deletion(self, rig: Rig) -> None:
        kept, gone = await rig.burst(2)
        async with connect(rig) as adapter:
            before = await read_all(adapter, rig.kind)
            await rig.delete(gone)
            after = await read_all(adapter, rig.kind, before.pages[-1].cursor)
        ends = [change for change in after.changes if change.operation is Operation.DELETE]
        assert [change.ref.id for change in ends] == [gone]
        assert ends[0].version > before.newest(gone).version
        assert kept not in {change.ref.id for change in ends}


class Merging:
    """For adapters with the capability `merges`."""

    @rule("merge")
    @pytest.mark.parametrize("limit", [1, 100])
    async def test_a_merge_comes_when_those_whom_it_names_are_known(
        self, rig: MergingRig, limit: int
    ) -> None:
        merged, survivor = await rig.burst(2)
        await rig.merge(merged, survivor)
        await rig.edit(survivor)
        async with connect(rig) as adapter:
            pages = (await read_all(adapter, rig.kind, limit=limit)).pages
        before: list[Change] = []
        while not (merges := [c for c in pages[0].changes if c.operation is Operation.MERGE]):
            before += pages.pop(0).changes
        [merge] = merges
        assert (merge.ref.id, merge.merged_into) == (merged, survivor)
        before += pages[0].changes[: pages[0].changes.index(merge)]
        known = {change.ref.id: change.version for change in before}
        # A ticket keeps the key of its survivor; a customer becomes its survivor, who must be there.
        assert known.keys() >= ({merged} if rig.kind is RecordKind.TICKET else {merged, survivor})
        assert merge.version >= known[merged]


class Poisoning:
    @rule("poisoned_record_is_skipped")
    async def test_what_cannot_be_understood_is_set_aside_and_the_stream_goes_on(
        self, rig: PoisoningRig
    ) -> None:
        numbers = await rig.burst(3)
        await rig.poison(numbers[1])
        async with connect(rig) as adapter:
            told = await read_all(adapter, rig.kind)
        rejected = [record for page in told.pages for record in page.rejected]
        assert {record.ref for record in rejected} == {Ref(rig.kind, numbers[1])}
        assert all(record.reason for record in rejected)
        assert json.loads(json.dumps(dict(rejected[0].payload)))
        assert told.ids >= {numbers[0], numbers[2]}
