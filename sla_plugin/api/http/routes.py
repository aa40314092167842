"""The routes to mount: `/graphql`, and GraphiQL beside it."""

from __future__ import annotations

from collections.abc import Sequence

import strawberry
from starlette.routing import BaseRoute, Route

from sla_plugin.api.http.endpoint import ContextFor, GraphQLEndpoint
from sla_plugin.api.http.graphiql import ExampleTab, graphiql_routes
from sla_plugin.api.http.limits import Limits


def graphql_routes(
    schema: strawberry.Schema,
    *,
    context_for: ContextFor,
    introspection: bool = True,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    example_tabs: Sequence[ExampleTab] = (),
    demo_token: str | None = None,
) -> list[BaseRoute]:
    """`/graphql`, `/graphiql` and its files.

    Without `introspection`, errors tell no names of the schema either. `demo_token` is sent by GraphiQL in
    everybody's name: whoever can open the page can use it.
    """
    endpoint = GraphQLEndpoint(schema, context_for, limits, introspection=introspection)
    return [Route("/graphql", endpoint), *graphiql_routes(example_tabs, demo_token)]
