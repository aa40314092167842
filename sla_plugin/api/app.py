"""The ASGI application of one installation."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request

from sla_plugin.api.authenticate import context_of
from sla_plugin.api.context import Context
from sla_plugin.api.feeds import feed_routes
from sla_plugin.api.health import health_routes
from sla_plugin.api.http import ExampleTab, graphql_routes
from sla_plugin.api.papers import paper_routes
from sla_plugin.api.schema import build_schema
from sla_plugin.runtime.installation import Installation

_OWN_HOSTS_ONLY = Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost", "[::1]"])
"""The demo's page carries a token: a foreign name that resolves to this machine must not get it."""


def build_app(
    installation: Installation, *, tabs: Sequence[ExampleTab] = (), demo_token: str | None = None
) -> Starlette:
    """`demo_token` is for the demo only: whoever can open its GraphiQL can use it."""

    async def context_for(request: Request) -> Context:
        return await context_of(installation, request)

    return Starlette(
        middleware=[] if demo_token is None else [_OWN_HOSTS_ONLY],
        routes=[
            *health_routes(installation),
            *feed_routes(installation),
            *paper_routes(context_for, installation.documents),
            *graphql_routes(
                build_schema(),
                context_for=context_for,
                introspection=installation.settings.introspection,
                example_tabs=tabs,
                demo_token=demo_token,
            ),
        ],
    )
