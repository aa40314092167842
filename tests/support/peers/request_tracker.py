"""A real Request Tracker 5 of our own: SQLite, loopback, a clock that the test moves.

Debian's packages hold the program; everything it writes is in one folder. Making the database takes seconds,
so it is made once a folder and copied. RT's clock stands still between two calls of `at`, so that what a test
logs is exactly what RT stamps.
"""

from __future__ import annotations

import os
import quopri
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

INSTALL = (
    "apt-get install --no-install-recommends request-tracker5 rt5-db-sqlite rt5-standalone faketime"
    "  # or: bash .ci/peers"
)
FIELDS = Path(__file__).parents[3] / "integrations/sla_integrations/request_tracker/custom_fields.initialdata"
DESK = Path(__file__).with_suffix(".initialdata")
SERVER = Path("/usr/share/request-tracker5/libexec/rt-server")
SETUP = Path("/usr/sbin/rt-setup-database-5")
PASSWORD = "password"
DONE = ("changed", "added", "Added", "no longer", "Successful")
"""One of these is in every line of RT's about a change that it made."""
ROOT, ANNA, BORIS, SYNC = "root", "anna", "boris", "sla"
ALICE, CHAI = "alice@customer.example", "chai@customer.example"
LIFECYCLE = """
Set(%Lifecycles, kitchen => {
    initial => ['ordered'], active => ['cooking'], inactive => [qw(served deleted)],
    defaults => { on_create => 'ordered' },
    transitions => {
        '' => ['ordered'], ordered => [qw(cooking served deleted)], cooking => [qw(ordered served)],
        served => ['cooking'], deleted => ['ordered'],
    },
});
"""
"""Words that nobody mapped, in the queue Kitchen."""
OPENING = datetime(2026, 3, 2, 2, tzinfo=UTC)
"""Monday 09:00 in Chiang Mai."""


def faketime_library() -> Path | None:
    return next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)


def is_installed() -> bool:
    return SERVER.exists() and SETUP.exists() and faketime_library() is not None


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody at the desk, or a requester, working through RT's own REST API."""

    http: httpx.AsyncClient

    async def create(
        self,
        subject: str,
        *,
        queue: str = "General",
        requester: str = ALICE,
        priority: int | None = None,
        fields: Mapping[str, str] | None = None,
        **more: Any,
    ) -> int:
        ticket = {"Subject": subject, "Queue": queue, "Requestor": requester, "Content": subject, **more}
        if priority is not None:
            ticket["Priority"] = priority
        created = await self._send("POST", "ticket", {**ticket, "CustomFields": dict(fields or {})})
        return int(created["id"])

    async def reply(self, ticket: int, text: str = "A reply.") -> None:
        await self._send("POST", f"ticket/{ticket}/correspond", _message(text))

    async def comment(self, ticket: int, text: str = "A note.") -> None:
        await self._send("POST", f"ticket/{ticket}/comment", _message(text))

    async def set_status(self, ticket: int, status: str) -> None:
        await self.change(ticket, Status=status)

    async def set_priority(self, ticket: int, priority: int) -> None:
        await self.change(ticket, Priority=priority)

    async def set_field(self, ticket: int, name: str, value: str | None) -> None:
        await self.change(ticket, CustomFields={name: value})

    async def move(self, ticket: int, queue: str) -> None:
        await self.change(ticket, Queue=queue)

    async def give(self, ticket: int, owner: str) -> None:
        await self.change(ticket, Owner=owner)

    async def watch(self, queue: str, user: str) -> None:
        """The user owns the queue from here on: its only AdminCc."""
        await self._send("PUT", f"queue/{queue}", {"AdminCc": [user]})

    async def merge(self, ticket: int, into: int) -> None:
        await self.change(ticket, MergeInto=into)

    async def delete(self, ticket: int) -> None:
        await self._send("DELETE", f"ticket/{ticket}", None)

    async def change(self, ticket: int, **values: Any) -> None:
        """RT answers 200 to a change that it refused, and says so in the text only."""
        said = await self._send("PUT", f"ticket/{ticket}", values)
        assert said, "nothing was changed"
        assert all(any(word in line for word in DONE) for line in said), said

    async def read(self, ticket: int) -> dict[str, Any]:
        """The ticket as RT has it, custom fields by name beside the rest under `fields`."""
        found = (await self.http.get(f"ticket/{ticket}")).raise_for_status().json()
        fields = {f["name"]: (f["values"] or [None])[0] for f in found["CustomFields"] or ()}
        return {**found, "fields": fields}

    async def _send(self, method: str, path: str, body: Any) -> Any:
        answer = (await self.http.request(method, path, json=body)).raise_for_status()
        return answer.json() if answer.content else None


def _message(text: str) -> dict[str, str]:
    return {"Content": text, "ContentType": "text/plain"}


@dataclass(frozen=True, slots=True)
class RequestTracker:
    """The running peer. `token` is the plugin user's, who has the rights that the adapter's README lists."""

    url: str
    folder: Path
    token: str

    def at(self, instant: datetime) -> datetime:
        """RT's clock shows this instant, and stands still until the next call."""
        _show(self.folder, instant)
        return instant

    def comments(self, ticket: int) -> list[str]:
        """What agents read, the oldest first."""
        with closing(sqlite3.connect(self.folder / "rt.sqlite")) as database:
            return [_decoded(*row) for row in database.execute(_COMMENTS, (ticket,))]

    def mails(self) -> list[str]:
        """What RT would have sent, as each of its workers collects it in a file of its own."""
        collected = (file for file in self.folder.iterdir() if file.is_file() and not file.suffix)
        texts = (
            file.read_text("utf-8", "replace") for file in collected if file.name not in ("clock", "token")
        )
        return [mail for text in texts for mail in text.split("===\n") if "ubject:" in mail]

    @asynccontextmanager
    async def actor(self, name: str) -> AsyncIterator[Actor]:
        async with httpx.AsyncClient(
            base_url=f"{self.url}/REST/2.0/", auth=(name, PASSWORD), timeout=60
        ) as http:
            yield Actor(http)


_COMMENTS = """
SELECT a.Content, a.ContentEncoding FROM Attachments a JOIN Transactions t ON t.id = a.TransactionId
WHERE t.ObjectType = 'RT::Ticket' AND t.Type = 'Comment' AND t.ObjectId = ? ORDER BY t.id
"""


def _decoded(content: bytes | str, encoding: str) -> str:
    raw = content.encode() if isinstance(content, str) else content
    return (quopri.decodestring(raw) if encoding == "quoted-printable" else raw).decode()


def make_template(folder: Path) -> Path:
    """A folder with a database of the tests' desk, to be copied by `start`."""
    _write_site(folder, port=0)
    _set_up(folder, "--action", "init")
    for data in (FIELDS, DESK):
        _set_up(folder, "--action", "insert", "--skip-create", "--datafile", str(data))
    return folder


@contextmanager
def start(template: Path, folder: Path) -> Iterator[RequestTracker]:
    """RT with a copy of the template's database, in a folder of its own, until the block is left."""
    for name in ("rt.sqlite", "token"):
        shutil.copy(template / name, folder / name)
    port = _free_port()
    _write_site(folder, port)
    _show(folder, OPENING)
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            [SERVER, "--host", "127.0.0.1", "--port", str(port), "--max-workers", "2"],
            env=_environment(folder) | _faked(folder),
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_for(url, server, folder / "server.log")
        yield RequestTracker(url, folder, (folder / "token").read_text())
    finally:
        # The whole group at once: a worker that is between two requests can miss a SIGTERM and outlive us.
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def _write_site(folder: Path, port: int) -> None:
    for name in ("no-site-config-d", "mason", "sessions"):
        (folder / name).mkdir(exist_ok=True)
    settings = {
        "rtname": "peer",
        "Organization": "peer.example",
        "DatabaseType": "SQLite",
        "DatabaseName": str(folder / "rt.sqlite"),
        "WebDomain": "127.0.0.1",
        "WebPort": port,
        "WebPath": "",
        "MailCommand": "testfile",
        "MasonDataDir": str(folder / "mason"),
        "MasonSessionDir": str(folder / "sessions"),
        "LogToSyslog": 0,
        "LogToSTDERR": "warning",
        "Timezone": "Asia/Bangkok",
        # Each request hashes the password: at the default cost that is nine tenths of its time.
        "BcryptCost": 4,
    }
    lines = [f"Set(${name}, {value!r});" for name, value in settings.items()]
    (folder / "site.pm").write_text("\n".join([*lines, LIFECYCLE, "1;", ""]))


def _environment(folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "TZ": "UTC",
        "TMPDIR": str(folder),
        "RT_SITE_CONFIG": str(folder / "site.pm"),
        # Without an empty folder named here, the one under /etc wins.
        "RT_SITE_CONFIG_DIR": str(folder / "no-site-config-d"),
        "RT_TOKEN_FILE": str(folder / "token"),
    }


def _faked(folder: Path) -> dict[str, str]:
    return {
        "LD_PRELOAD": str(faketime_library()),
        "FAKETIME_TIMESTAMP_FILE": str(folder / "clock"),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }


def _show(folder: Path, instant: datetime) -> None:
    """An absolute time without `@` stands still; with `@` it runs on from the start of the process."""
    new = folder / "clock.new"
    new.write_text(f"{instant.astimezone(UTC):%Y-%m-%d %H:%M:%S}\n")
    new.replace(folder / "clock")


def _set_up(folder: Path, *arguments: str) -> None:
    subprocess.run(
        [SETUP, *arguments, "--dba", "", "--dba-password", ""],
        env=_environment(folder),
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
            httpx.get(f"{url}/REST/2.0/rt", timeout=30)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"Request Tracker did not start:\n{log.read_text()}")
