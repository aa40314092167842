"""The calendar of contracts, to be subscribed to: `GET /feeds/contracts.ics`.

A calendar program sends no headers of our choice, so the token may lie in the address; only here, and only
one that opens nothing else. It is never logged.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from sla_plugin.api.authenticate import bearer, principal_of
from sla_plugin.api.http import request_ids
from sla_plugin.api.http.etags import has_already
from sla_plugin.api.http.refusals import MethodNotAllowed
from sla_plugin.api.http.responses import Responder
from sla_plugin.auth.scopes import require_feed_token
from sla_plugin.domain.ids import OrganisationId, TenantId
from sla_plugin.errors import SlaError
from sla_plugin.runtime.installation import Installation
from sla_plugin.usecases.contract_feed import Feed, put_together, read_feed
from sla_plugin.usecases.icalendar_feed import icalendar_feed

CONTRACT_FEED = "/feeds/contracts.ics"
_ALLOW = "GET, HEAD"


def feed_routes(installation: Installation) -> list[BaseRoute]:
    return [Route(CONTRACT_FEED, ContractFeed(installation))]


class ContractFeed:
    """An ASGI application."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        with suppress(ClientDisconnect):
            await (await self._respond(request))(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        responder = Responder(request_ids.request_id(request), suggestions=False)
        try:
            if request.method not in _ALLOW.split(", "):
                raise MethodNotAllowed(f"{request.method} is not for calendars.", allow=_ALLOW)
            return await self._answer(request)
        except SlaError as error:
            return responder.refuse(error)
        except Exception as error:
            return responder.bug(error)

    async def _answer(self, request: Request) -> Response:
        """200, or 304 where the client has it already."""
        feed = await self._feed(request)
        headers = {
            "Content-Type": "text/calendar; charset=utf-8",
            "Content-Disposition": 'inline; filename="contracts.ics"',
            "ETag": f'"{feed.tag}"',
            "Cache-Control": "private, no-cache",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            request_ids.HEADER: request_ids.request_id(request),
        }
        if has_already(request, headers["ETag"]):
            return Response(status_code=304, headers=headers)
        # Others are served meanwhile, as far as one process can.
        return Response(await asyncio.to_thread(icalendar_feed, feed), headers=headers)

    async def _feed(self, request: Request) -> Feed:
        """Of what the token sees; Unauthenticated `token.*`, Forbidden `right.feed`."""
        now = self._installation.now()
        token = bearer(request) or request.query_params.get("token", "")
        principal = await principal_of(self._installation, token, now)
        require_feed_token(principal)
        party = None if principal.party_id is None else OrganisationId(principal.party_id)
        async with self._installation.database.session(TenantId(principal.tenant)) as session:
            facts = await read_feed(session, now, party)
        return await asyncio.to_thread(put_together, facts)
