"""The schema, and its published text."""

from __future__ import annotations

import strawberry
from graphql import build_schema as read_schema
from graphql import lexicographic_sort_schema, print_schema
from strawberry.schema.config import StrawberryConfig

from sla_plugin.api.mutations.payloads import (
    Conflicting,
    ConsentIsRequired,
    InputRefused,
    Missing,
    NotAllowed,
    NotInThisState,
    RequestQuarantined,
    SupersededByAnother,
    TerminationNotInThisState,
    Unanswered,
)
from sla_plugin.api.mutations.root import Mutation
from sla_plugin.api.operation_session import OperationSession
from sla_plugin.api.queries import Query
from sla_plugin.api.scalars import SCALARS


def build_schema() -> strawberry.Schema:
    return strawberry.Schema(
        query=Query,
        mutation=Mutation,
        types=[
            InputRefused,
            Conflicting,
            Missing,
            NotAllowed,
            NotInThisState,
            Unanswered,
            TerminationNotInThisState,
            SupersededByAnother,
            ConsentIsRequired,
            RequestQuarantined,
        ],
        extensions=[OperationSession],
        config=StrawberryConfig(scalar_map=SCALARS),
    )


def schema_text() -> str:
    """Sorted, so that two versions differ only where they differ. Strawberry's own sorting breaks enums."""
    return print_schema(lexicographic_sort_schema(read_schema(build_schema().as_str()))) + "\n"
