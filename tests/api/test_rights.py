"""A token may what its scopes say, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from sla_plugin.auth.scopes import Scope
from tests.support.cast import Provider, waiting_ticket
from tests.support.inputs import NAMED, good_inputs, good_variables
from tests.support.roots import rights_of_operations

RIGHTS = {name: right for name, right in rights_of_operations().items() if right is not None}


async def _variables(provider: Provider, operation: str) -> dict[str, Any]:
    inputs = good_inputs(provider.ids)
    if operation in inputs:
        return {"input": inputs[operation]}
    await provider.is_told(waiting_ticket())
    return {
        **good_variables(provider.ids),
        "TicketClocks": {"system": "desk-demo", "key": "T-1"},
        "TicketFacts": {"system": "desk-demo", "key": "T-1"},
        "TicketAsOf": {"id": await _id_of_ticket(provider), "asOf": "2026-03-03T03:00:00Z"},
    }.get(operation, {})


async def _id_of_ticket(provider: Provider) -> str:
    found = (await provider.caller.run("TicketClocks", system="desk-demo", key="T-1")).data["ticket"]
    return str(found["id"])


@pytest.mark.parametrize("operation", RIGHTS)
async def test_without_its_scope_an_operation_is_refused_and_with_it_alone_it_is_not(
    lanna: Provider, operation: str
) -> None:
    right, variables = RIGHTS[operation], await _variables(lanna, operation)
    everything_else = await lanna.may_only(*(scope for scope in Scope if scope is not right))
    refused = await everything_else.run(operation, **variables)
    assert refused.codes == ["right.scope_missing"]
    assert refused.body["errors"][0]["message"] == f"This token lacks the scope {right}."
    assert set((refused.body["data"] or {}).values()) <= {None}
    allowed = (await (await lanna.may_only(right)).run(operation, **variables)).data
    assert None not in allowed.values()


async def test_what_was_refused_was_not_done(lanna: Provider) -> None:
    reader = await lanna.may_only(Scope.SERVICES_READ)
    before = (await reader.run("Services")).data
    await reader.run("CreateService", input=NAMED)
    assert (await reader.run("Services")).data == before


NODE_RIGHTS = {
    "Agreement": Scope.AGREEMENTS_READ,
    "Calendar": Scope.CALENDARS_READ,
    "Contract": Scope.CONTRACTS_READ,
    "Organisation": Scope.ORGANISATIONS_READ,
    "Service": Scope.SERVICES_READ,
    "Site": Scope.ORGANISATIONS_READ,
    "Ticket": Scope.TICKETS_READ,
    "Clock": Scope.TICKETS_READ,
}


async def test_by_its_id_one_sees_only_what_one_could_list(lanna: Provider) -> None:
    await lanna.is_told(waiting_ticket())
    found = (await lanna.caller.run("TicketClocks", system="desk-demo", key="T-1")).data["ticket"]
    ids = {**lanna.ids, "Ticket": found["id"], "Clock": found["clocks"][0]["id"]}
    for kind, right in NODE_RIGHTS.items():
        without = await lanna.may_only(*(scope for scope in Scope if scope is not right))
        assert (await without.run("Node", id=ids[kind])).data == {"node": None}
        only = await lanna.may_only(right)
        assert (await only.run("Node", id=ids[kind])).data == {"node": {"__typename": kind, "id": ids[kind]}}
