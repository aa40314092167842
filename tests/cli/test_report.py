"""`sla report` tells a customer's month, to people and to programs."""

from __future__ import annotations

import sys
from pathlib import Path

import orjson
import pytest

from sla_plugin.domain.facts import Status
from sla_plugin.storage import roles
from sla_plugin.storage.bundled import BundledServer
from tests.support.cast import Provider, bangkok, ticket
from tests.support.serving import Sla


@pytest.fixture
async def sla(database_template: BundledServer, database_name: str, tmp_path: Path, lanna: Provider) -> Sla:
    """Lanna's, with a ticket of February that was solved too late."""
    late = ticket("F-2", "The printer is gone", "P3")
    late.opened(bangkok("2026-02-10 09:00"))
    late.replied(bangkok("2026-02-10 09:10"))
    late.turned(bangkok("2026-02-11 11:00"), Status.RESOLVED)
    late.rated(bangkok("2026-02-11 12:00"), 2)
    await lanna.is_told(late)
    urls = {
        "SLA_DATABASE_URL": database_template.url(roles.APP, database_name),
        "SLA_OWNER_URL": database_template.url(roles.OWNER, database_name),
    }
    return Sla([sys.executable, "-m", "sla_plugin"], tmp_path / "data", urls)


async def test_a_month_can_be_read_in_the_terminal(sla: Sla) -> None:
    said = " ".join(sla.run("report", "C-8841", "--month", "2026-02", "--trend", "2").split())
    assert said.startswith("Doi Kham Hospital, 2026-02 ")
    assert "RESOLUTION 0 of 1 0.0% - - - 0.0%" in said
    assert "FIRST_RESPONSE 1 of 1 100.0%" in said
    assert "2026-02-10T10:00:00Z F-2 RESOLUTION 3 h 00 min nobody nobody" in said
    assert "satisfaction 2.0 of 5 (1 scores), 0.0% of 1 resolved tickets came back" in said


async def test_a_month_is_data(sla: Sla) -> None:
    found = orjson.loads(sla.run("report", "Doi Kham Hospital", "--month", "2026-02", "--json"))
    [response, resolution] = found["metrics"]
    assert (response["metric"], response["attainment"]["n"]) == ("FIRST_RESPONSE", 1)
    assert (resolution["attainment"]["breached"], resolution["goal"]) == (1, None)
    assert len(resolution["trend"]) == 6
    [breach] = found["breaches"]
    assert (breach["lateBy"], breach["clock"]["ticket"]["key"]) == ("PT3H", "F-2")
    assert found["period"] == {"from": "2026-01-31T17:00:00Z", "until": "2026-02-28T17:00:00Z"}


async def test_a_customer_or_month_that_is_none_is_refused(sla: Sla) -> None:
    unknown = sla.attempt("report", "Doi Kam Hospital")
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert "Did you mean 'Doi Kham Hospital'?" in unknown.stderr
    malformed = sla.attempt("report", "C-8841", "--month", "February")
    assert (malformed.returncode, malformed.stderr.splitlines()[-1].strip()) == (1, "[month.malformed]")
