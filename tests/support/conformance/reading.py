"""What every adapter must do, on any system for which there is a rig.

A test module derives a class from the parts that its system can do, and gives it a fixture `rig`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from pydantic import ValidationError

from sla_plugin.sdk import Adapter, AuthFailed, CursorExpired, Operation, Ref
from tests.support.conformance.rig import Rig, rule
from tests.support.conformance.stream import Pass, all_of, connect, list_all, read_all, through_json


class Reading:
    """For every adapter."""

    @rule("identity_is_proven", "clock_skew_is_measured")
    async def test_it_says_who_we_are_there_and_what_time_it_is(self, rig: Rig) -> None:
        async with connect(rig) as adapter:
            check = await adapter.check()
        assert check.principal
        assert check.principal != "anonymous"
        assert check.server_version
        assert check.clock_skew is not None

    @rule("bad_secret_is_refused", "no_secret_in_logs_or_errors")
    @pytest.mark.parametrize("wrong", ["0123456789abcdef" * 8, "with\nbreak", "กุญแจ"])
    async def test_a_wrong_secret_is_refused_and_shows_itself_nowhere(
        self, rig: Rig, caplog: pytest.LogCaptureFixture, wrong: str
    ) -> None:
        caplog.set_level("DEBUG")
        await rig.burst(1)
        stranger = replace(rig.connection, secrets=dict.fromkeys(rig.connection.secrets, wrong))
        asked: list[Callable[[Adapter], Any]] = [
            lambda adapter: adapter.check(),
            lambda adapter: adapter.pull(rig.kind, None, 10),
            lambda adapter: adapter.fetch([Ref(rig.kind, "1")]),
            lambda adapter: adapter.list_ids(rig.kind, None, 10),
        ]
        for ask in asked:
            with pytest.raises(AuthFailed) as caught:
                async with rig.adapter.connect(stranger) as adapter:
                    await ask(adapter)
            assert wrong not in all_of(caught.value)
        assert wrong not in caplog.text

    @rule("no_secret_in_logs_or_errors")
    async def test_the_right_secret_shows_itself_nowhere(
        self, rig: Rig, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level("DEBUG")
        async with connect(rig) as adapter:
            await adapter.check()
            await adapter.pull(rig.kind, None, 10)
            assert rig.connection.secrets
            for secret in rig.connection.secrets.values():
                assert secret not in f"{rig.connection!r} {adapter!r} {caplog.text}"

    @rule("burst_in_one_second", "resume_from_every_cursor")
    async def test_a_burst_is_told_whole_in_small_pages_from_any_cursor(self, rig: Rig) -> None:
        numbers = await rig.burst(7)
        async with connect(rig) as adapter:
            whole = await read_all(adapter, rig.kind)
            small = await read_all(adapter, rig.kind, limit=2)
            assert small.ids == whole.ids == set(numbers)
            assert len(small.pages) >= 4
            for n, page in enumerate(small.pages[:-1]):
                rest = await read_all(adapter, rig.kind, through_json(page.cursor), limit=2)
                facts = Pass(small.pages[: n + 1]).told | rest.told
                assert facts >= whole.told

    @rule("resume_from_every_cursor")
    async def test_a_pass_after_nothing_happened_tells_nothing_new(self, rig: Rig) -> None:
        await rig.burst(3)
        async with connect(rig) as adapter:
            first = await read_all(adapter, rig.kind)
            again = await read_all(adapter, rig.kind, first.pages[-1].cursor)
        assert again.told <= first.told

    @rule("insert_while_paging", "edit_while_paging")
    async def test_what_is_done_while_pages_are_read_is_told(self, rig: Rig) -> None:
        numbers = await rig.burst(5)
        async with connect(rig) as adapter:
            first = await adapter.pull(rig.kind, None, 2)
            for number in numbers:
                await rig.edit(number)
            [new] = await rig.burst(1)
            rest = await read_all(adapter, rig.kind, through_json(first.cursor), limit=2)
            told = Pass([first, *rest.pages])
            now = {c.ref.id: c for c in await adapter.fetch([Ref(rig.kind, n) for n in (*numbers, new)])}
        assert told.ids == {*numbers, new}
        for number in numbers:
            assert told.newest(number).version == now[number].version

    @rule("cursor_of_another_format")
    async def test_a_cursor_of_another_format_begins_the_stream_anew(self, rig: Rig) -> None:
        async with connect(rig) as adapter:
            with pytest.raises(CursorExpired):
                await adapter.pull(rig.kind, {"v": 0}, 10)

    @rule("hard_delete")
    async def test_a_deletion_is_found_by_listing_what_exists(self, rig: Rig) -> None:
        numbers = await rig.burst(7)
        async with connect(rig) as adapter:
            assert sorted(await list_all(adapter, rig.kind)) == sorted(numbers)
            await rig.delete(numbers[3])
            assert sorted(await list_all(adapter, rig.kind)) == sorted({*numbers} - {numbers[3]})
            changes = await adapter.fetch([Ref(rig.kind, numbers[3]), Ref(rig.kind, numbers[4])])
        ends = {change.ref.id for change in changes if change.operation is Operation.DELETE}
        assert ends == {numbers[3]}
        assert {change.ref.id for change in changes} == {numbers[3], numbers[4]}

    @rule("discover")
    async def test_every_word_of_the_system_is_mapped(self, rig: Rig) -> None:
        await rig.burst(1)
        async with connect(rig) as adapter:
            found = await adapter.discover()
        assert set(found.statuses) <= set(rig.adapter.manifest.values.statuses)

    def test_a_setting_that_is_not_known_is_refused(self, rig: Rig) -> None:
        settings = rig.connection.config.model_dump(mode="json")
        with pytest.raises(ValidationError, match="colour"):
            rig.adapter.manifest.config.model_validate({**settings, "colour": "red"})
