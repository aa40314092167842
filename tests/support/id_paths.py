"""Where in the arguments of a schema's root fields ids stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graphql import (
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_list_type,
)


def id_paths(schema: GraphQLSchema) -> Iterator[str]:
    """`tickets.filter.customer.in[]`; each type of input once on a way, so that and, or and not end."""
    for root in (schema.query_type, schema.mutation_type):
        assert root is not None
        for field, of in root.fields.items():
            for name, argument in of.args.items():
                yield from _paths(f"{field}.{name}", argument.type, ())


def _paths(path: str, given: GraphQLInputType, way: tuple[str, ...]) -> Iterator[str]:
    kind = get_named_type(given)
    path += "[]" if is_list_type(get_nullable_type(given)) else ""
    if kind.name == "ID":
        yield path
    if isinstance(kind, GraphQLInputObjectType) and kind.name not in way:
        for name, field in kind.fields.items():
            yield from _paths(f"{path}.{name}", field.type, (*way, kind.name))


def placed(arguments: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """The arguments of a root field with the value at that path."""
    _, _, rest = path.partition(".")
    name, _, below = rest.partition(".")
    plain = name.removesuffix("[]")
    inner = arguments.get(plain)
    if below:
        # The place of a list is its only element, with whatever else that has.
        around = inner[0] if isinstance(inner, list) and inner else inner
        value = placed(around if isinstance(around, dict) else {}, f".{below}", value)
    return arguments | {plain: [value] if name.endswith("[]") else value}
