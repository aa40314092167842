"""RT's REST2 over HTTP: one request at a time is RT's pace, and every failure has a name of the port."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from sla_integrations.request_tracker.config import RequestTrackerConfig
from sla_plugin.sdk import (
    AdapterError,
    AuthFailed,
    ConfigWrong,
    Connection,
    NoSuchRecord,
    RateLimited,
    StaleVersion,
    Transient,
)

MAX_PAGE = 100
"""RT cuts a larger `per_page` to this without a word."""
AT_ONCE = 4
"""Every request hashes the secret anew, which keeps one of RT's processors busy for a fifth of a second."""
TIMEOUT = httpx.Timeout(30, connect=10)
ASKED_TO_WAIT = timedelta(seconds=30)
"""Where the answer 429 names no time."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`version` is the ETag, a transaction's id; `at` is RT's clock, in whole seconds."""

    data: Any
    version: int | None
    at: datetime


class Client:
    def __init__(self, http: httpx.AsyncClient, root: str) -> None:
        self._http = http
        self._root = root
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def read(self, path: str, **parameters: str | int) -> Answer:
        return await self._send("GET", path, params=parameters)

    async def search(self, what: str, query: str, fields: str, **parameters: str | int) -> Answer:
        """One page, by id; the rows are in `data`."""
        answer = await self.read(what, query=query, fields=fields, **{"orderby": "id", **parameters})
        return Answer(answer.data["items"], answer.version, answer.at)

    async def create(self, path: str, body: Mapping[str, Any]) -> Answer:
        return await self._send("POST", path, json=body)

    async def change(self, path: str, body: Mapping[str, Any], *, if_version: int) -> Answer:
        """StaleVersion when the record has another version by now. RT answers 200 to what it refuses."""
        return await self._send("PUT", path, json=body, headers={"If-Match": f'"{if_version}"'})

    async def _send(self, method: str, path: str, **request: Any) -> Answer:
        try:
            async with self._turns:
                response = await self._http.request(method, path, **request)
        except httpx.RequestError as error:
            raise Transient(
                f"Request Tracker at {self._root} cannot be reached: {type(error).__name__}.",
                hint="Check that the server runs and that this host may reach it.",
            ) from None
        if not response.is_success:
            raise problem(response, self._root)
        try:
            return Answer(response.json(), _etag(response), _clock(response))
        except (ValueError, KeyError):
            raise not_rt(self._root, "it answers with something else than dated JSON") from None


@asynccontextmanager
async def connected(connection: Connection[RequestTrackerConfig]) -> AsyncIterator[Client]:
    """ConfigWrong where the secret that the configuration calls for is not there."""
    config = connection.config
    headers, auth = {"Accept": "application/json"}, None
    if config.user is None:
        headers["Authorization"] = f"token {_token(connection)}"
    else:
        auth = httpx.BasicAuth(config.user, _secret(connection, "password"))
    async with httpx.AsyncClient(
        base_url=f"{config.root}/REST/2.0/",
        headers=headers,
        auth=auth,
        timeout=TIMEOUT,
        limits=httpx.Limits(max_connections=AT_ONCE),
    ) as http:
        yield Client(http, config.root)


def problem(response: httpx.Response, root: str) -> AdapterError:
    """What an answer other than success means; RT's own words are kept, which never hold a secret."""
    said = _message(response)
    match response.status_code:
        case 401:
            return AuthFailed(
                f"Request Tracker at {root} does not accept our credentials.",
                hint="Renew the token, or the password of the configured user.",
            )
        case 403:
            return ConfigWrong(
                f"Request Tracker forbids {response.request.method} {response.request.url.path}.",
                hint="Grant the user the rights that the adapter's README lists.",
            )
        case 404 if said is not None:
            return NoSuchRecord(f"Request Tracker has no {response.request.url.path}.")
        case 412:
            return StaleVersion("The ticket was changed in Request Tracker since we read it.")
        case 429:
            return RateLimited("Request Tracker asks for a pause.", retry_after=_retry_after(response))
        case status if status >= 500:
            return Transient(f"Request Tracker answered {status}.")
        case 400 if said is not None:
            return ConfigWrong(f"Request Tracker did not understand us: {said}")
        case status:
            return not_rt(root, f"it answered {status}")


def not_rt(root: str, why: str) -> ConfigWrong:
    return ConfigWrong(
        f"There is no REST2 of Request Tracker under {root}: {why}.",
        hint="`url` is the address where RT's own pages begin, without /REST/2.0.",
    )


def _token(connection: Connection[RequestTrackerConfig]) -> str:
    """A header carries nothing else; refused here, the secret stands in no error of the HTTP library's."""
    token = _secret(connection, "token")
    if not (token.isascii() and token.isprintable()):
        raise AuthFailed("The secret `token` holds characters that no token of RT's has.")
    return token


def _secret(connection: Connection[RequestTrackerConfig], name: str) -> str:
    try:
        return connection.secrets[name]
    except KeyError:
        raise ConfigWrong(
            f"The connection {connection.key!r} has no secret {name!r}.",
            hint="RT is entered with a `token`, or with a `user` in the configuration and a `password`.",
        ) from None


def _message(response: httpx.Response) -> str | None:
    """RT speaks JSON when it is RT that answers."""
    try:
        return str(response.json()["message"]).strip()
    except (ValueError, KeyError, TypeError):
        return None


def _retry_after(response: httpx.Response) -> timedelta:
    seconds = response.headers.get("Retry-After", "")
    return timedelta(seconds=int(seconds)) if seconds.isdigit() else ASKED_TO_WAIT


def _etag(response: httpx.Response) -> int | None:
    tag = response.headers.get("ETag", "").strip('"')
    return int(tag) if tag.isdigit() else None


def _clock(response: httpx.Response) -> datetime:
    return parsedate_to_datetime(response.headers["Date"]).astimezone(UTC)
