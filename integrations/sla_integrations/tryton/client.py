"""Tryton's REST over HTTP: every failure has a name of the port."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import httpx

from sla_integrations.tryton.config import TrytonConfig
from sla_plugin.sdk import (
    AdapterError,
    AuthFailed,
    ConfigWrong,
    Connection,
    RateLimited,
    Transient,
)

MAX_PAGE = 500
"""Tryton knows no limit; this keeps a page below a second."""
TIMEOUT = httpx.Timeout(70, connect=10)
"""Tryton itself gives a request up after 60 seconds."""
ASKED_TO_WAIT = timedelta(seconds=30)
"""Where the answer 429 names no time."""
Domain = list[Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """`at` is Tryton's clock, in whole seconds."""

    data: Any
    at: datetime


class Client:
    def __init__(self, http: httpx.AsyncClient, config: TrytonConfig) -> None:
        self._http = http
        self._root = config.root
        self._database = config.database

    async def version(self) -> str:
        """Of the series, such as 8.2. Tryton tells it to everybody."""
        question = {"id": 1, "method": "common.server.version", "params": []}
        try:
            return str((await self._send("POST", "rpc/", json=question)).data["result"])
        except (AuthFailed, KeyError, TypeError):
            raise not_tryton(self._root, "it does not tell its version") from None

    async def search(
        self, model: str, domain: Domain, order: Sequence[tuple[str, str]], fields: Sequence[str], limit: int
    ) -> Answer:
        """Active and inactive records; a field that the user may not read is left out by Tryton."""
        parameters = [
            ("d", _encoded(domain)),
            ("o", _encoded(order)),
            ("s", str(limit)),
            *(("f", field) for field in fields),
        ]
        return await self._rest("GET", model, params=parameters)

    async def call(self, model: str, action: str) -> Answer:
        return await self._rest("POST", f"{model}/{action}", json={})

    async def _rest(self, method: str, path: str, **request: Any) -> Answer:
        return await self._send(method, f"{self._database}/rest/model/{path}", **request)

    async def _send(self, method: str, path: str, **request: Any) -> Answer:
        try:
            response = await self._http.request(method, path, **request)
        except httpx.RequestError as error:
            raise Transient(
                f"Tryton at {self._root} cannot be reached: {type(error).__name__}.",
                hint="Check that the server runs and that this host may reach it.",
            ) from None
        if not response.is_success:
            raise problem(response, self._root)
        try:
            return Answer(response.json(), _clock(response))
        except (ValueError, KeyError):
            raise not_tryton(self._root, "it answers with something else than dated JSON") from None


@asynccontextmanager
async def connected(connection: Connection[TrytonConfig]) -> AsyncIterator[Client]:
    """ConfigWrong where there is no key, AuthFailed where it cannot be one."""
    config = connection.config
    async with httpx.AsyncClient(
        base_url=config.root,
        headers={
            "Accept": "application/json",
            "Authorization": f"bearer {_key(connection)}",
            # A condition on `active` would have to be repeated in every nested part of every domain.
            "X-Tryton-Context": _encoded({"active_test": False}),
        },
        timeout=TIMEOUT,
    ) as http:
        yield Client(http, config)


def problem(response: httpx.Response, root: str) -> AdapterError:
    """What an answer other than success means. Tryton puts what it has to say to a user into a 400."""
    match response.status_code:
        case 400 if (said := _message(response)) is not None:
            return ConfigWrong(
                f"Tryton refused: {said}",
                hint="Grant the user of the key to read parties, addresses and contacts.",
            )
        case 401 | 403:
            return AuthFailed(
                f"Tryton at {root} does not accept our key.",
                hint="Ask for a new key of the user application `rest`, and validate it.",
            )
        case 429:
            return RateLimited("Tryton asks for a pause.", retry_after=_retry_after(response))
        case 500 if (model := _unknown_model(response)) is not None:
            return ConfigWrong(
                f"Tryton does not know {model}.", hint="Activate the module `party` in this database."
            )
        case status if status >= 500:
            return Transient(f"Tryton answered {status}.")
        case status:
            return not_tryton(root, f"it answered {status}")


def not_tryton(root: str, why: str) -> ConfigWrong:
    return ConfigWrong(
        f"There is no such database of Tryton under {root}: {why}.",
        hint="`url` is where the server answers, and `database` is named apart from it.",
    )


def _key(connection: Connection[TrytonConfig]) -> str:
    try:
        key = connection.secrets["key"]
    except KeyError:
        raise ConfigWrong(
            f"The connection {connection.key!r} has no secret `key`.",
            hint="It is the key of a user application `rest`.",
        ) from None
    if not (key.isascii() and key.isprintable()):
        raise AuthFailed("The secret `key` holds characters that no key of Tryton's has.")
    return key


def _encoded(value: Any) -> str:
    return urlsafe_b64encode(json.dumps(value).encode()).decode()


def _message(response: httpx.Response) -> str | None:
    try:
        said = response.json()
        return f"{said['message']} {said['description']}".strip()
    except (ValueError, KeyError, TypeError):
        return None


def _unknown_model(response: httpx.Response) -> str | None:
    """All that Tryton says of a model that it does not know is its name, as the text of an error 500."""
    model = response.request.url.path.partition("/rest/model/")[2].partition("/")[0]
    return model if model and f"<p>&#39;{model}&#39;</p>" in response.text else None


def _retry_after(response: httpx.Response) -> timedelta:
    seconds = response.headers.get("Retry-After", "")
    return timedelta(seconds=int(seconds)) if seconds.isdigit() else ASKED_TO_WAIT


def _clock(response: httpx.Response) -> datetime:
    return parsedate_to_datetime(response.headers["Date"]).astimezone(UTC)
