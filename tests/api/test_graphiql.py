"""GraphiQL: a page that asks nobody but its own server."""

from __future__ import annotations

import re

import httpx
import orjson
import pytest

from sla_plugin.api.http import ExampleTab
from tests.support.audit_app import client, make_app


async def get(path: str, tabs: tuple[ExampleTab, ...] = (), token: str | None = None) -> httpx.Response:
    async with client(make_app(example_tabs=tabs, demo_token=token)) as http:
        return await http.get(path)


def settings(page: httpx.Response) -> object:
    [text] = re.findall(r'<script type="application/json" id="settings">(.*?)</script>', page.text)
    return orjson.loads(text)


async def test_the_page_brings_its_examples_and_no_token() -> None:
    page = await get("/graphiql", (ExampleTab("{ __typename }"), ExampleTab("query A { a }", {"key": 4711})))
    assert settings(page) == {
        "tabs": [
            {"query": "{ __typename }", "variables": {}},
            {"query": "query A { a }", "variables": {"key": 4711}},
        ],
        "token": None,
    }


async def test_the_page_of_a_demo_holds_its_token_and_is_not_stored() -> None:
    page = await get("/graphiql", token="demo-token")
    assert settings(page) == {"tabs": [], "token": "demo-token"}
    assert page.headers["Cache-Control"] == "no-store"


async def test_an_example_cannot_end_the_script_it_stands_in() -> None:
    example = ExampleTab("# </script><script>alert(1)</script>")
    page = await get("/graphiql", (example,))
    assert settings(page) == {"tabs": [{"query": example.query, "variables": {}}], "token": None}
    assert page.text.count("<script") == 2


async def test_everything_that_the_page_loads_is_served_here() -> None:
    page = await get("/graphiql")
    loaded = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert loaded == ["data:,", "graphiql/graphiql.css", "graphiql/graphiql.js"]
    for path in loaded[1:]:
        assert (await get(f"/{path}")).status_code == 200


async def test_the_browser_is_told_to_ask_nobody_else() -> None:
    policy = (await get("/graphiql")).headers["Content-Security-Policy"]
    assert policy.split("; ") == [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]


@pytest.mark.parametrize(
    "path", ["/graphiql/../endpoint.py", "/graphiql/%2e%2e/source/entry.jsx", "/graphiql/no"]
)
async def test_nothing_else_is_served(path: str) -> None:
    assert (await get(path)).status_code == 404


async def test_the_licences_of_what_is_in_the_bundle_stand_beside_it() -> None:
    licences = (await get("/graphiql/LICENSES.txt")).text
    for package in ["graphiql 4.1.2", "react-dom 19.2.0", "codemirror 5.", "graphql 16.11.0"]:
        assert package in licences
