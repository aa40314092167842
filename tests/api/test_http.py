"""Requests, good and bad, and what HTTP says of them: nothing that comes in is answered by a 500."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, MutableMapping
from typing import Any

import httpx
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from strawberry.extensions import SchemaExtension

from sla_plugin.api.http import request_id
from sla_plugin.errors import BadInput, Code
from tests.support.audit_app import client, make_app

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"


@pytest.fixture
def app() -> Starlette:
    return make_app()


@pytest.fixture
async def http(app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    async with client(app) as asking:
        yield asking


async def post(http: httpx.AsyncClient, body: bytes, **headers: str) -> httpx.Response:
    given = {"Content-Type": JSON} | {name.replace("_", "-"): value for name, value in headers.items()}
    return await http.post("/graphql", content=body, headers=given)


async def ask(http: httpx.AsyncClient, query: str, accept: str = GRAPHQL, **more: Any) -> httpx.Response:
    return await http.post("/graphql", json={"query": query, **more}, headers={"Accept": accept})


def refusal(answer: httpx.Response) -> tuple[int, str, str]:
    """Status, code and message of the one error; asserts that it is an error of GraphQL and no data."""
    body = answer.json()
    assert list(body) == ["errors"]
    [error] = body["errors"]
    assert error["extensions"]["requestId"] == answer.headers["X-Request-Id"]
    return answer.status_code, error["extensions"]["code"], error["message"]


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"1", "The body is JSON, but not an object."),
        (b"null", "The body is JSON, but not an object."),
        (b'"x"', "The body is JSON, but not an object."),
        (b"[]", "The body is a list: operations are taken one at a time, not in batches."),
        (
            b'[{"query": "{ __typename }"}]',
            "The body is a list: operations are taken one at a time, not in batches.",
        ),
        (b"{}", "There is no query."),
        (b'{"query": null}', "There is no query."),
        (b'{"query": " \\n"}', "There is no query."),
        (b'{"query": 1}', "query must be a string, or null."),
        (b'{"query": "{ a }", "variables": "{}"}', "variables must be an object, or null."),
        (b'{"query": "{ a }", "variables": []}', "variables must be an object, or null."),
        (b'{"query": "{ a }", "operationName": {}}', "operationName must be a string, or null."),
        (b'{"query": "{ a }", "extensions": false}', "extensions must be an object, or null."),
    ],
)
async def test_a_body_that_is_no_operation_is_refused(
    http: httpx.AsyncClient, body: bytes, message: str
) -> None:
    assert refusal(await post(http, body)) == (400, "request.malformed", message)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"query { a }",
        b"\xff\xfe",
        b'{"query": "\xc3\x28"}',
        b'{"query": "\\ud800"}',
        b'{"a": NaN}',
    ],
)
async def test_a_body_that_is_no_json_in_utf_8_is_refused(http: httpx.AsyncClient, body: bytes) -> None:
    status, code, message = refusal(await post(http, body))
    assert (status, code) == (400, "request.malformed")
    assert message.startswith("The body cannot be read as JSON: ")


async def test_json_that_is_nested_without_end_is_refused(http: httpx.AsyncClient) -> None:
    status, code, _ = refusal(await post(http, b'{"variables": ' + b"[" * 100_000))
    assert (status, code) == (400, "request.malformed")


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/graphql",
        "application/json; charset=utf-16",
        "rubbish",
    ],
)
async def test_another_content_type_is_refused(http: httpx.AsyncClient, content_type: str) -> None:
    answer = await post(http, b'{"query": "{ __typename }"}', Content_Type=content_type)
    assert refusal(answer)[:2] == (415, "request.media_type")


@pytest.mark.parametrize("content_type", ["application/json;charset=UTF-8", "Application/JSON"])
async def test_the_content_type_is_read_as_http_spells_it(http: httpx.AsyncClient, content_type: str) -> None:
    answer = await post(http, b'{"query": "{ __typename }"}', Content_Type=content_type)
    assert answer.json() == {"data": {"__typename": "Query"}}


async def test_a_compressed_body_is_refused(http: httpx.AsyncClient) -> None:
    answer = await post(http, b"\x1f\x8b", Content_Encoding="gzip")
    assert refusal(answer)[:2] == (415, "request.media_type")


async def test_a_mebibyte_is_taken_and_one_byte_more_is_not(http: httpx.AsyncClient) -> None:
    operation = b'{"query": "{ __typename }"}'
    whole = operation.ljust(1024 * 1024)
    assert (await post(http, whole)).status_code == 200
    assert refusal(await post(http, whole + b" ")) == (
        413,
        "request.too_large",
        "The body is larger than 1,048,576 bytes.",
    )


async def test_a_body_that_is_declared_enormous_is_not_waited_for(http: httpx.AsyncClient) -> None:
    answer = await post(http, b"{}", Content_Length=str(10**12))
    assert refusal(answer)[:2] == (413, "request.too_large")


async def test_a_body_without_an_end_is_not_read_to_its_end(http: httpx.AsyncClient) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 1
            yield b" " * 1024 * 1024

    answer = await http.post("/graphql", content=endless(), headers={"Content-Type": JSON})
    assert refusal(answer)[:2] == (413, "request.too_large")
    assert sent == 17


async def test_a_client_that_goes_away_is_not_answered(app: Starlette) -> None:
    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    sent: list[MutableMapping[str, Any]] = []
    headers = [(b"content-type", JSON.encode())]
    await app({"type": "http", "method": "POST", "path": "/graphql", "headers": headers}, receive, send)
    assert sent == []


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
operations = st.fixed_dictionaries(
    {},
    optional={
        "query": json_values | st.sampled_from(["{ __typename }", "query($t: String!) { echo(text: $t) }"]),
        "variables": json_values | st.dictionaries(st.just("t"), json_values),
        "operationName": json_values,
        "extensions": json_values,
    },
)


@given(st.binary(max_size=50) | (json_values | operations).map(orjson.dumps))
def test_whatever_the_body_the_answer_is_one_of_graphql(body: bytes) -> None:
    async def answer() -> httpx.Response:
        async with client(make_app()) as http:
            return await post(http, body, Accept=GRAPHQL)

    given_back = asyncio.run(answer())
    assert given_back.status_code in {200, 400}
    assert given_back.json().keys() <= {"data", "errors"}
    assert ("data" in given_back.json()) == (given_back.status_code == 200)


async def test_a_query_may_come_by_get(http: httpx.AsyncClient) -> None:
    parameters = {
        "query": "query A { __typename } query B($t: String!) { echo(text: $t) }",
        "variables": '{"t": "สวัสดี"}',
        "operationName": "B",
        "extensions": "",
    }
    answer = await http.get("/graphql", params=parameters)
    assert answer.json() == {"data": {"echo": "สวัสดี"}}


async def test_a_get_whose_variables_are_no_json_is_refused(http: httpx.AsyncClient) -> None:
    answer = await http.get("/graphql", params={"query": "{ __typename }", "variables": "{"})
    status, code, message = refusal(answer)
    assert (status, code) == (400, "request.malformed")
    assert message.startswith("variables cannot be read as JSON: ")


async def test_a_get_without_a_query_is_refused(http: httpx.AsyncClient) -> None:
    assert refusal(await http.get("/graphql")) == (400, "request.malformed", "There is no query.")


async def test_a_mutation_by_get_is_refused_and_not_run(app: Starlette, http: httpx.AsyncClient) -> None:
    for query, name in [("mutation { count }", None), ("query A { __typename } mutation B { count }", "B")]:
        parameters = {"query": query} | ({"operationName": name} if name else {})
        answer = await http.get("/graphql", params=parameters)
        assert refusal(answer) == (405, "request.method", "A mutation is not taken by GET.")
        assert answer.headers["Allow"] == "POST"
    assert app.state.counted == []
    assert (await ask(http, "mutation { count }")).json() == {"data": {"count": 1}}


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_another_method_is_refused(http: httpx.AsyncClient, method: str) -> None:
    answer = await http.request(method, "/graphql")
    assert refusal(answer) == (405, "request.method", f"GraphQL is not asked by {method}.")
    assert answer.headers["Allow"] == "GET, POST"


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        (JSON, JSON),
        (GRAPHQL, GRAPHQL),
        (f"{GRAPHQL}, {JSON}", GRAPHQL),
        (f"{JSON}, {GRAPHQL}", GRAPHQL),
        (f"{GRAPHQL};q=0.5, {JSON}", JSON),
        (f"{GRAPHQL}; charset=utf-8, {JSON};q=0.9", GRAPHQL),
        (f"{JSON}, */*", JSON),
        (f"{JSON};q=0.1, */*", GRAPHQL),
        (f"{JSON};q=0, */*;q=0.1", GRAPHQL),
        ("APPLICATION/JSON", JSON),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", JSON),
    ],
)
async def test_the_media_type_is_the_one_wanted_most(
    http: httpx.AsyncClient, accept: str, media_type: str
) -> None:
    answer = await ask(http, "{ __typename }", accept)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, f"{media_type}; charset=utf-8")


@pytest.mark.parametrize("accept", ["text/html", "text/event-stream", "application/xml", "*/*;q=0"])
async def test_a_client_that_accepts_neither_is_told_which_there_are(
    http: httpx.AsyncClient, accept: str
) -> None:
    answer = await ask(http, "mutation { count }", accept)
    assert refusal(answer)[:2] == (406, "request.not_acceptable")
    assert (await ask(http, "mutation { count }")).json() == {"data": {"count": 1}}


async def test_a_refused_token_is_a_401_that_says_what_kind_of_thing_is_wrong(
    app: Starlette, http: httpx.AsyncClient
) -> None:
    http.headers["Authorization"] = "Bearer old"
    answer = await ask(http, "mutation { count }")
    assert refusal(answer) == (401, "token.expired", "The token has expired.")
    challenge = 'Bearer error="invalid_token", error_description="token.expired"'
    assert answer.headers["WWW-Authenticate"] == challenge
    assert app.state.counted == []


async def test_whoever_is_refused_is_not_listened_to(http: httpx.AsyncClient) -> None:
    http.headers["Authorization"] = "Bearer old"
    assert refusal(await post(http, b"not json"))[0] == 401


async def test_the_answer_is_never_stored(http: httpx.AsyncClient) -> None:
    assert (await http.get("/graphql?query={__typename}")).headers["Cache-Control"] == "no-store"


async def test_a_request_id_is_kept_if_it_can_harm_nothing(http: httpx.AsyncClient) -> None:
    kept = await post(http, b"1", X_Request_Id="proxy-4711.a_b")
    assert kept.headers["X-Request-Id"] == "proxy-4711.a_b"
    for bad in ["short", "x" * 65, "with space", "<script>"]:
        made = (await post(http, b"1", X_Request_Id=bad)).headers["X-Request-Id"]
        assert len(made) == 32
        assert made.isalnum()


async def test_a_request_has_one_id_whoever_asks_for_it() -> None:
    async def context_for(request: Request) -> None:
        raise BadInput(Code.REQUEST_MALFORMED, request_id(request))

    async with client(make_app(context_for=context_for)) as http:
        answer = await ask(http, "{ __typename }")
    status, _, message = refusal(answer)
    assert (status, message) == (400, answer.headers["X-Request-Id"])


async def test_what_extensions_of_the_schema_tell_stands_beside_the_data() -> None:
    class Cost(SchemaExtension):
        def get_results(self) -> dict[str, Any]:
            return {"cost": {"actual": 1}}

    async with client(make_app(Cost)) as http:
        answer = await ask(http, "{ __typename }")
    assert answer.json() == {"data": {"__typename": "Query"}, "extensions": {"cost": {"actual": 1}}}
