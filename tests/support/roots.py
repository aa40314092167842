"""The schema's root fields, and the right that each declares."""

from __future__ import annotations

from graphql import FieldNode, OperationDefinitionNode, parse
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.field import StrawberryField

from sla_plugin import published
from sla_plugin.api.mutations.root import Mutation
from sla_plugin.api.queries import Query
from sla_plugin.api.rights import rights_of
from sla_plugin.auth.scopes import Scope


def fields_of(root: type) -> list[StrawberryField]:
    definition: StrawberryObjectDefinition = root.__strawberry_definition__  # type: ignore[attr-defined]  # set by strawberry.type
    return definition.fields


def rights_of_operations() -> dict[str, Scope | None]:
    """By the name of the published operation, each of which asks for one root field."""
    fields = [*fields_of(Query), *fields_of(Mutation)]
    rights = {_camel_case(field.python_name): rights_of(field) for field in fields}
    return {name: rights[_root(text)] for name, text in published.operations().items()}


def _camel_case(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _root(document: str) -> str:
    [operation] = [node for node in parse(document).definitions if isinstance(node, OperationDefinitionNode)]
    [field] = operation.selection_set.selections
    assert isinstance(field, FieldNode)
    return field.name.value
