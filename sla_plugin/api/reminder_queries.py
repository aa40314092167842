"""What somebody was reminded of."""

from __future__ import annotations

import strawberry

from sla_plugin.api.arguments import After, First
from sla_plugin.api.connections import Connection
from sla_plugin.api.context import Info
from sla_plugin.api.lists import listed
from sla_plugin.api.rights import Needs
from sla_plugin.api.types.reminder import Reminder
from sla_plugin.auth.scopes import Scope
from sla_plugin.storage.conditions import All, Among, Condition
from sla_plugin.storage.contract_reminders import ReminderRow
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.pages import Order


@strawberry.type
class ReminderQueries:
    @strawberry.field(
        description="Reminders of deadlines for notice, the last one first.",
        extensions=[Needs(Scope.CONTRACTS_READ)],
    )
    async def reminders(self, info: Info, first: First = 25, after: After = None) -> Connection[Reminder]:
        which: Condition = All()
        if info.context.bound_to is not None:
            visible = await info.context.loaders.of_contracts.visible()
            which = Among("contract_id", ContractRow, visible)
        last_first = Order("recorded_at", descending=True)
        return await listed(info, ReminderRow, last_first, first, after, Reminder.of, which)
