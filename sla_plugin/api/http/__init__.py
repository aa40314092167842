"""GraphQL over HTTP, for any schema: requests read, documents limited, answers and refusals written.

`graphql_routes` is the way in. Follows the GraphQL over HTTP draft (graphql.github.io/graphql-over-http).
"""

from sla_plugin.api.http.graphiql import ExampleTab
from sla_plugin.api.http.limits import Limits
from sla_plugin.api.http.request_ids import request_id
from sla_plugin.api.http.routes import graphql_routes

__all__ = ["ExampleTab", "Limits", "graphql_routes", "request_id"]
