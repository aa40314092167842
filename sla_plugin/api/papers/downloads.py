"""Give a paper out as it was put on record, or not at all: `GET /documents/{id}`."""

from __future__ import annotations

import base64
import string
from collections.abc import AsyncIterator
from urllib.parse import quote

import structlog
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from sla_plugin.api.context import Context
from sla_plugin.api.http import request_ids
from sla_plugin.api.http.etags import has_already
from sla_plugin.api.ids import id_of
from sla_plugin.auth.scopes import Scope, require
from sla_plugin.documents.media_types import MediaType
from sla_plugin.documents.store import DocumentStore, Paper
from sla_plugin.errors import Code, NotFound, SlaError
from sla_plugin.storage.contract_documents import ContractDocumentRow

log = structlog.get_logger()

AT_ONCE = 1 << 20
"""Bytes of a paper that is read and checked before the first of them is sent. Of a longer one the last piece
is held back until the hash is known: one that was changed never arrives whole."""

_PLAIN = frozenset(string.ascii_letters + string.digits + " .,-_()+@")
_TEXTS = frozenset({MediaType.HTML, MediaType.TEXT, MediaType.CSV, MediaType.EMAIL})


async def give_paper(request: Request, context: Context, store: DocumentStore) -> Response:
    """200, or 304 where the client has it already."""
    require(context.principal, Scope.CONTRACTS_READ)
    row = await _found(request, context)
    headers = _headers(row) | {request_ids.HEADER: request_ids.request_id(request)}
    if has_already(request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    headers["Content-Length"] = str(row.size)
    if request.method == "HEAD":
        return Response(headers=headers, media_type=None)
    paper = Paper(row.sha256, MediaType(row.media_type), row.size)
    chunks = store.read(context.tenant, paper)
    if row.size <= AT_ONCE:
        return Response(b"".join([chunk async for chunk in chunks]), headers=headers)
    # So that what is not there at all is refused, and not broken off.
    first = await anext(chunks)
    return StreamingResponse(_held_back(first, chunks, row), headers=headers)


async def _found(request: Request, context: Context) -> ContractDocumentRow:
    """NotFound alike for one that is not there, of another tenant, or of a contract that the caller may not
    see."""
    which = id_of("Document", request.path_params["id"], field="id")
    async with context.database.session(context.tenant) as session:
        context.session_ = session
        row = await context.loaders.of_contracts.documents.load(which)
    if row is None:
        raise NotFound(Code.NOT_FOUND, "There is no such document.", field="id")
    return row


async def _held_back(
    first: bytes, rest: AsyncIterator[bytes], row: ContractDocumentRow
) -> AsyncIterator[bytes]:
    """Each piece once the next one is there; the last one once the hash is right. Else the connection breaks
    off, short of what was said to come."""
    held = first
    try:
        async for chunk in rest:
            yield held
            held = chunk
    except SlaError as error:
        log.error("paper.broken_off", document=str(row.id), code=error.code)
        raise
    yield held


def _headers(row: ContractDocumentRow) -> dict[str, str]:
    """Whoever opens a page that somebody handed in runs nothing of it, and it asks nobody."""
    kind = MediaType(row.media_type)
    digest = base64.b64encode(bytes.fromhex(row.sha256)).decode()
    return {
        "Content-Type": f"{kind}; charset=utf-8" if kind in _TEXTS else str(kind),
        "Content-Disposition": _disposition(row.name),
        "Content-Digest": f"sha-256=:{digest}:",
        "ETag": f'"{row.sha256}"',
        "Cache-Control": "private, no-cache",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:",
    }


def _disposition(name: str) -> str:
    """To be kept, and not shown in place of this service. By RFC 6266, and before it for who does not know
    that."""
    plain = "".join(char if char in _PLAIN else "_" for char in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
