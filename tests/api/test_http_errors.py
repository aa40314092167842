"""Errors of operations: which code and status they get, and what they keep to themselves."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from sla_plugin.errors import Code, Unauthenticated
from tests.support.audit_app import PRIVATE, Faulty, NoDatabase, client, make_app

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"


async def ask(query: str, *extensions: Any, accept: str = GRAPHQL, **more: Any) -> httpx.Response:
    options = {name: more.pop(name) for name in ("introspection", "context_for") if name in more}
    async with client(make_app(*extensions, **options)) as http:
        return await http.post("/graphql", json={"query": query, **more}, headers={"Accept": accept})


def codes(answer: httpx.Response) -> list[str]:
    return [error["extensions"]["code"] for error in answer.json()["errors"]]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{", "document.syntax"),
        ("{ nothing }", "document.invalid"),
        ("{ echo(text: 1) }", "document.invalid"),
        ("{ __typename @skip }", "document.invalid"),
        ("fragment A on Query { ...A }", "document.invalid"),
        ("query($t: String!) { echo(text: $t) }", "document.variables"),
        ("query A { __typename } query B { __typename }", "document.operation"),
        ("subscription { ticks }", "document.operation"),
        ("{ inner { }", "document.syntax"),
        ("{" + " first" * 1000 + " }", "document.limit"),
    ],
)
async def test_an_operation_that_cannot_be_run_has_no_data_and_its_own_code(query: str, code: str) -> None:
    new, old = await ask(query), await ask(query, accept=JSON)
    # The status of a response in application/json speaks of the HTTP request, which was well-formed.
    assert (new.status_code, old.status_code) == (400, 200)
    for answer in (new, old):
        assert answer.json().keys() == {"errors"}
        assert set(codes(answer)) == {code}


async def test_an_operation_that_is_not_in_the_document_is_named() -> None:
    answer = await ask("query A { __typename }", operationName="B")
    [error] = answer.json()["errors"]
    assert (answer.status_code, error["message"]) == (400, "There is no operation 'B'.")


async def test_of_several_operations_the_named_one_is_run() -> None:
    answer = await ask("query A { __typename } mutation B { count }", operationName="B")
    assert answer.json() == {"data": {"count": 1}}


async def test_a_document_with_many_faults_lists_nine_errors_at_most() -> None:
    answer = await ask("{ " + " ".join(f"no{n}" for n in range(50)) + " }")
    errors = answer.json()["errors"]
    assert len(errors) == 9
    assert errors[-1]["message"].startswith("Too many validation errors")


async def test_variables_with_many_faults_list_nine_errors_at_most() -> None:
    names = [f"$t{n}: String!" for n in range(20)]
    used = " ".join(f"a{n}: echo(text: $t{n})" for n in range(20))
    answer = await ask(f"query({', '.join(names)}) {{ {used} }}", variables={})
    assert (answer.status_code, codes(answer)) == (400, ["document.variables"] * 9)


async def test_what_a_field_refuses_is_told_beside_the_data() -> None:
    answer = await ask("{ missing __typename }")
    assert answer.status_code == 200
    assert answer.json() == {
        "errors": [
            {
                "message": "There is no such ticket.",
                "locations": [{"line": 1, "column": 3}],
                "path": ["missing"],
                "extensions": {
                    "code": "object.not_found",
                    "hint": "Look for it by its key.",
                    "field": "id",
                    "requestId": answer.headers["X-Request-Id"],
                },
            }
        ],
        "data": {"missing": None, "__typename": "Query"},
    }


async def test_an_error_of_graphql_keeps_the_code_that_it_was_raised_with() -> None:
    answer = await ask("{ unknownZone }")
    assert (answer.status_code, codes(answer)) == (200, ["calendar.unknown_zone"])


async def test_an_argument_that_turns_out_null_is_the_fault_of_the_variables() -> None:
    answer = await ask("query($n: Int) { first(count: $n) }", variables={"n": None})
    assert (answer.status_code, answer.json()["data"], codes(answer)) == (200, None, ["document.variables"])


@pytest.mark.parametrize(("field", "data"), [("bug", {"bug": None}), ("fatalBug", None)])
async def test_a_bug_is_logged_under_the_request_id_and_not_told(field: str, data: object) -> None:
    with capture_logs() as logs:
        answer = await ask(f"{{ {field} }}")
    body = answer.json()
    assert (answer.status_code, body["data"], codes(answer)) == (200, data, ["internal.bug"])
    assert PRIVATE not in answer.text
    assert "ZeroDivisionError" not in answer.text
    [event] = logs
    assert (event["event"], event["path"], event["count"]) == ("graphql.bug", field, 1)
    assert event["request_id"] == body["errors"][0]["extensions"]["requestId"]
    assert str(event["exc_info"]) == PRIVATE


async def test_a_bug_in_many_fields_is_logged_once() -> None:
    with capture_logs() as logs:
        answer = await ask("{ a: bug b: bug c: bug }")
    assert codes(answer) == ["internal.bug"] * 3
    assert [(event["path"], event["count"]) for event in logs] == [("a", 3)]


async def test_a_bug_before_any_field_is_a_500_without_data() -> None:
    for accept in (GRAPHQL, JSON):
        with capture_logs() as logs:
            answer = await ask("{ __typename }", Faulty, accept=accept)
        assert (answer.status_code, codes(answer)) == (500, ["internal.bug"])
        assert answer.json().keys() == {"errors"}
        assert PRIVATE not in answer.text
        assert len(logs) == 1


async def test_a_bug_outside_graphql_is_a_500_in_the_same_form() -> None:
    async def context_for(request: object) -> None:
        raise ZeroDivisionError(PRIVATE)

    with capture_logs() as logs:
        answer = await ask("{ __typename }", context_for=context_for)
    assert (answer.status_code, codes(answer)) == (500, ["internal.bug"])
    assert PRIVATE not in answer.text
    assert str(logs[0]["exc_info"]) == PRIVATE


async def test_a_database_that_is_down_is_a_503() -> None:
    with capture_logs() as logs:
        answer = await ask("{ __typename }", NoDatabase)
    assert (answer.status_code, codes(answer)) == (503, ["database.unavailable"])
    assert answer.json()["errors"][0]["extensions"]["hint"] == "Wait a little."
    assert logs == []


async def test_what_a_client_did_wrong_is_not_logged_as_an_error() -> None:
    with capture_logs() as logs:
        await ask("{ nothing }")
        await ask("{ missing }")
    assert logs == []


async def test_who_sends_no_token_is_asked_for_one_without_reproach() -> None:
    """RFC 6750, section 3.1."""

    async def context_for(request: object) -> None:
        raise Unauthenticated(Code.TOKEN_MISSING, "There is no token.")

    answer = await ask("{ __typename }", context_for=context_for)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


SUGGESTIVE = ["{ ecko(text: 1) }", "{ echo(texd: 1) }", "query($t: Strin) { echo(text: $t) }"]


@pytest.mark.parametrize("query", SUGGESTIVE)
async def test_names_are_suggested_where_they_can_be_asked_for(query: str) -> None:
    assert "Did you mean" in (await ask(query)).text


@pytest.mark.parametrize("query", SUGGESTIVE)
async def test_without_introspection_no_error_suggests_a_name(query: str) -> None:
    answer = await ask(query, introspection=False)
    assert answer.status_code == 400
    assert "Did you mean" not in answer.text


async def test_without_introspection_the_schema_is_not_told() -> None:
    assert (await ask("{ __schema { queryType { name } } }")).status_code == 200
    answer = await ask("{ __schema { queryType { name } } }", introspection=False)
    assert (answer.status_code, codes(answer)) == (400, ["document.invalid"] * 2)
    assert (await ask("{ __typename }", introspection=False)).json() == {"data": {"__typename": "Query"}}
