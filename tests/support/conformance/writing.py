"""What an adapter must do that writes the SLA status."""

from __future__ import annotations

import pytest

from sla_plugin.sdk import NoSuchRecord, RecordKind, Ref, StaleVersion, WriteNote, WriteStatus
from tests.support.conformance.rig import NotingRig, WritingRig, rule
from tests.support.conformance.stream import connect, facts_of, read_all


class Writing:
    """For adapters with the capability `writes_status`."""

    @rule("own_write_is_no_fact")
    async def test_what_we_wrote_comes_back_as_no_fact(self, rig: WritingRig) -> None:
        [number] = await rig.burst(1)
        async with connect(rig) as adapter:
            before = await read_all(adapter, rig.kind)
            written = await adapter.write_status(status(number))
            after = await read_all(adapter, rig.kind)
        assert written.applied
        assert await rig.shown(number) == "AT_RISK"
        assert facts_of(after) == facts_of(before)

    @rule("write_is_idempotent")
    async def test_writing_twice_under_one_key_is_writing_once(self, rig: WritingRig) -> None:
        [number] = await rig.burst(1)
        async with connect(rig) as adapter:
            written = [await adapter.write_status(status(number)) for _ in range(3)]
            assert [answer.applied for answer in written] == [True, False, False]
            assert len({answer.version for answer in written}) == 1
            removed = [await adapter.write_status(status(number, None)) for _ in range(2)]
        assert [answer.applied for answer in removed] == [True, False]
        assert await rig.shown(number) is None

    @rule("stale_write_is_refused")
    async def test_a_write_over_a_change_that_we_have_not_read_is_refused(self, rig: WritingRig) -> None:
        [number] = await rig.burst(1)
        async with connect(rig) as adapter:
            with rig.outpaced(), pytest.raises(StaleVersion):
                await adapter.write_status(status(number))
            assert await rig.shown(number) is None
            assert (await adapter.write_status(status(number))).applied
        assert await rig.shown(number) == "AT_RISK"

    async def test_nothing_is_written_to_what_is_gone(self, rig: WritingRig) -> None:
        [number] = await rig.burst(1)
        await rig.delete(number)
        async with connect(rig) as adapter:
            with pytest.raises(NoSuchRecord):
                await adapter.write_status(status(number))


class Noting:
    """For adapters with the capability `writes_notes`."""

    @rule("note_is_written_once", "own_note_is_no_fact")
    async def test_a_note_is_written_once_and_is_no_fact(self, rig: NotingRig) -> None:
        [number] = await rig.burst(1)
        async with connect(rig) as adapter:
            before = await read_all(adapter, rig.kind)
            answers = [await adapter.write_note(note(number)) for _ in range(3)]
        # Another process, which remembers nothing.
        async with connect(rig) as adapter:
            answers.append(await adapter.write_note(note(number)))
            assert await rig.notes(number) == [TEXT]
            assert (await adapter.write_note(note(number, "another key"))).applied
            after = await read_all(adapter, rig.kind)
        assert [answer.applied for answer in answers] == [True, False, False, False]
        assert len({answer.version for answer in answers}) == 1
        assert await rig.notes(number) == [TEXT, TEXT]
        assert facts_of(after) == facts_of(before)

    async def test_no_note_is_written_to_what_is_gone(self, rig: NotingRig) -> None:
        [number] = await rig.burst(1)
        await rig.delete(number)
        async with connect(rig) as adapter:
            with pytest.raises(NoSuchRecord):
                await adapter.write_note(note(number))


TEXT = "Nothing is measured here any more: โรงพยาบาล"


def note(number: str, key: str = "stop") -> WriteNote:
    return WriteNote(f"{number}/{key}", Ref(RecordKind.TICKET, number), "Service levels ended", TEXT)


def status(number: str, state: str | None = "AT_RISK") -> WriteStatus:
    return WriteStatus(
        key=f"{number}/{state}",
        ref=Ref(RecordKind.TICKET, number),
        state=state,
        due=None,
        reason="P2 within 4 h, โรงพยาบาล",
    )
