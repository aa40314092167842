"""`sla sync`: what a run does from the command line, and what it set aside."""

from __future__ import annotations

from pathlib import Path

import pytest

from sla_plugin.cli.refusals import DOWN
from sla_plugin.domain.ids import ConnectionId, TenantId
from sla_plugin.storage import roles
from sla_plugin.storage.bundled import BundledServer
from sla_plugin.storage.connections import ConnectionRow, bury
from sla_plugin.storage.session import Database
from tests.cli.test_verbs import COMMAND
from tests.support.contracting import NOW
from tests.support.serving import Sla


@pytest.fixture
async def connection(database: Database, tenant: TenantId) -> ConnectionId:
    """A memory system, of which another process knows nothing."""
    async with database.session(tenant) as session:
        row = ConnectionRow(
            key="crm",
            adapter="memory",
            config={"system": "gone"},
            value_rules={},
            secrets=b"",
            created_at=NOW,
        )
        await session.add(row)
    return ConnectionId(row.id)


@pytest.fixture
def sla(database_template: BundledServer, database_name: str, tmp_path: Path) -> Sla:
    urls = {
        "SLA_DATABASE_URL": database_template.url(roles.APP, database_name),
        "SLA_OWNER_URL": database_template.url(roles.OWNER, database_name),
    }
    return Sla(COMMAND, tmp_path / "data", urls)


async def test_what_was_set_aside_is_told_with_the_code_of_its_refusal(
    sla: Sla, connection: ConnectionId, database: Database, tenant: TenantId
) -> None:
    async with database.session(tenant) as session:
        refused = {"code": "termination.scope", "says": {}}
        await bury(session, connection, "TERMINATION", "T-1", "No such line.", refused, NOW)
        await bury(session, connection, "TICKET", "INC-1", "Garbled.", {}, NOW)
    told = " ".join(sla.attempt("sync", "set-aside").stdout.split())
    assert "termination T-1" in told
    assert "[termination.scope]" in told
    assert "Garbled." in told
    assert told.count("[") == 1


async def test_a_run_tells_of_a_system_that_is_not_there(sla: Sla, connection: ConnectionId) -> None:
    done = sla.attempt("sync", "run")
    assert (done.returncode, done.stdout.strip()) == (
        DOWN,
        "crm: This process has no memory system 'gone'. Registered are: none.",
    )
