"""Errors as the client reads them: in `extensions` always `code` and `requestId`, often `hint`, `field`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLError

from sla_plugin.errors import Code, SlaError

_SUGGESTION = re.compile(r"\s*Did you mean .*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Phrasing:
    """`suggestions` tell names of the schema ("Did you mean …"), as introspection would."""

    request_id: str
    suggestions: bool

    def refusal(self, error: SlaError) -> dict[str, Any]:
        extensions = {"code": error.code, "hint": error.hint, "field": error.field}
        return self._error(error.message, {name: said for name, said in extensions.items() if said})

    def bug(self) -> dict[str, Any]:
        """Says nothing of what happened: that is in the log, under the request's id."""
        return self._error(
            "Something went wrong here that should not have.",
            {"code": Code.INTERNAL, "hint": "Report it together with the requestId."},
        )

    def graphql(self, error: GraphQLError, code: Code) -> dict[str, Any]:
        """`code` is for what graphql-core says by itself."""
        cause = cause_of(error)
        if is_bug(error):
            said = self.bug()
        elif isinstance(cause, SlaError):
            said = self.refusal(cause)
        else:
            message = error.message if self.suggestions else _SUGGESTION.sub("", error.message)
            said = self._error(message, {"code": code, **(error.extensions or {})})
        place = {name: at for name, at in error.formatted.items() if name in {"locations", "path"}}
        return {"message": said["message"], **place, "extensions": said["extensions"]}

    def _error(self, message: str, extensions: dict[str, Any]) -> dict[str, Any]:
        return {"message": message, "extensions": {**extensions, "requestId": self.request_id}}


def cause_of(error: GraphQLError) -> Exception | None:
    """What our own code raised; None where graphql-core found the fault itself."""
    cause = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause


def is_bug(error: GraphQLError) -> bool:
    cause = cause_of(error)
    if cause is None or isinstance(cause, SlaError):
        return False
    # A scalar refuses a value in the document or the variables by whatever exception it likes. Such an error
    # has a place in the document, but none in the answer.
    return error.path is not None or not error.nodes
