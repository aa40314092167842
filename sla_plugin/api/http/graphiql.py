"""GraphiQL from our own files. The page asks nobody but this server, and its policy holds it to that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

_FILES = Path(__file__).parent / "static" / "graphiql"

# Styles: the editor and its menus place themselves by style elements that they make.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>sla_plugin · GraphiQL</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="graphiql/graphiql.css">
<div id="graphiql">Loading …</div>
<script type="application/json" id="settings">%s</script>
<script src="graphiql/graphiql.js"></script>
</html>
"""


@dataclass(frozen=True, slots=True)
class ExampleTab:
    """A document that GraphiQL opens with; the tab takes the operation's name."""

    query: str
    variables: Mapping[str, Any] = field(default_factory=dict)


def graphiql_routes(tabs: Sequence[ExampleTab], token: str | None) -> list[BaseRoute]:
    settings = orjson.dumps({"tabs": [asdict(tab) for tab in tabs], "token": token}).decode()
    # "</script>" in an example would end the element.
    page = _PAGE % settings.replace("<", "\\u003c")
    return [
        Route("/graphiql", partial(_graphiql, page)),
        Mount("/graphiql", StaticFiles(directory=_FILES)),
    ]


async def _graphiql(page: str, request: Request) -> HTMLResponse:
    # Not kept: it can hold a token, and is of this release.
    headers = {
        "Content-Security-Policy": _POLICY,
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
    return HTMLResponse(page, headers=headers)
