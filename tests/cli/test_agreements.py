"""`sla agreement` and `sla simulate`: agreements as files."""

from __future__ import annotations

from pathlib import Path

import pytest

from sla_plugin.domain.facts import Status
from sla_plugin.storage import roles
from sla_plugin.storage.bundled import BundledServer
from tests.cli.test_verbs import COMMAND
from tests.support.cast import Provider, bangkok, ticket
from tests.support.serving import Sla

FILE = """agreement: small
kind: CUSTOMER_SLA
level: SERVICE
effective_from: 2026-06-01
contract: LI-8841
scope: {customer: C-8841, service: printing-8841}
calendar: brought
calendars: {brought: {time_zone: UTC, hours: {mon: [["09:00", "17:00"]]}}}
targets: {RESOLUTION: {P3: PT6H}}
"""


@pytest.fixture
async def sla(database_template: BundledServer, database_name: str, tmp_path: Path, lanna: Provider) -> Sla:
    """With a provider, and two tickets of February: one solved in an hour, one in more than a day."""
    for key, hour in (("F-1", "2026-02-09 10:00"), ("F-2", "2026-02-10 15:00")):
        told = ticket(key, "The printer jams", "P3")
        told.opened(bangkok("2026-02-09 09:00"))
        told.replied(bangkok("2026-02-09 09:10"))
        told.turned(bangkok(hour), Status.RESOLVED)
        await lanna.is_told(told)
    urls = {
        "SLA_DATABASE_URL": database_template.url(roles.APP, database_name),
        "SLA_OWNER_URL": database_template.url(roles.OWNER, database_name),
    }
    return Sla(COMMAND, tmp_path / "data", urls)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    _write(path, FILE)
    return path


def _write(path: Path, text: str) -> None:
    path.write_text(text, "utf-8")


def test_what_is_wrong_is_told_as_compilers_do_and_asks_no_database(tmp_path: Path, file: Path) -> None:
    alone = Sla(COMMAND, tmp_path / "nothing")
    assert alone.run("agreement", "validate", str(file)) == f"{file}: good"
    _write(file, FILE.replace("PT6H", "6"))
    done = alone.attempt("agreement", "validate", str(file))
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        f"{file}:9:28: '6' is no duration. [duration.malformed]",
        "    Write it with its unit: PT4H, PT30M, P2DT12H.",
    ]
    assert not (tmp_path / "nothing").exists()


async def test_an_agreement_is_tried_taken_printed_and_compared(sla: Sla, file: Path, tmp_path: Path) -> None:
    assert sla.run("agreement", "import", str(file), "--dry-run").splitlines() == [
        "Would create calendar brought.",
        "Would publish small, version 1.",
    ]
    assert sla.attempt("agreement", "export", "small").returncode == 1
    assert sla.run("agreement", "import", str(file)).splitlines() == [
        "Created calendar brought.",
        "Published small, version 1.",
    ]
    for again in (["import"], ["import", "--dry-run"], ["validate", "--beside-others"]):
        refused = sla.attempt("agreement", *again, str(file))
        assert refused.returncode == 1
        assert f"{file}:4:17: Version 1 takes over at" in refused.stderr
    assert sla.run("agreement", "diff", str(file)) == "They state the same."
    printed = tmp_path / "printed.yaml"
    exported = sla.run("agreement", "export", "small")
    _write(printed, exported)
    assert sla.run("agreement", "diff", str(printed)) == "They state the same."
    _write(printed, exported.replace("PT6H", "PT5H"))
    differing = sla.attempt("agreement", "diff", str(printed))
    assert differing.returncode == 1
    assert differing.stdout.splitlines() == [
        "- targets.RESOLUTION.P3: PT6H",
        "+ targets.RESOLUTION.P3: PT5H",
    ]


async def test_what_an_agreement_would_have_done_is_told_and_nothing_is_kept(sla: Sla, file: Path) -> None:
    _write(file, FILE.replace("PT6H", "PT16H"))
    said = " ".join(sla.run("simulate", str(file), "--until", "2026-06-01T00:00:00Z").split())
    assert said.startswith("2 tickets, 2025-05-01 to 2026-06-01")
    # Of Mondays only: the second one may take until the next.
    assert "RESOLUTION P3 50.0% of 2 100.0% of 2" in said
    assert "Clocks with another verdict: 1." in said
    assert sla.attempt("agreement", "export", "small").returncode == 1
    nothing = sla.attempt("simulate", str(file), "--until", "2025-02-01T00:00:00Z")
    assert nothing.returncode == 1
    assert "[simulation.no_data]" in nothing.stderr


def test_templates_are_listed_and_printed(tmp_path: Path) -> None:
    alone = Sla(COMMAND, tmp_path / "nothing")
    assert [line.split()[0] for line in alone.run("agreement", "templates").splitlines()] == [
        "office-hours",
        "around-the-clock",
        "hospital",
        "rural",
    ]
    assert "agreement: rural" in alone.run("agreement", "templates", "rural").splitlines()
    assert "[template.unknown]" in alone.attempt("agreement", "templates", "rurla").stderr
