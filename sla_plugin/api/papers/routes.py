"""The routes to mount."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sla_plugin.api.context import Context
from sla_plugin.api.papers.downloads import give_paper
from sla_plugin.api.papers.endpoint import PaperEndpoint
from sla_plugin.api.papers.uploads import take_paper
from sla_plugin.documents.store import DocumentStore

ContextFor = Callable[[Request], Awaitable[Context]]
Work = Callable[[Request, Context, DocumentStore], Awaitable[Response]]


def paper_routes(context_for: ContextFor, store: DocumentStore) -> list[Route]:
    """`POST /contracts/{id}/documents` and `GET /documents/{id}`."""

    def endpoint(work: Work, allow: str) -> PaperEndpoint:
        async def handle(request: Request) -> Response:
            # Before the body is read: whoever is not known here makes us do nothing.
            return await work(request, await context_for(request), store)

        return PaperEndpoint(handle, allow)

    return [
        Route("/contracts/{id}/documents", endpoint(take_paper, "POST")),
        Route("/documents/{id}", endpoint(give_paper, "GET, HEAD")),
    ]
