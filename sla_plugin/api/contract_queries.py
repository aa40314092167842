"""What can be asked of contracts."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import argument as described

from sla_plugin.api.arguments import After, First
from sla_plugin.api.connections import Connection
from sla_plugin.api.context import Info
from sla_plugin.api.contract_filters import (
    ContractFilter,
    ObligationFilter,
    contract_condition,
    obligation_condition,
)
from sla_plugin.api.ids import id_of
from sla_plugin.api.instants import check_instant
from sla_plugin.api.lists import listed
from sla_plugin.api.rights import Needs
from sla_plugin.api.types.contract import Contract, View, contract_known
from sla_plugin.api.types.contract_enums import ContractOrder
from sla_plugin.api.types.contract_trail import AuditTrail
from sla_plugin.api.types.obligation import Obligation
from sla_plugin.auth.scopes import Scope
from sla_plugin.domain.contracting.obligations import UNWIND
from sla_plugin.storage.conditions import All, Among, Compare, Not, matching
from sla_plugin.storage.contract_obligations import ObligationRow
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.pages import Order


@strawberry.input(description="Which contract; exactly one of the two.", one_of=True)
class ContractBy:
    id: strawberry.ID | None = strawberry.field(default=strawberry.UNSET, description="Its global id.")
    number: str | None = strawberry.field(default=strawberry.UNSET, description="Its number.")


ORDERS = {
    ContractOrder.NUMBER: Order("number"),
    ContractOrder.STARTS: Order("monitored_from"),
    ContractOrder.ENDS: Order("monitored_until"),
}


@strawberry.type
class ContractQueries:
    @strawberry.field(
        description="One contract; null where there is none. `asOf`: at which instant it is looked at; "
        "`knownAt`: as far as it was on record by then.",
        extensions=[Needs(Scope.CONTRACTS_READ)],
    )
    async def contract(
        self,
        info: Info,
        by: Annotated[ContractBy, described("Which one.")],
        as_of: Annotated[datetime | None, described("Left out, now.")] = None,
        known_at: Annotated[datetime | None, described("Left out, by now.")] = None,
    ) -> Contract | None:
        check_instant(as_of, field="asOf")
        view = View(as_of, known_at)
        if isinstance(by.number, str):
            which = All(
                [Compare("number", "eq", by.number), await info.context.loaders.of_contracts.visible()]
            )
            row = await matching(info.context.session, ContractRow, which).first()
            return None if row is None else await contract_known(info, row.id, view)
        return await contract_known(info, id_of("Contract", str(by.id), field="by.id"), view)

    @strawberry.field(description="Contracts, filtered and sorted.", extensions=[Needs(Scope.CONTRACTS_READ)])
    async def contracts(
        self,
        info: Info,
        first: First = 25,
        after: After = None,
        filter: Annotated[ContractFilter | None, described("Which ones.")] = None,
        order_by: Annotated[ContractOrder, described("In which order.")] = ContractOrder.NUMBER,
    ) -> Connection[Contract]:
        visible = await info.context.loaders.of_contracts.visible()
        which = All([contract_condition(filter, info.context.now), visible])
        return await listed(info, ContractRow, ORDERS[order_by], first, after, Contract.of, which)

    @strawberry.field(
        description="What parties of contracts owe each other besides service, what is due first first.",
        extensions=[Needs(Scope.CONTRACTS_READ)],
    )
    async def obligations(
        self,
        info: Info,
        first: First = 25,
        after: After = None,
        filter: Annotated[ObligationFilter | None, described("Which ones.")] = None,
    ) -> Connection[Obligation]:
        which = [obligation_condition(filter, info.context.now)]
        if info.context.bound_to is not None:
            visible = await info.context.loaders.of_contracts.visible()
            which += [Among("contract_id", ContractRow, visible), Not(Compare("kind", "eq", UNWIND))]
        return await listed(info, ObligationRow, Order("due_on"), first, after, Obligation.of, All(which))

    @strawberry.field(
        description="The trail of a contract: what happened to it, and whether everything on record of it is "
        "as it was written. Null where there is no such contract.",
        extensions=[Needs(Scope.AUDIT_READ)],
    )
    async def audit_trail(
        self, info: Info, contract: Annotated[strawberry.ID, described("Of which one.")]
    ) -> AuditTrail | None:
        which = id_of("Contract", contract, field="contract")
        row = await info.context.loaders.contracts.load(which)
        return None if row is None else AuditTrail(contract_key=row.id)
