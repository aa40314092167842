"""The service over a real socket, asked by somebody else's idea of GraphQL over HTTP."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support.postgres import folder_for_data
from tests.support.serving import Sla
from tests.support.sources import ROOT

AUDITS = ROOT / "tests" / "e2e" / "graphql_http_audits.mjs"
PACKAGES = ["graphql-http@1.23.1", "graphql@16.11.0"]
INSTALL = "The audits need Node 18 or newer with npm; on Debian: apt-get install nodejs npm"


@pytest.fixture(scope="module")
def sla() -> Iterator[Sla]:
    with folder_for_data() as data:
        yield Sla([sys.executable, "-m", "sla_plugin"], data)


@pytest.fixture(scope="module")
def url(sla: Sla) -> Iterator[str]:
    with sla.serving() as url:
        yield url


@pytest.fixture(scope="module")
def token(sla: Sla, url: str) -> str:
    sla.run("tenant", "create", "lanna", "Lanna IT Service")
    return sla.run("token", "create")


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with graphql-http in it; npm keeps what it has fetched."""
    if not (shutil.which("node") and shutil.which("npm")):
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(INSTALL)
    folder = tmp_path_factory.mktemp("graphql-http")
    (folder / "package.json").write_text('{"private": true}')
    command = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", *PACKAGES]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return folder


def test_every_audit_of_graphql_http_passes(url: str, token: str, packages: Path) -> None:
    run = subprocess.run(["node", AUDITS, packages, url, token], check=True, capture_output=True, text=True)
    results = json.loads(run.stdout)
    assert [result for result in results if result["status"] != "ok"] == []
    assert len(results) == 61


def test_a_client_that_sends_too_much_still_hears_why(url: str, token: str) -> None:
    """An answer that comes before the body is read meets a client that is still writing."""
    body = json.dumps({"query": "{ __typename }", "extensions": {"padding": "x" * 4 * 1024 * 1024}})
    answer = httpx.post(url, content=body, headers=_headers(token))
    assert answer.status_code == 413
    assert answer.json()["errors"][0]["extensions"]["code"] == "request.too_large"


def test_a_body_without_a_length_is_limited_too(url: str, token: str) -> None:
    chunks = (b" " * 64 * 1024 for _ in range(32))
    answer = httpx.post(url, content=chunks, headers=_headers(token))
    assert answer.status_code == 413


def _headers(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
