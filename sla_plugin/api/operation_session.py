"""One transaction for one GraphQL operation.

A query then shows one state of the data. In a mutation each root field is a savepoint of its own
(`mutations.carry_out`): a refused one leaves nothing behind and neither undoes nor poisons its siblings.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress

from strawberry.extensions import SchemaExtension
from strawberry.types.graphql import OperationType

from sla_plugin.api.context import Context


class _NothingToKeep(Exception):  # noqa: N818  # not an error
    pass


class OperationSession(SchemaExtension):
    async def on_execute(self) -> AsyncIterator[None]:
        context = self.execution_context.context
        assert isinstance(context, Context)
        with suppress(_NothingToKeep):
            async with context.database.session(context.tenant) as session:
                context.session_ = session
                yield
                if self.execution_context.operation_type is OperationType.QUERY:
                    # A field that fails breaks off what its siblings are asking, and with a statement that is
                    # broken off the transaction cannot be committed. The answer stands all the same.
                    raise _NothingToKeep
