"""Who we are to RT."""

from __future__ import annotations

from urllib.parse import quote

from sla_integrations.request_tracker.client import Client
from sla_plugin.sdk import AuthFailed, NoSuchRecord


async def prove(client: Client, user: str) -> str:
    """Our name, where RT takes us for this user (a name or a number); else AuthFailed.

    RT tells a user's groups only to that user and to administrators.
    """
    try:
        me = (await client.read(f"user/{quote(user, safe='')}")).data
    except NoSuchRecord:
        me = {}
    if "Memberships" not in me:
        raise AuthFailed(
            f"Request Tracker let us in, but not as {user!r}.", hint="Renew the token or the password."
        )
    return str(me["Name"])


def owner_of(token: str) -> str:
    """A token is `1-<number of its user>-<secret>`."""
    parts = token.split("-")
    if len(parts) != 3:
        raise AuthFailed("The token has not the form of RT's tokens.", hint="Copy it again as RT showed it.")
    return parts[1]
