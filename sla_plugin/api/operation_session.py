"""One transaction for one GraphQL operation.

A query then shows one state of the data. In a mutation each root field is a savepoint of its own
(`mutations.carry_out`): a refused one leaves nothing behind and neither undoes nor poisons its siblings.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from strawberry.extensions import SchemaExtension

from sla_plugin.api.context import Context


class OperationSession(SchemaExtension):
    async def on_execute(self) -> AsyncIterator[None]:
        context = self.execution_context.context
        assert isinstance(context, Context)
        async with context.database.session(context.tenant) as session:
            context.session_ = session
            yield
