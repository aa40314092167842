"""The verbs of an operator: what they print, what they refuse, and how they exit."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from sla_plugin import published
from sla_plugin.storage import roles
from sla_plugin.storage.bundled import BundledServer
from tests.support.postgres import folder_for_data
from tests.support.serving import Sla

COMMAND = [sys.executable, "-m", "sla_plugin"]


@pytest.fixture
def sla(database_template: BundledServer, database_name: str, tmp_path: Path) -> Sla:
    """On a migrated database that is somebody else's, reached by URLs."""
    urls = {
        "SLA_DATABASE_URL": database_template.url(roles.APP, database_name),
        "SLA_OWNER_URL": database_template.url(roles.OWNER, database_name),
    }
    return Sla(COMMAND, tmp_path / "data", urls)


@pytest.fixture
def bundled() -> Iterator[Sla]:
    """On a new machine."""
    with folder_for_data() as folder:
        yield Sla(COMMAND, folder / "data")


def _refusal(done: subprocess.CompletedProcess[str]) -> tuple[int, str, list[str]]:
    """Exit code, standard output, and the lines of the refusal."""
    return done.returncode, done.stdout, [line.strip() for line in done.stderr.splitlines()]


def test_a_tenant_is_made_and_listed(sla: Sla) -> None:
    made = sla.run("tenant", "create", "lanna", "Lanna IT Service")
    key, tenant, name = made.split(maxsplit=2)
    assert (key, UUID(tenant).version, name) == ("lanna", 7, "Lanna IT Service")
    assert sla.run("tenant", "list") == made


def test_a_tenant_whose_key_is_wrong_or_taken_is_refused(sla: Sla) -> None:
    made = sla.run("tenant", "create", "lanna", "Lanna IT Service")
    assert _refusal(sla.attempt("tenant", "create", "Lanna IT", "Lanna IT Service")) == (
        1,
        "",
        [
            "Refused: 'Lanna IT' cannot be a tenant's key.",
            "Use lower-case letters, digits and hyphens, up to 63 of them.",
            "[tenant.key]",
        ],
    )
    code, _, said = _refusal(sla.attempt("tenant", "create", "rheinwerk", " "))
    assert (code, said[-1]) == (1, "[name.empty]")
    code, _, said = _refusal(sla.attempt("tenant", "create", "lanna", "Another one"))
    assert (code, said[-1]) == (1, "[object.duplicate]")
    assert sla.run("tenant", "list") == made


def test_a_token_is_printed_and_nothing_else(sla: Sla) -> None:
    sla.run("tenant", "create", "lanna", "Lanna IT Service")
    assert sla.run("token", "create").count(".") == 2


def test_a_token_needs_its_tenant_named_where_there_are_several(sla: Sla) -> None:
    sla.run("tenant", "create", "lanna", "Lanna IT Service")
    sla.run("tenant", "create", "rheinwerk", "Rheinwerk IT-Service GmbH")
    assert _refusal(sla.attempt("token", "create")) == (
        1,
        "",
        ["Refused: Say which tenant.", "There are: lanna, rheinwerk.", "[tenant.unknown]"],
    )
    assert _refusal(sla.attempt("token", "create", "--tenant", "lana")) == (
        1,
        "",
        ["Refused: There is no tenant 'lana'.", "Did you mean 'lanna'?", "[tenant.unknown]"],
    )


@pytest.mark.parametrize(
    ("lifetime", "code"),
    [("P400D", "token.lifetime"), ("PT0S", "token.lifetime"), ("30", "duration.malformed")],
)
def test_a_token_that_nobody_would_take_is_not_made(sla: Sla, lifetime: str, code: str) -> None:
    sla.run("tenant", "create", "lanna", "Lanna IT Service")
    done = sla.attempt("token", "create", "--lifetime", lifetime)
    assert (done.returncode, done.stdout, done.stderr.splitlines()[-1].strip()) == (1, "", f"[{code}]")


def test_a_scope_that_does_not_exist_is_a_misuse(sla: Sla) -> None:
    done = sla.attempt("token", "create", "--scope", "tickets:raed")
    assert (done.returncode, done.stdout) == (2, "")
    assert "'tickets:raed' is not one of" in done.stderr


def test_an_unknown_setting_is_refused_with_the_nearest_one(sla: Sla) -> None:
    wrong = Sla(sla.command, sla.data, {**sla.settings, "SLA_PROT": "80"})
    assert _refusal(wrong.attempt("tenant", "list")) == (
        1,
        "",
        ["Refused: There is no setting SLA_PROT.", "The nearest one is SLA_PORT.", "[setting.unknown]"],
    )


def test_a_database_that_is_down_exits_with_four(sla: Sla, tmp_path: Path) -> None:
    away = {"SLA_DATABASE_URL": f"postgresql://sla_app@/sla?host={tmp_path}"}
    code, printed, said = _refusal(Sla(sla.command, sla.data, away).attempt("tenant", "list"))
    assert (code, printed, said[-1]) == (4, "", "[database.unavailable]")


def test_without_the_owners_url_what_only_the_owner_may_is_refused(sla: Sla) -> None:
    serving_only = {"SLA_DATABASE_URL": sla.settings["SLA_DATABASE_URL"]}
    done = Sla(sla.command, sla.data, serving_only).attempt("tenant", "list")
    code, printed, said = _refusal(done)
    assert (code, printed, said[-1]) == (4, "", "[database.owner]")


def test_a_migrated_database_has_nothing_to_do(sla: Sla) -> None:
    assert sla.run("db", "migrate") == "Nothing to do."
    assert sla.run("db", "status").startswith("applied  m0001_first")


async def test_what_a_superuser_has_to_run_is_printed_and_may_be_run_again(
    sla: Sla, administrator: Any
) -> None:
    printed = sla.run("db", "roles")
    await administrator.execute(printed)
    roles = await administrator.fetch("select rolname from pg_roles where rolname like 'sla\\_%' order by 1")
    assert [role["rolname"] for role in roles] == ["sla_app", "sla_bootstrap", "sla_owner", "sla_system"]


def test_on_a_new_machine_the_database_is_made_and_stopped_again(bundled: Sla) -> None:
    assert bundled.run("db", "status").startswith("applied  m0001_first")
    assert bundled.run("db", "stop") == "It was not running."


def test_a_port_that_is_taken_is_told_before_anything_is_begun(sla: Sla) -> None:
    with sla.serving() as url:
        port = url.rpartition(":")[2].partition("/")[0]
        done = Sla(sla.command, sla.data, {**sla.settings, "SLA_PORT": port}).attempt("serve")
    code, printed, said = _refusal(done)
    assert (code, printed, said[-1]) == (4, "", "[port.taken]")


def test_the_schema_is_printed_as_it_is_published(sla: Sla) -> None:
    assert sla.attempt("schema", "print").stdout == published.schema_text()
    assert sla.run("schema", "diff") == ""
