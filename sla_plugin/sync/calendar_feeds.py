"""Read a calendar feed from where it is published.

An address is a tenant's word, and this server would ask it with its own network: by default only public
addresses are asked, over https, redirects included. `webcal:` is what calendar programs write for https.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import httpx

from sla_plugin.errors import BadInput, Code, Unreachable

MAX_BYTES = 1024 * 1024
_REDIRECTS = 5
_WEBCAL = {"webcal": "https", "webcals": "https"}


@dataclass(frozen=True, slots=True)
class FeedReader:
    """`private`: addresses of private networks, and plain http, are read too. `files`: so are `file:`
    addresses, which only whoever works on this machine should name. `patience` is for the whole answer."""

    private: bool = False
    files: bool = False
    patience: timedelta = timedelta(seconds=10)

    async def read(self, address: str) -> str:
        """BadInput `feed.address`, `feed.too_large`; Unreachable `feed.unreachable`."""
        url = _parsed(address)
        if url.scheme == "file":
            return await asyncio.to_thread(self._read_file, url, address)
        try:
            async with asyncio.timeout(self.patience.total_seconds()), httpx.AsyncClient() as http:
                return await self._follow(http, url, address)
        except TimeoutError:
            waited = f"did not answer within {self.patience.total_seconds():g} seconds"
            raise _unreachable(address, waited) from None
        except (httpx.TransportError, httpx.DecodingError) as error:
            raise _unreachable(address, str(error) or type(error).__name__) from error

    async def _follow(self, http: httpx.AsyncClient, url: httpx.URL, address: str) -> str:
        for _ in range(_REDIRECTS + 1):
            await self._check(url, address)
            async with self._asked(http, url, address) as answer:
                if answer.next_request is None:
                    return await _text(answer, address)
                url = _parsed(str(answer.next_request.url))
        raise _unreachable(address, f"redirects more than {_REDIRECTS} times")

    @asynccontextmanager
    async def _asked(
        self, http: httpx.AsyncClient, url: httpx.URL, address: str
    ) -> AsyncIterator[httpx.Response]:
        async with http.stream("GET", url, headers={"Accept": "text/calendar, */*;q=0.1"}) as answer:
            # A second look, at whom we have reached: the name may have led somewhere else by now.
            reached = answer.extensions["network_stream"].get_extra_info("server_addr")
            self._check_hosts([reached[0]], address)
            yield answer

    async def _check(self, url: httpx.URL, address: str) -> None:
        if url.scheme not in ({"https", "http"} if self.private else {"https"}) or not url.host:
            raise _address(address, f"leads to {url.scheme or 'nothing'}:, which is not read here")
        if self.private:
            return
        port = url.port or 443
        try:
            found = await asyncio.get_running_loop().getaddrinfo(url.host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise _unreachable(address, f"has an unknown host {url.host}") from error
        self._check_hosts((place[4][0] for place in found), address)

    def _check_hosts(self, hosts: Iterable[Any], address: str) -> None:
        if not self.private and not all(ip_address(host).is_global for host in hosts):
            raise _address(address, "leads into a private network")

    def _read_file(self, url: httpx.URL, address: str) -> str:
        if not self.files:
            raise _address(address, "is a file of this machine, which only its command line reads")
        try:
            return read_file(Path(url.path), address)
        except OSError as error:
            raise _unreachable(address, error.strerror or "cannot be read") from error


def read_file(path: Path, name: str) -> str:
    """OSError, and BadInput `feed.too_large` or `feed.malformed` of what is called `name` there."""
    with path.open("rb") as file:
        return _decoded(file.read(MAX_BYTES + 1), name)


def _parsed(address: str) -> httpx.URL:
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL as error:
        raise _address(address, f"is no address: {error}") from None
    return url.copy_with(scheme=_WEBCAL[url.scheme]) if url.scheme in _WEBCAL else url


async def _text(answer: httpx.Response, address: str) -> str:
    if not answer.is_success:
        raise _unreachable(address, f"answers {answer.status_code} {answer.reason_phrase}")
    read = bytearray()
    async for part in answer.aiter_bytes():
        read += part
        if len(read) > MAX_BYTES:
            break
    return _decoded(bytes(read), address)


def _decoded(read: bytes, address: str) -> str:
    if len(read) > MAX_BYTES:
        raise BadInput(
            Code.FEED_TOO_LARGE,
            f"{address} is larger than {MAX_BYTES:,} bytes.",
            hint="Publish only the days on which you are closed.",
        )
    try:
        return read.decode("utf-8")
    except UnicodeDecodeError:
        raise BadInput(
            Code.FEED_MALFORMED,
            f"{address} is not written in UTF-8.",
            hint="RFC 5545 wants UTF-8; export it once more.",
        ) from None


def _address(address: str, problem: str) -> BadInput:
    return BadInput(
        Code.FEED_ADDRESS,
        f"{address} {problem}.",
        hint="Publish it at a public https: or webcal: address, or import it as a file.",
        field="feeds",
    )


def _unreachable(address: str, problem: str) -> Unreachable:
    return Unreachable(
        Code.FEED_UNREACHABLE,
        f"{address}: {problem}.",
        hint="Nothing was changed. See whether the address opens in a browser, then try again.",
        field="feeds",
    )
