"""Papers over a real socket: however long one is, it takes no more of this machine's memory."""

from __future__ import annotations

import hashlib
import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from sla_plugin import published
from sla_plugin.storage import roles
from sla_plugin.storage.bundled import BundledServer
from tests.support.serving import Sla

MB = 1_000_000
LIMIT = 200 * MB
HEADERS = {"Content-Type": "application/pdf"}
SCOPES = ("contracts:read", "contracts:write", "organisations:write")


@dataclass
class Watched:
    """The serving process. `most`: the largest part of the memory that it was seen to have."""

    process: Any
    most: int = 0

    def look(self) -> None:
        self.most = max(self.most, self.process.memory_info().rss)


@dataclass
class Desk:
    http: httpx.Client
    contract: str
    folder: Path

    def send(self, watched: Watched, pieces: int) -> httpx.Response:
        """So many megabytes, none of which is kept here."""

        def body() -> Iterator[bytes]:
            yield b"%PDF-1.7\n"
            for number in range(pieces):
                watched.look()
                yield bytes([number % 256]) * MB
            watched.look()

        query = {"kind": "EVIDENCE", "name": f"{pieces}.pdf"}
        return self.http.post(
            f"/contracts/{self.contract}/documents", params=query, content=body(), headers=HEADERS
        )

    @property
    def kept(self) -> list[Path]:
        return [path for path in self.folder.rglob("*") if path.is_file()]


@pytest.fixture
def sla(database_template: BundledServer, database_name: str, tmp_path: Path) -> Sla:
    settings = {
        "SLA_DATABASE_URL": database_template.url(roles.APP, database_name),
        "SLA_OWNER_URL": database_template.url(roles.OWNER, database_name),
        "SLA_DOCUMENT_LIMIT": str(LIMIT),
        "SLA_DOCUMENTS_URL": (tmp_path / "papers").as_uri(),
    }
    return Sla([sys.executable, "-m", "sla_plugin"], tmp_path / "data", settings)


@pytest.fixture
def desk(sla: Sla, tmp_path: Path) -> Iterator[Desk]:
    sla.run("tenant", "create", "lanna", "Lanna IT Service")
    scopes = [part for scope in SCOPES for part in ("--scope", scope)]
    token = sla.run("token", "create", "--role", "CONTRACT_MANAGER", *scopes)
    with sla.serving() as url:
        base = url.removesuffix("/graphql")
        with httpx.Client(base_url=base, headers={"Authorization": f"Bearer {token}"}, timeout=60) as http:
            yield Desk(http, _contract(http), tmp_path / "papers")


def _contract(http: httpx.Client) -> str:
    customer = _done(http, "CreateOrganisation", name="Doi Kham Hospital")["organisation"]["id"]
    contract = _done(
        http, "RecordContract", number="LI-1", customer=customer, zone="Asia/Bangkok",
        monitoredFrom="2026-01-01T00:00:00Z",
    )  # fmt: skip
    return str(contract["contract"]["id"])


def _done(http: httpx.Client, operation: str, **given: Any) -> dict[str, Any]:
    body = {"query": published.operations()[operation], "variables": {"input": given}}
    [payload] = http.post("/graphql", json=body).json()["data"].values()
    assert payload["userErrors"] == []
    found: dict[str, Any] = payload
    return found


@contextmanager
def watching() -> Iterator[Watched]:
    """The one process of ours that serves."""
    psutil: Any = importlib.import_module("psutil")
    # Other tests may leave children that have ended and were not asked how.
    alive = [one for one in psutil.Process().children() if one.status() != psutil.STATUS_ZOMBIE]
    [process] = [one for one in alive if one.cmdline()[-1:] == ["serve"]]
    yield Watched(process)


def test_a_long_paper_takes_no_more_memory_than_a_short_one(desk: Desk) -> None:
    with watching() as watched:
        assert desk.send(watched, 20).status_code == 201
        after_20 = watched.most
        answer = desk.send(watched, 150)
    assert answer.status_code == 201
    assert watched.most - after_20 < 25 * MB
    digest, size = hashlib.sha256(), 0
    with desk.http.stream("GET", answer.headers["Location"]) as down:
        for chunk in down.iter_bytes():
            digest.update(chunk)
            size += len(chunk)
    assert (digest.hexdigest(), size) == (answer.json()["sha256"], 150 * MB + 9)


def test_who_sends_too_much_hears_why(desk: Desk) -> None:
    with watching() as watched:
        answer = desk.send(watched, LIMIT // MB + 1)
    assert answer.status_code == 413
    assert answer.json()["errors"][0]["extensions"]["code"] == "paper.too_large"
    assert desk.kept == []


def test_a_paper_that_was_changed_breaks_off(desk: Desk) -> None:
    with watching() as watched:
        where = desk.send(watched, 20).headers["Location"]
    [file] = desk.kept
    with file.open("r+b") as changing:
        changing.seek(10 * MB)
        changing.write(b"!")
    got: list[int] = []
    with desk.http.stream("GET", where) as down:
        assert down.headers["Content-Length"] == str(20 * MB + 9)
        with pytest.raises(httpx.RemoteProtocolError):
            got.extend(len(chunk) for chunk in down.iter_bytes())
    assert 0 < sum(got) < 20 * MB
