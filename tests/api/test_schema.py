"""The published schema is the one that is served, every part of it says what it is, and everything in it has
a declared right."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLScalarType,
    OperationDefinitionNode,
    build_schema,
    is_introspection_type,
    is_specified_scalar_type,
    parse,
    validate,
)

from sla_plugin import published
from sla_plugin.api.mutations.root import Mutation
from sla_plugin.api.queries import Query
from sla_plugin.api.rights import rights_of
from sla_plugin.api.schema import schema_text
from tests.support.roots import fields_of

SCHEMA = build_schema(published.schema_text())
OPERATIONS = published.operations()
OWN_TYPES = [
    kind
    for kind in SCHEMA.type_map.values()
    if not is_introspection_type(kind) and not is_specified_scalar_type(kind)
]
FOR_EVERYBODY = {"viewer", "node"}
"""`viewer` tells only what the token says; `node` asks for the right of each kind of object."""

TO_CHANGE = (":write", ":initiate", ":decide")


def test_the_published_schema_is_the_one_that_is_served() -> None:
    assert published.schema_text() == schema_text()


def _parts(kind: GraphQLNamedType) -> Iterator[tuple[str, str | None]]:
    """Everything that is to be described, and its description."""
    yield kind.name, kind.description
    if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
        for name, field in kind.fields.items():
            yield f"{kind.name}.{name}", field.description
            for of, argument in field.args.items():
                yield f"{kind.name}.{name}({of})", argument.description
    if isinstance(kind, GraphQLInputObjectType):
        for name, given in kind.fields.items():
            yield f"{kind.name}.{name}", given.description
    if isinstance(kind, GraphQLEnumType):
        for name, value in kind.values.items():
            yield f"{kind.name}.{name}", value.description


@pytest.mark.parametrize("kind", OWN_TYPES, ids=lambda kind: kind.name)
def test_every_part_is_described(kind: GraphQLNamedType) -> None:
    assert [part for part, description in _parts(kind) if not description] == []


def test_every_scalar_of_ours_says_where_its_form_is_specified() -> None:
    scalars = [kind for kind in OWN_TYPES if isinstance(kind, GraphQLScalarType)]
    unspecified = [kind.name for kind in scalars if kind.specified_by_url is None]
    assert unspecified == []
    assert len(scalars) == 7


def test_every_root_field_has_a_declared_right() -> None:
    fields = [*fields_of(Query), *fields_of(Mutation)]
    assert {field.python_name for field in fields if rights_of(field) is None} == FOR_EVERYBODY


def test_what_changes_something_needs_a_right_to_change_it() -> None:
    rights = [rights_of(field) for field in fields_of(Mutation)]
    assert [right for right in rights if right is None or not right.endswith(TO_CHANGE)] == []
    assert len(rights) == 78


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_published_operation_is_valid_and_named_as_its_file(name: str) -> None:
    document = parse(OPERATIONS[name])
    assert validate(SCHEMA, document) == []
    [operation] = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    assert operation.name is not None
    assert operation.name.value == name


def test_every_root_field_is_asked_for_by_a_published_operation() -> None:
    asked = {
        selection.name.value
        for text in OPERATIONS.values()
        for node in parse(text).definitions
        if isinstance(node, OperationDefinitionNode)
        for selection in node.selection_set.selections
        if hasattr(selection, "name")
    }
    roots = [SCHEMA.query_type, SCHEMA.mutation_type]
    assert asked == {name for root in roots if root is not None for name in root.fields}
