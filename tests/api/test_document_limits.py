"""How much of a document is taken, and that counting it costs less than running it."""

from __future__ import annotations

import pytest
from graphql import get_introspection_query, parse
from hypothesis import given
from hypothesis import strategies as st

from sla_plugin.api.http.documents import DocumentRefused, Documents
from sla_plugin.api.http.limits import Limits, check_size
from sla_plugin.errors import BadInput, Code
from tests.support.audit_app import schema

TAKEN = Limits(depth=3, aliases=4, tokens=30, comments=2, characters=200)


def check(text: str, limits: Limits = TAKEN) -> None:
    Documents(schema()._schema, limits, introspection=True).ready(text)


def refusal(text: str, limits: Limits = TAKEN) -> str:
    with pytest.raises(BadInput) as caught:
        check(text, limits)
    assert caught.value.code is Code.DOCUMENT_LIMIT
    return caught.value.message


@pytest.mark.parametrize(
    ("taken", "one_more", "message"),
    [
        (
            "{ inner { inner { first } } }",
            "{ inner { inner { inner { first } } } }",
            "Fields are nested 4 deep; 3 are taken.",
        ),
        (
            "{ a: first b: first c: first d: first }",
            "{ a: first b: first c: first d: first e: first }",
            "Spread out, the document has 5 aliases; 4 are taken.",
        ),
        ("{" + " first" * 28 + "}", "{" + " first" * 29 + "}", "Document contains more than 30 tokens."),
        ("#\n#\n{ first }", "#\n#\n#\n{ first }", "Document contains more than 2 comments."),
        ("{ first }".ljust(200), "{ first }".ljust(201), "Source contains more than 200 code points."),
    ],
)
def test_a_limit_is_taken_and_one_more_is_refused(taken: str, one_more: str, message: str) -> None:
    check(taken)
    assert refusal(one_more) == message


def test_depth_and_aliases_are_counted_through_fragments() -> None:
    assert (
        refusal("{ inner { ...A } } fragment A on Query { inner { ... { inner { first } } } }")
        == "Fields are nested 4 deep; 3 are taken."
    )
    assert (
        refusal("{ ...A inner { ...A } } fragment A on Query { a: first b: first c: first }")
        == "Spread out, the document has 6 aliases; 4 are taken."
    )


@given(st.integers(1, 60))
def test_fragments_that_double_are_counted_whole_and_at_once(length: int) -> None:
    """Spread out, sixty of them would be more fields than there are grains of sand."""
    chain = [f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(length)]
    document = parse(f"{{ ...F0 }} {' '.join(chain)} fragment F{length} on Query {{ a: first }}")
    check_size(document, Limits(aliases=2**length))
    with pytest.raises(BadInput, match=f"has {2**length:,} aliases"):
        check_size(document, Limits(aliases=2**length - 1))


def test_a_circle_of_fragments_is_left_to_validation() -> None:
    with pytest.raises(DocumentRefused) as caught:
        check("{ ...A } fragment A on Query { inner { ...B } } fragment B on Query { inner { ...A } }")
    assert [error.message for error in caught.value.errors] == [
        "Cannot spread fragment 'A' within itself via 'B'."
    ]


def test_a_fragment_that_is_not_there_is_left_to_validation() -> None:
    with pytest.raises(DocumentRefused) as caught:
        check("{ ...A }")
    assert [error.message for error in caught.value.errors] == ["Unknown fragment 'A'."]


def test_nesting_that_no_stack_would_hold_is_refused() -> None:
    deep = "{ inner " * 400 + "{ first }" + "}" * 400
    assert refusal(deep, Limits(tokens=10_000)) == "Document is nested too deeply."


def test_a_chain_of_fragments_that_no_stack_would_hold_is_refused() -> None:
    chain = " ".join(f"fragment F{n} on Query {{ inner {{ ...F{n + 1} }} }}" for n in range(80))
    text = f"{{ ...F0 }} {chain} fragment F80 on Query {{ first }}"
    assert refusal(text, Limits()) == "Fields are nested 81 deep; 15 are taken."


def nested_in(fragments: int, levels: int) -> str:
    inside, outside = "... {" * levels, "}" * levels
    chain = [f"fragment F{n} on Query {{ {inside} ...F{n + 1} {outside} }}" for n in range(fragments)]
    return f"{{ ...F0 }} {' '.join(chain)} fragment F{fragments} on Query {{ first }}"


def test_what_is_short_enough_can_be_counted() -> None:
    """Within a thousand tokens; how deep fragments may lie within fragments is for graphql-core to say."""
    check_size(parse(nested_in(5, 60), max_lexical_tokens=1_000), Limits())
    check_size(parse(nested_in(100, 0), max_lexical_tokens=1_000), Limits())


def test_nesting_through_fragments_that_no_stack_would_hold_is_refused() -> None:
    assert refusal(nested_in(50, 60), Limits(tokens=20_000)) == "Document is nested too deeply."


def test_the_introspection_query_of_every_tool_is_taken() -> None:
    query = get_introspection_query(
        specified_by_url=True,
        directive_is_repeatable=True,
        schema_description=True,
        input_value_deprecation=True,
        one_of=True,
    )
    check(query, Limits())


def test_a_valid_document_is_parsed_once() -> None:
    documents = Documents(schema()._schema, Limits(), introspection=True)
    assert documents.ready("{ first }") is documents.ready("{ first }")


def test_an_invalid_document_is_not_kept() -> None:
    documents = Documents(schema()._schema, Limits(), introspection=True)
    for _ in range(2):
        with pytest.raises(DocumentRefused):
            documents.ready("{ nothing }")
    assert documents.ready.cache_info().currsize == 0
