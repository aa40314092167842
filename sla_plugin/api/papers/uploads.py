"""Take a paper in, piece by piece: `POST /contracts/{id}/documents?kind=EVIDENCE&name=…`."""

from __future__ import annotations

import orjson
from starlette.requests import Request
from starlette.responses import Response

from sla_plugin.api.context import Context
from sla_plugin.api.http import request_ids
from sla_plugin.api.ids import global_id, id_of
from sla_plugin.api.papers.announced import announced, as_announced
from sla_plugin.api.texts import check_texts
from sla_plugin.auth.scopes import Scope, require
from sla_plugin.documents.store import DocumentStore, Paper
from sla_plugin.domain.contracting.documents import DocumentKind
from sla_plugin.domain.dates import parse_date
from sla_plugin.domain.ids import ContractId
from sla_plugin.errors import BadInput, Code, NotFound
from sla_plugin.usecases.put_on_record import About, check_handed_in, record_paper


async def take_paper(request: Request, context: Context, store: DocumentStore) -> Response:
    """201 with its id. No connection to the database is held while the sender is slow."""
    require(context.principal, Scope.CONTRACTS_WRITE)
    contract = ContractId(id_of("Contract", request.path_params["id"], field="id"))
    about = _about(request)
    check_handed_in(context.deed, about)
    await _check_contract(context, contract)
    paper = await _received(request, context, store)
    async with context.database.session(context.tenant) as session:
        which = await record_paper(session, context.deed, contract, about, paper)
    return _created(request, global_id("Document", which), paper)


def _about(request: Request) -> About:
    given = request.query_params
    check_texts(list(given.values()))
    kind, until = given.get("kind", ""), given.get("keepUntil")
    if kind not in set(DocumentKind):
        raise BadInput(
            Code.PAPER_KIND,
            f"{kind!r} is no kind of paper.",
            hint=f"Give kind as one of {', '.join(DocumentKind)}.",
            field="kind",
        )
    return About(
        kind=DocumentKind(kind),
        name=given.get("name", ""),
        keep_until=None if until is None else parse_date(until, field="keepUntil"),
    )


async def _check_contract(context: Context, contract: ContractId) -> None:
    """NotFound, also where the caller may not see it."""
    async with context.database.session(context.tenant) as session:
        context.session_ = session
        found = await context.loaders.contracts.load(contract)
    if found is None:
        raise NotFound(Code.NOT_FOUND, "There is no such contract.", field="id")


async def _received(request: Request, context: Context, store: DocumentStore) -> Paper:
    declared = request.headers.get("content-length", "")
    if declared.isdecimal():
        store.check_size(int(declared))
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise BadInput(
            Code.REQUEST_MEDIA_TYPE, "Compressed bodies are not taken.", hint="Send the paper as it is."
        )
    chunks = as_announced(request.stream(), announced(request.headers))
    return await store.put(context.tenant, request.headers.get("content-type", ""), chunks)


def _created(request: Request, which: str, paper: Paper) -> Response:
    body = {"id": which, "sha256": paper.sha256, "size": paper.size, "mediaType": paper.media_type}
    headers = {
        "Location": f"/documents/{which}",
        "Cache-Control": "no-store",
        request_ids.HEADER: request_ids.request_id(request),
    }
    return Response(orjson.dumps(body), 201, headers, "application/json")
