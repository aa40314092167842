"""A real Tryton 8.2 of our own: SQLite, loopback, a folder for everything that it writes.

The program lives in an environment of its own outside the repository, beside a template of the tests'
database, which takes seconds to make and a moment to copy.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from base64 import b64encode
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

INSTALL = "bash .ci/peers-tryton"
DATABASE = "crm"
PASSWORD = "only-for-tests-of-the-plugin"
USER = "SLA plugin"
TEMPLATE = "template-1"
"""Named anew whenever what `_make_template` puts into it changes."""


def home() -> Path:
    """Where `.ci/peers-tryton` puts it."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(os.environ.get("SLA_PEERS") or cache) / "sla_plugin-peers" / "tryton-8.2"


def is_installed() -> bool:
    return (home() / "bin" / "trytond").exists()


@dataclass(slots=True)
class Actor:
    """Somebody who works with the CRM through Tryton's own client protocol."""

    http: httpx.AsyncClient
    numbers: int = field(default=0)

    async def call(self, method: str, *arguments: Any) -> Any:
        self.numbers += 1
        request = {"id": self.numbers, "method": method, "params": [*arguments, {}]}
        answer = (await self.http.post(f"{DATABASE}/rpc/", json=request)).raise_for_status().json()
        assert "error" not in answer, answer["error"]
        return answer["result"]

    async def create(self, model: str, *records: Mapping[str, Any]) -> list[int]:
        """All in one transaction, so that Tryton gives them one stamp."""
        ids: list[int] = await self.call(f"model.{model}.create", [dict(record) for record in records])
        return ids

    async def write(self, model: str, number: int, **values: Any) -> None:
        await self.call(f"model.{model}.write", [number], values)

    async def delete(self, model: str, number: int) -> None:
        await self.call(f"model.{model}.delete", [number])

    async def read(self, model: str, number: int, *names: str) -> dict[str, Any]:
        rows = await self.call(f"model.{model}.read", [number], list(names))
        found: dict[str, Any] = rows[0]
        return found

    async def add_party(
        self,
        name: str,
        *,
        addresses: Sequence[Mapping[str, Any]] = (),
        mechanisms: Sequence[Mapping[str, Any]] = (),
    ) -> int:
        children = {"addresses": addresses, "contact_mechanisms": mechanisms}
        values = {key: [["create", [dict(row) for row in rows]]] for key, rows in children.items() if rows}
        return (await self.create("party.party", {"name": name, **values}))[0]

    async def rename(self, party: int, name: str) -> None:
        await self.write("party.party", party, name=name)

    async def deactivate(self, party: int) -> None:
        await self.write("party.party", party, active=False)

    async def merge(self, party: int, into: int) -> None:
        """By the wizard that people use, past its question whether two different names are one party."""
        await self.call("model.res.user.warning.skip", f"party.replace name {party} {into}", False)
        session, _, _ = await self.call("wizard.party.replace.create")
        stated = {"ask": {"source": party, "destination": into}}
        await self.call("wizard.party.replace.execute", session, stated, "replace")

    async def country(self, code: str) -> int:
        found: list[int] = await self.call("model.country.country.search", [["code", "=", code]], 0, 1, None)
        return found[0]


@dataclass(frozen=True, slots=True)
class Tryton:
    """The running peer. `key` is the one of the plugin's user, who has no rights but an ordinary user's."""

    url: str
    folder: Path
    key: str
    server: subprocess.Popen[bytes]

    @asynccontextmanager
    async def actor(self) -> AsyncIterator[Actor]:
        async with httpx.AsyncClient(base_url=self.url, timeout=60) as http:
            login = {"id": 0, "method": "common.db.login", "params": ["admin", {"password": PASSWORD}]}
            answer = (await http.post(f"{DATABASE}/rpc/", json=login)).raise_for_status().json()
            number, session, _ = answer["result"]
            token = b64encode(f"admin:{number}:{session}".encode()).decode()
            http.headers["Authorization"] = f"Session {token}"
            yield Actor(http)

    def stop(self) -> None:
        _stop(self.server)


async def template() -> Path:
    """The folder that `start` copies; made where it is not there yet."""
    finished = home() / TEMPLATE
    if not finished.exists():
        with tempfile.TemporaryDirectory(dir=home()) as folder:
            await _make_template(Path(folder) / "new")
            try:
                (Path(folder) / "new").rename(finished)
            except OSError:
                # Another run was faster.
                assert finished.exists()
    return finished


@contextmanager
def start(template: Path, folder: Path) -> Iterator[Tryton]:
    """Tryton with a copy of the template's database, in a folder of its own, until the block is left."""
    # The whole folder: the last transactions are in SQLite's write-ahead log beside the database.
    shutil.copytree(template / "db", folder / "db")
    with _serve(folder) as (url, server):
        yield Tryton(url, folder, (template / "key").read_text(), server)


async def _make_template(folder: Path) -> None:
    (folder / "db").mkdir(parents=True)
    (folder / "db" / f"{DATABASE}.sqlite").touch()
    (folder / "password").write_text(PASSWORD)
    _write_configuration(folder, port=0)
    _run(folder, "trytond-admin", "-u", "party", "--activate-dependencies", "--email", "admin@peer.example")
    with _serve(folder) as (url, server):
        async with Tryton(url, folder, "", server).actor() as actor:
            await actor.create("country.country", {"name": "Thailand", "code": "TH"})
            await actor.create("res.user", {"login": "sla", "name": USER, "password": PASSWORD})
            application = {"user": "sla", "application": "rest"}
            asked = await actor.http.post(f"{DATABASE}/r/user/application/", json=application)
            key = asked.raise_for_status().json()
            numbers = await actor.call("model.res.user.application.search", [["key", "=", key]], 0, 1, None)
            await actor.call("model.res.user.application.validate_", numbers)
    (folder / "key").write_text(key)


@contextmanager
def _serve(folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    port = _free_port()
    _write_configuration(folder, port)
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [home() / "bin" / "trytond", "-c", folder / "trytond.conf", "-d", DATABASE],
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_for(url, server, folder / "server.log")
        yield url, server
    finally:
        _stop(server)


def _stop(server: subprocess.Popen[bytes]) -> None:
    if server.poll() is None:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def _write_configuration(folder: Path, port: int) -> None:
    (folder / "trytond.conf").write_text(
        f"[database]\nuri = sqlite://\npath = {folder / 'db'}\n\n[web]\nlisten = 127.0.0.1:{port}\n"
    )


def _run(folder: Path, program: str, *arguments: str) -> None:
    subprocess.run(
        [home() / "bin" / program, "-c", folder / "trytond.conf", "-d", DATABASE, *arguments],
        env=os.environ | {"TRYTONPASSFILE": str(folder / "password")},
        check=True,
        capture_output=True,
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            httpx.post(f"{url}/rpc/", json={"id": 0, "method": "common.server.version", "params": []})
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"Tryton did not start:\n{log.read_text()}")
