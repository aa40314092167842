"""A schema as it is served: documents made ready by us, errors reported by us."""

from __future__ import annotations

from typing import Any

import strawberry
from graphql import GraphQLError

from sla_plugin.api.http.documents import Documents, ReadyDocument


class ServedSchema(strawberry.Schema):
    """Shares everything with `schema`: its types cannot be built into a second one."""

    def __init__(self, schema: strawberry.Schema, documents: Documents) -> None:
        vars(self).update(vars(schema))
        self.extensions = (lambda: ReadyDocument(documents), *schema.extensions)

    def process_errors(self, errors: list[GraphQLError], execution_context: Any = None) -> None:
        """Strawberry would log what a client did wrong as an error, and know no request id."""
