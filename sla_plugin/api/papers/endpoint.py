"""One request about a paper, from the first header to the last byte."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from sla_plugin.api.http.refusals import MethodNotAllowed
from sla_plugin.api.http.request_ids import request_id
from sla_plugin.api.http.responses import Responder
from sla_plugin.errors import SlaError

Handle = Callable[[Request], Awaitable[Response]]

_PATIENCE = 16 * 1024 * 1024
"""Bytes of a refused body that are read and thrown away: a client that is still sending when the answer comes
sees a broken connection, and no answer."""


class PaperEndpoint:
    """An ASGI application. `allow`: methods, as in the header."""

    def __init__(self, handle: Handle, allow: str) -> None:
        self._handle = handle
        self._allow = allow

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = _Body(receive)
        request = Request(scope, body.receive)
        with suppress(ClientDisconnect):
            response = await self._respond(request, body)
            await response(scope, receive, send)

    async def _respond(self, request: Request, body: _Body) -> Response:
        responder = Responder(request_id(request), suggestions=False)
        try:
            if request.method not in self._allow.split(", "):
                raise MethodNotAllowed(f"{request.method} is not for papers.", allow=self._allow)
            return await self._handle(request)
        except ClientDisconnect:
            raise
        except SlaError as error:
            await body.let_finish(request.headers.get("content-length", ""))
            return responder.refuse(error)
        except Exception as error:
            return responder.bug(error)


class _Body:
    """Knows whether all of it has come."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._is_over = False

    async def receive(self) -> Message:
        message = await self._receive()
        self._is_over = message["type"] != "http.request" or not message.get("more_body", False)
        return message

    async def let_finish(self, declared: str) -> None:
        """As long as there is patience for what was declared, and for what comes."""
        size = int(declared) if declared.isdecimal() and int(declared) > _PATIENCE else 0
        while not self._is_over and size <= _PATIENCE:
            size += len((await self.receive()).get("body", b""))
