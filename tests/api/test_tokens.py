"""Whoever calls with a wrong token hears what kind of wrong it is, and nothing more."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from sla_plugin.api.app import build_app
from sla_plugin.auth.scopes import Scope
from sla_plugin.auth.signing import SigningKey
from sla_plugin.runtime.machine_tokens import create_token
from sla_plugin.runtime.time_source import frozen_at
from tests.support.cast import NOW, Provider
from tests.support.operations import Answer, Caller

GOOD_FOR = timedelta(hours=1)


def _kind(answer: Answer) -> tuple[int, str, bool]:
    [code] = answer.codes
    return answer.status, code, "data" in answer.body


async def test_without_a_token_nobody_is_served(lanna: Provider) -> None:
    answer = await replace(lanna.caller, token=None).run("Viewer")
    assert _kind(answer) == (401, "token.missing", False)
    assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("token", ["x", "a.b.c", "a" * 9000])
async def test_what_is_no_token_is_malformed(lanna: Provider, token: str) -> None:
    assert _kind(await replace(lanna.caller, token=token).run("Viewer")) == (401, "token.malformed", False)


async def test_a_token_ends_when_it_says(lanna: Provider) -> None:
    token = await lanna.token(Scope.TICKETS_READ, lifetime=GOOD_FOR)
    for later, code in [(timedelta(0), None), (GOOD_FOR + timedelta(minutes=1), "token.expired")]:
        app = build_app(replace(lanna.installation, now=frozen_at(NOW + later)))
        body = (await Caller(app, token).run("Viewer")).body
        assert [error["extensions"]["code"] for error in body.get("errors", [])] == ([code] if code else [])


async def test_a_revoked_token_is_refused_from_the_next_request_on(lanna: Provider) -> None:
    token = await lanna.token(Scope.TICKETS_READ)
    caller = replace(lanna.caller, token=token)
    assert (await caller.run("Viewer")).data["viewer"]["subject"] == "somchai"
    async with lanna.installation.database.session(lanna.tenant) as session:
        await session.sql(
            "update machine_token set revoked_at = $2 where tenant_id = $1 and scopes = $3",
            NOW,
            [Scope.TICKETS_READ.value],
        )
    assert _kind(await caller.run("Viewer")) == (401, "token.revoked", False)
    assert (await lanna.caller.run("Viewer")).status == 200


async def test_a_token_of_another_installation_is_refused(lanna: Provider) -> None:
    forger = replace(lanna.installation, signing_key=SigningKey.generate())
    token = await create_token(forger, lanna.tenant, "mallory", [Scope.TICKETS_READ], GOOD_FOR)
    assert _kind(await replace(lanna.caller, token=token).run("Viewer")) == (401, "token.key", False)


async def test_a_token_whose_tenant_was_changed_is_refused(lanna: Provider, rheinwerk: Provider) -> None:
    header, _, signature = (lanna.caller.token or "").split(".")
    _, payload, _ = (rheinwerk.caller.token or "").split(".")
    answer = await replace(lanna.caller, token=f"{header}.{payload}.{signature}").run("Viewer")
    assert _kind(answer) == (401, "token.signature", False)


async def test_a_refused_token_says_the_same_whatever_is_asked(lanna: Provider) -> None:
    nobody = replace(lanna.caller, token="x")
    viewer = await nobody.run("Viewer")
    created = await nobody.run("CreateService", input={"code": "new", "name": "New"})
    assert (created.status, created.said) == (viewer.status, viewer.said)
