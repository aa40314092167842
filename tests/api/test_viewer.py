"""Who asks."""

from __future__ import annotations

from sla_plugin.auth.scopes import Scope
from tests.support.cast import Provider


async def test_the_viewer_is_who_the_token_says(lanna: Provider) -> None:
    caller = await lanna.may_only(Scope.TICKETS_READ, Scope.ADMIN)
    assert (await caller.run("Viewer")).data == {
        "viewer": {
            "subject": "somchai",
            "tenant": str(lanna.tenant),
            "scopes": ["admin", "tickets:read"],
            "roles": [],
            "party": None,
            "expiresAt": "2026-03-03T04:00:00Z",
            "now": "2026-03-03T03:00:00Z",
        }
    }


async def test_a_token_without_any_scope_still_knows_whose_it_is(lanna: Provider) -> None:
    caller = await lanna.may_only()
    viewer = (await caller.run("Viewer")).data["viewer"]
    assert (viewer["subject"], viewer["scopes"]) == ("somchai", [])
