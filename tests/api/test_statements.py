"""An answer costs as many SQL statements for fifty rows as for one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from sla_plugin import published
from sla_plugin.api.app import build_app
from tests.support.cast import Provider
from tests.support.counting import CountingDatabase
from tests.support.customers import Customer
from tests.support.inputs import good_inputs, good_variables
from tests.support.operations import Caller
from tests.support.recorded import record_contracts
from tests.support.recorded_ends import record_ends

STATEMENTS = {
    "AgreementFile": 13,
    "Agreements": 8,
    "Attainment": 26,
    "AuditTrail": 5,
    "Availability": 22,
    "Board": 28,
    "Calendars": 3,
    "Contract": 54,
    "ContractFile": 9,
    "Contracts": 38,
    "CoverageGaps": 22,
    "CustomerGroups": 2,
    "DueReviews": 24,
    "ExclusionWindows": 2,
    "ImprovementActions": 2,
    "Metrics": 2,
    "Node": 22,
    "NoticePreview": 1,
    "Obligations": 5,
    "Organisations": 5,
    "Reminders": 3,
    "ServiceReport": 29,
    "Services": 4,
    "SettlementDraft": 14,
    "Settlements": 10,
    "Simulation": 26,
    "SupportCheck": 25,
    "TerminationCases": 20,
    "TerminationPreview": 50,
    "TerminationRequests": 5,
    "TicketAsOf": 22,
    "TicketClocks": 31,
    "TicketFacts": 4,
    "Tickets": 24,
    "Viewer": 1,
}
"""One of each is the question whether the token was revoked."""


@pytest.fixture
def counting(lanna: Provider) -> CountingDatabase:
    return CountingDatabase(lanna.installation.database)


@pytest.fixture
def caller(lanna: Provider, counting: CountingDatabase) -> Caller:
    app = build_app(replace(lanna.installation, database=counting))
    return Caller(app, lanna.caller.token)


async def test_every_query_costs_the_same_number_of_statements_however_many_rows_there_are(
    lanna: Provider, caller: Caller, counting: CountingDatabase
) -> None:
    customers = [Customer(f"{number}", f"Customer {number:02}") for number in range(1, 51)]
    for new in (customers[:1], customers[1:10], customers[10:]):
        await lanna.gets(new)
        async with lanna.installation.database.session(lanna.tenant) as session:
            await record_contracts(session, new)
            await record_ends(session, new)
        cost = {}
        for name, variables in (await _asked(caller, lanna.ids)).items():
            counting.sent.clear()
            assert (await caller.run(name, **variables)).data
            cost[name] = len(counting.sent)
        assert cost == STATEMENTS


async def test_the_board_shows_fifty_tickets_with_their_clocks(lanna: Provider, caller: Caller) -> None:
    await lanna.gets([Customer(f"{number}", f"Customer {number}") for number in range(50)])
    board = (await caller.run("Board", first=100)).data["clocks"]["nodes"]
    assert len({clock["ticket"]["key"] for clock in board}) == 50
    assert len({clock["commitment"]["contract"]["number"] for clock in board}) == 50
    assert {clock["metric"] for clock in board} == {"FIRST_RESPONSE", "RESOLUTION"}
    assert len(board) == 100


async def _asked(caller: Caller, ids: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Every published query with variables that find something, a full page where it is a list."""
    of_one = {"system": "desk-demo", "key": "H-1"}
    ticket = (await caller.run("TicketClocks", **of_one)).data["ticket"]
    [agreement, *_] = (await caller.run("Agreements", first=1)).data["agreements"]["nodes"]
    contract = (await caller.run("Contract", by={"number": "R-1"})).data["contract"]
    [case] = (await caller.run("TerminationCases", first=1)).data["terminationCases"]["nodes"]
    special = {
        **good_variables(ids),
        "Simulation": {"input": {**good_inputs(ids)["Simulation"], "until": "2030-01-01T00:00:00Z"}},
        "AgreementFile": {"id": agreement["versions"][0]["id"]},
        "AuditTrail": {"contract": contract["id"]},
        "Contract": {"by": {"number": "R-1"}},
        # Two of each customer, so that a page holds all of them.
        "Contracts": {"first": 100, "filter": {"not": {"number": {"startsWith": "LI-"}}}},
        "Node": {"id": ticket["clocks"][0]["id"]},
        "SettlementDraft": {"id": case["id"]},
        "TerminationPreview": {
            "input": {"contract": contract["id"], "ground": "CONVENIENCE", "initiator": "CUSTOMER"}
        },
        "TicketAsOf": {"id": ticket["id"], "asOf": "2026-03-03T02:00:00Z"},
        "TicketClocks": of_one,
        "TicketFacts": of_one,
        "Viewer": {},
    }
    queries = (name for name, text in published.operations().items() if "mutation " not in text)
    return {name: special.get(name, {"first": 100}) for name in queries}
