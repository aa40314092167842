"""A token for a calendar program is printed as the address to subscribe to."""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from sla_plugin.auth.tokens import parse
from sla_plugin.storage import roles
from sla_plugin.storage.bundled import BundledServer
from tests.support.serving import Sla


@pytest.fixture
def sla(database_template: BundledServer, database_name: str, tmp_path: Path) -> Sla:
    urls = {
        "SLA_DATABASE_URL": database_template.url(roles.APP, database_name),
        "SLA_OWNER_URL": database_template.url(roles.OWNER, database_name),
        "SLA_HOST": "::1",
        "SLA_PORT": "8099",
    }
    return Sla([sys.executable, "-m", "sla_plugin"], tmp_path / "data", urls)


def test_the_address_holds_a_token_that_opens_the_calendar_only(sla: Sla) -> None:
    sla.run("tenant", "create", "lanna", "Lanna IT Service")
    [line] = sla.run("token", "create", "--scope", "feeds:read", "--lifetime", "P365D").splitlines()
    url = urlsplit(line)
    assert (url.scheme, url.netloc, url.path) == ("http", "[::1]:8099", "/feeds/contracts.ics")
    [token] = parse_qs(url.query)["token"]
    assert parse(token).payload["scope"] == "feeds:read"


def test_a_token_that_may_read_everything_is_none_for_calendars(sla: Sla) -> None:
    sla.run("tenant", "create", "lanna", "Lanna IT Service")
    scopes = str(parse(sla.run("token", "create")).payload["scope"]).split()
    assert "contracts:read" in scopes
    assert "feeds:read" not in scopes
