"""What the Tryton adapter makes of answers that no healthy Tryton gives."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from datetime import timedelta

import pytest
from sla_integrations.tryton import TrytonConfig
from sla_integrations.tryton import adapter as tryton

from sla_plugin.sdk import (
    Adapter,
    AuthFailed,
    ConfigWrong,
    Connection,
    Operation,
    RateLimited,
    RecordKind,
    Transient,
)
from tests.support.answering import Reply, answering

VERSION = Reply({"id": 1, "result": "8.2"})
STAMP = {"__class__": "datetime", "year": 2026, "month": 3, "day": 2} | dict.fromkeys(
    ("hour", "minute", "second", "microsecond"), 0
)


def connect(url: str, **secrets: str) -> AbstractAsyncContextManager[Adapter]:
    config = TrytonConfig.model_validate({"url": url, "database": "crm"})
    return tryton.connect(Connection("crm", config, secrets or {"key": "key"}))


@pytest.mark.parametrize("preferences", [{}, {"language": "en"}, [], None])
async def test_who_is_told_nothing_about_themselves_is_anonymous(preferences: object) -> None:
    with answering(VERSION, Reply(preferences)) as url:
        async with connect(url) as crm:
            with pytest.raises(AuthFailed, match="whose key"):
                await crm.check()


@pytest.mark.parametrize(
    "replies",
    [
        (Reply("<h1>Welcome</h1>"),),
        (Reply({"error": "no such method"}),),
        (VERSION, Reply("<h1>Welcome</h1>")),
        (VERSION, Reply("", status=302, headers={"Location": "/login"})),
    ],
)
async def test_what_is_no_tryton_is_a_wrong_address(replies: tuple[Reply, ...]) -> None:
    with answering(*replies) as url:
        async with connect(url) as crm:
            with pytest.raises(ConfigWrong, match="no such database of Tryton"):
                await crm.check()


async def test_a_pause_that_a_proxy_asks_for_is_kept_and_a_restart_is_waited_for() -> None:
    pause = Reply("", status=429, headers={"Retry-After": "7"})
    with answering(pause, Reply("", status=503), Reply([])) as url:
        async with connect(url) as crm:
            with pytest.raises(RateLimited) as caught:
                await crm.pull(RecordKind.CUSTOMER, None, 10)
            assert caught.value.retry_after == timedelta(seconds=7)
            with pytest.raises(Transient, match="503"):
                await crm.pull(RecordKind.CUSTOMER, None, 10)
            assert (await crm.pull(RecordKind.CUSTOMER, None, 10)).changes == ()
            with pytest.raises(Transient, match="cannot be reached: RemoteProtocolError"):
                await crm.pull(RecordKind.CUSTOMER, None, 10)


async def test_a_survivor_that_we_may_not_see_does_not_keep_a_merge_from_being_told() -> None:
    merged = {"id": 7, "name": "A", "code": "1", "active": 0, "replaced_by": 9, "last_modified_at": STAMP}
    with answering(Reply([merged]), Reply([])) as url:
        async with connect(url) as crm:
            page = await crm.pull(RecordKind.CUSTOMER, None, 10)
    assert [(change.operation, change.merged_into) for change in page.changes] == [
        (Operation.UPSERT, None),
        (Operation.MERGE, "9"),
    ]


async def test_a_connection_without_its_key_says_which_secret_it_lacks() -> None:
    with pytest.raises(ConfigWrong, match="no secret `key`"):
        async with connect("http://127.0.0.1:9", password="not this one"):
            pass
