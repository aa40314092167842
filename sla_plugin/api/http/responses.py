"""Answers and refusals as HTTP responses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
import structlog
from graphql import GraphQLError
from starlette.responses import Response
from strawberry.types import ExecutionResult

from sla_plugin.api.http import request_ids
from sla_plugin.api.http.documents import DocumentRefused
from sla_plugin.api.http.errors import Phrasing, cause_of, is_bug
from sla_plugin.api.http.media_types import JSON
from sla_plugin.api.http.refusals import headers_of, status_of
from sla_plugin.errors import Code, SlaError

log = structlog.get_logger()


class Responder:
    """Answers one request. `media_type` is `JSON` until it has been negotiated."""

    def __init__(self, request_id: str, *, suggestions: bool) -> None:
        self.media_type = JSON
        self._request_id = request_id
        self._phrasing = Phrasing(request_id, suggestions)

    def answer(self, result: ExecutionResult) -> Response:
        errors = result.errors or []
        _log_bugs(errors, self._request_id)
        # Without a place in the answer: nothing was executed, and there is no data, not even null.
        if errors and result.data is None and not any(error.path for error in errors):
            return self._refuse_operation(errors, Code.DOCUMENT_VARIABLES)
        body: dict[str, Any] = {"data": result.data}
        if errors:
            body = {"errors": self._said(errors, Code.DOCUMENT_VARIABLES), **body}
        if result.extensions:
            body["extensions"] = result.extensions
        return self._response(200, body)

    def refuse_document(self, refused: DocumentRefused) -> Response:
        return self._refuse_operation(refused.errors, refused.code)

    def refuse(self, error: SlaError) -> Response:
        status = status_of(error)
        if error.code in _OF_THE_OPERATION:
            status = self._status_of_operation(status)
        return self._response(status, {"errors": [self._phrasing.refusal(error)]}, headers_of(error))

    def bug(self, error: Exception) -> Response:
        log.error("graphql.bug", request_id=self._request_id, exc_info=error)
        return self._response(500, {"errors": [self._phrasing.bug()]})

    def _refuse_operation(self, errors: Sequence[GraphQLError], code: Code) -> Response:
        status = self._status_of_operation(max(_status(error) for error in errors))
        return self._response(status, {"errors": self._said(errors[:_LISTED], code)})

    def _status_of_operation(self, status: int) -> int:
        """To whom GraphQL is `application/json`, a 400 means that the HTTP request itself is malformed."""
        return 200 if status == 400 and self.media_type == JSON else status

    def _said(self, errors: Sequence[GraphQLError], code: Code) -> list[dict[str, Any]]:
        return [self._phrasing.graphql(error, code) for error in errors]

    def _response(self, status: int, body: Any, headers: Mapping[str, str] | None = None) -> Response:
        response = Response(orjson.dumps(body), status, headers)
        response.headers["Content-Type"] = f"{self.media_type}; charset=utf-8"
        response.headers["Cache-Control"] = "no-store"
        response.headers[request_ids.HEADER] = self._request_id
        return response


_OF_THE_OPERATION = {Code.DOCUMENT_LIMIT, Code.DOCUMENT_OPERATION}

_LISTED = 9
"""Errors of one request that was refused. Those of fields are all listed: each explains one null."""


def _status(error: GraphQLError) -> int:
    cause = cause_of(error)
    if isinstance(cause, SlaError):
        return status_of(cause)
    return 500 if is_bug(error) else 400


def _log_bugs(errors: Sequence[GraphQLError], request_id: str) -> None:
    """Once a request: a bug in a field of a list is the same bug in every row."""
    bugs = [error for error in errors if is_bug(error)]
    if bugs:
        first = bugs[0]
        path = ".".join(str(key) for key in first.path or [])
        log.error("graphql.bug", request_id=request_id, path=path, count=len(bugs), exc_info=cause_of(first))
