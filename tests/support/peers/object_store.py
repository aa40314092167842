"""A server of our own that speaks S3 (moto), on loopback, which keeps everything in its memory.

It lives in an environment outside the repository: what it needs is five times the size of all that we need.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import obstore
from obstore.store import S3Store

INSTALL = "bash .ci/peers-s3"
BUCKET = "papers"


def home() -> Path:
    """Where `.ci/peers-s3` puts it."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(os.environ.get("SLA_PEERS") or cache) / "sla_plugin-peers" / "moto-5.2"


def is_installed() -> bool:
    return (home() / "bin" / "moto_server").exists()


@dataclass(frozen=True, slots=True)
class ObjectStore:
    """The running peer, with one empty bucket."""

    url: str
    server: subprocess.Popen[bytes]

    @property
    def variables(self) -> Mapping[str, str]:
        """What an operator sets."""
        return {
            "AWS_ENDPOINT": self.url, "AWS_ALLOW_HTTP": "true", "AWS_REGION": "eu-central-1",
            "AWS_ACCESS_KEY_ID": "lanna", "AWS_SECRET_ACCESS_KEY": "only-for-tests",
        }  # fmt: skip

    def keys(self) -> list[str]:
        return re.findall("<Key>([^<]*)</Key>", self._asked("?list-type=2"))

    def unfinished(self) -> list[str]:
        """Uploads in parts that nobody ended or gave up."""
        return re.findall("<UploadId>([^<]*)</UploadId>", self._asked("?uploads"))

    def overwrite(self, key: str, content: bytes) -> None:
        obstore.put(self._by_its_owner(), key, content)

    def delete(self, key: str) -> None:
        obstore.delete(self._by_its_owner(), key)

    def stop(self) -> None:
        if self.server.poll() is None:
            os.killpg(self.server.pid, signal.SIGKILL)
            self.server.wait()

    def _by_its_owner(self) -> S3Store:
        return S3Store(
            BUCKET, endpoint=self.url, region="eu-central-1", client_options={"allow_http": True},
            access_key_id=self.variables["AWS_ACCESS_KEY_ID"],
            secret_access_key=self.variables["AWS_SECRET_ACCESS_KEY"],
        )  # fmt: skip

    def _asked(self, query: str) -> str:
        return httpx.get(f"{self.url}/{BUCKET}{query}").raise_for_status().text


@contextmanager
def start(folder: Path) -> Iterator[ObjectStore]:
    """Until the block is left."""
    port = _free_port()
    with (folder / "moto.log").open("wb") as log:
        server = subprocess.Popen(
            [home() / "bin" / "moto_server", "-H", "127.0.0.1", "-p", str(port)],
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    store = ObjectStore(f"http://127.0.0.1:{port}", server)
    try:
        _make_bucket(store, folder / "moto.log")
        yield store
    finally:
        store.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _make_bucket(store: ObjectStore, log: Path) -> None:
    """As soon as it answers."""
    deadline = time.monotonic() + 60
    location = "<CreateBucketConfiguration><LocationConstraint>eu-central-1</LocationConstraint>"
    while time.monotonic() < deadline and store.server.poll() is None:
        try:
            answer = httpx.put(f"{store.url}/{BUCKET}", content=f"{location}</CreateBucketConfiguration>")
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            answer.raise_for_status()
            return
    raise RuntimeError(f"moto did not start:\n{log.read_text()}")
