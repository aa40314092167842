"""Connecting: a system is stored only after it has proven that it knows us."""

from __future__ import annotations

import base64
import os

import pytest
from sla_integrations.memory import MemorySystem, register
from sla_integrations.memory.system import forget

from sla_plugin.errors import BadInput, Code, Conflict, SlaError, Unavailable
from sla_plugin.storage.connections import ConnectionRow
from sla_plugin.sync.secret_box import SecretBox
from tests.support.synced import Synced


async def _refused(synced: Synced, code: Code, **changed: object) -> SlaError:
    with pytest.raises(SlaError) as refused:
        await synced.connects(**changed)
    assert refused.value.code is code
    assert await synced.nothing_is_connected()
    return refused.value


async def test_an_adapter_that_is_not_there_is_refused_with_the_nearest_one(synced: Synced) -> None:
    error = await _refused(synced, Code.ADAPTER_UNKNOWN, adapter="request_traker")
    assert error.hint == "Did you mean 'request_tracker'?"


async def test_a_setting_that_is_not_there_is_named(synced: Synced) -> None:
    error = await _refused(
        synced, Code.CONNECTION_CONFIG, config={"system": synced.system.name, "sistem": "x"}
    )
    assert "'sistem'" in error.message


async def test_a_secret_that_is_not_there_is_named(synced: Synced) -> None:
    await _refused(synced, Code.SECRET_MISSING, secrets={"password": "x"})


async def test_a_wrong_key_is_refused_also_where_the_system_takes_us_for_nobody(
    synced: Synced, request: pytest.FixtureRequest
) -> None:
    locked = MemorySystem(f"{synced.system.name}-locked", key="right")
    register(locked)
    request.addfinalizer(lambda: forget(locked.name))
    for anonymous in (False, True):
        locked.traps.anonymous = anonymous
        error = await _refused(
            synced, Code.CONNECTION_REFUSED, config={"system": locked.name}, secrets={"key": "wrong"}
        )
        assert isinstance(error, BadInput)
        assert "wrong" not in str(error)


async def test_a_system_that_is_away_is_told_from_one_that_is_misconfigured(synced: Synced) -> None:
    synced.system.traps.failing.extend([True] * 10)
    assert isinstance(await _refused(synced, Code.CONNECTION_REFUSED), Unavailable)


async def test_rules_for_values_are_read_strictly(synced: Synced) -> None:
    error = await _refused(synced, Code.CONNECTION_VALUES, values={"statuses": {"waiting": "PENDING"}})
    assert error.field is not None
    assert "waiting" in error.field


async def test_a_key_is_taken_once(synced: Synced) -> None:
    await synced.connects()
    with pytest.raises(Conflict, match="--replace"):
        await synced.connects()


async def test_a_connection_can_be_replaced_after_the_system_has_proven_it(synced: Synced) -> None:
    first = await synced.connects()
    rules = {"statuses": {"parked": "ON_HOLD"}}
    again = await synced.connects(values=rules, replaces=True)
    assert again.id == first.id
    [row] = await synced.rows(ConnectionRow)
    assert row.value_rules["statuses"] == rules["statuses"]
    synced.system.traps.failing.extend([True] * 10)
    with pytest.raises(Unavailable):
        await synced.connects(replaces=True)
    assert (await synced.rows(ConnectionRow))[0].value_rules == row.value_rules


async def test_what_is_not_there_cannot_be_replaced(synced: Synced) -> None:
    with pytest.raises(Conflict) as refused:
        await synced.connects(replaces=True)
    assert refused.value.code is Code.CONNECTION_UNKNOWN
    assert await synced.nothing_is_connected()


@pytest.mark.parametrize("key", ["", "Desk", "rt_main", "-x"])
async def test_a_key_that_cannot_be_one_is_refused_before_the_system_is_asked(
    synced: Synced, key: str
) -> None:
    synced.system.traps.failing.extend([True])
    with pytest.raises(BadInput) as refused:
        await synced.connects(key=key)
    assert refused.value.code is Code.CONNECTION_KEY
    assert list(synced.system.traps.failing) == [True]


def test_secrets_come_back_as_they_were_and_not_with_another_key() -> None:
    box = SecretBox(base64.urlsafe_b64encode(os.urandom(32)))
    closed = box.close({"token": "ความลับ"})
    assert "ความลับ".encode() not in closed
    assert box.open(closed) == {"token": "ความลับ"}
    with pytest.raises(Unavailable) as refused:
        SecretBox(base64.urlsafe_b64encode(os.urandom(32))).open(closed)
    assert refused.value.code is Code.SECRET_KEY_CHANGED
