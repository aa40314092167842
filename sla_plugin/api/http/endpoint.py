"""One GraphQL request, from the first header to the last byte."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import strawberry
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from strawberry.types import ExecutionResult

from sla_plugin.api.http.bodies import read_asked
from sla_plugin.api.http.documents import DocumentRefused, Documents
from sla_plugin.api.http.limits import Limits
from sla_plugin.api.http.media_types import negotiated
from sla_plugin.api.http.operations import check_method, check_operation
from sla_plugin.api.http.request_ids import request_id
from sla_plugin.api.http.responses import Responder
from sla_plugin.api.http.served_schema import ServedSchema
from sla_plugin.errors import SlaError

ContextFor = Callable[[Request], Awaitable[Any]]
"""Makes the context of an operation, or refuses who calls: Unauthenticated, Forbidden, Unavailable."""


class GraphQLEndpoint:
    """An ASGI application. Whatever comes in, the answer is one of GraphQL."""

    def __init__(
        self, schema: strawberry.Schema, context_for: ContextFor, limits: Limits, *, introspection: bool
    ) -> None:
        self._documents = Documents(schema._schema, limits, introspection=introspection)
        self._schema = ServedSchema(schema, self._documents)
        self._context_for = context_for
        self._introspection = introspection

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        with suppress(ClientDisconnect):
            response = await self._respond(request)
            await response(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        responder = Responder(request_id(request), suggestions=self._introspection)
        try:
            responder.media_type = negotiated(request.headers.get("accept"))
            return responder.answer(await self._execute(request))
        except ClientDisconnect:
            raise
        except DocumentRefused as refused:
            return responder.refuse_document(refused)
        except SlaError as error:
            return responder.refuse(error)
        except Exception as error:
            return responder.bug(error)

    async def _execute(self, request: Request) -> ExecutionResult:
        check_method(request.method)
        # Before the body is read: whoever is not known here makes us do nothing.
        context = await self._context_for(request)
        asked = await read_asked(request)
        document = self._documents.ready(asked.query)
        check_operation(document, asked.operation_name, request.method)
        return await self._schema.execute(
            asked.query,
            variable_values=asked.variables,
            context_value=context,
            operation_name=asked.operation_name,
            operation_extensions=asked.extensions,
        )
