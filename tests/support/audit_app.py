"""A small schema behind the real transport: for what holds of every schema, and for faults ours has not."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import strawberry
from graphql import GraphQLError
from starlette.applications import Starlette
from starlette.requests import Request
from strawberry.extensions import SchemaExtension

from sla_plugin.api.http import graphql_routes
from sla_plugin.errors import Code, NotFound, Unauthenticated, Unavailable

PRIVATE = "the password of chai@lanna.example"


@strawberry.type
class Query:
    @strawberry.field
    def echo(self, text: str) -> str:
        return text

    @strawberry.field
    def inner(self) -> Query:
        return Query()

    @strawberry.field
    def missing(self) -> str | None:
        raise NotFound(Code.NOT_FOUND, "There is no such ticket.", hint="Look for it by its key.", field="id")

    @strawberry.field
    def unknown_zone(self) -> str | None:
        raise GraphQLError("Asia/Chiang_Mai is no time zone.", extensions={"code": "calendar.unknown_zone"})

    @strawberry.field
    def bug(self) -> str | None:
        raise ZeroDivisionError(PRIVATE)

    @strawberry.field
    def fatal_bug(self) -> str:
        raise ZeroDivisionError(PRIVATE)

    @strawberry.field
    def first(self, count: int = 25) -> int:
        return count


@strawberry.type
class Mutation:
    @strawberry.mutation
    def count(self, info: strawberry.Info) -> int:
        info.context["counted"].append(1)
        return len(info.context["counted"])


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def ticks(self) -> AsyncIterator[int]:
        yield 1


class NoDatabase(SchemaExtension):
    def on_execute(self) -> Iterator[None]:
        yield from ()
        raise Unavailable(Code.DATABASE_UNAVAILABLE, "The database does not answer.", hint="Wait a little.")


class Faulty(SchemaExtension):
    def on_execute(self) -> Iterator[None]:
        yield from ()
        raise ZeroDivisionError(PRIVATE)


def schema(*extensions: type[SchemaExtension]) -> strawberry.Schema:
    return strawberry.Schema(Query, Mutation, Subscription, extensions=extensions)


def make_app(*extensions: type[SchemaExtension], **options: Any) -> Starlette:
    """Who calls without `Authorization` may; with it, it must be `Bearer good`."""
    counted: list[int] = []

    async def context_for(request: Request) -> dict[str, Any]:
        if request.headers.get("authorization", "Bearer good") != "Bearer good":
            raise Unauthenticated(Code.TOKEN_EXPIRED, "The token has expired.", hint="Sign in again.")
        return {"counted": counted}

    routes = graphql_routes(schema(*extensions), **{"context_for": context_for, **options})
    app = Starlette(routes=routes)
    app.state.counted = counted
    return app


def client(app: Starlette) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://sla.example")
