"""What RT's numbers stand for, asked once per connection: queues, custom fields, and who is an agent."""

from __future__ import annotations

import json
from collections.abc import Collection
from urllib.parse import quote

from sla_integrations.request_tracker.client import MAX_PAGE, Client
from sla_integrations.request_tracker.journal import NOBODY, Ticket
from sla_plugin.sdk import Author, ConfigWrong, NoSuchRecord

MACHINE = "RT_System"
ON_TICKETS = json.dumps([{"field": "LookupType", "value": "RT::Queue-RT::Ticket"}])


class Directory:
    def __init__(self, client: Client, machines: Collection[str]) -> None:
        self._client = client
        self._machines = {MACHINE, *machines}
        self._queues: dict[str, str] = {}
        self._fields: dict[str, str] = {}
        self._agents: dict[str, bool] = {}
        self._nobody: str | None = None

    async def queues(self) -> dict[str, str]:
        """Names by number."""
        if not self._queues:
            self._queues = await self._names("queues/all")
        return self._queues

    async def queue(self, number: str) -> str:
        """A queue that is disabled by now, or hidden from us, keeps its number for a name."""
        if number not in await self.queues():
            self._queues = await self._names("queues/all") | {number: await self._hidden_queue(number)}
        return self._queues[number]

    async def followed(self, names: Collection[str]) -> dict[str, str]:
        """These queues, or all where none is named; ConfigWrong for one that our user does not see."""
        queues = await self.queues()
        unknown = sorted(set(names) - set(queues.values()))
        if unknown:
            raise ConfigWrong(
                f"Request Tracker shows our user no queue {', '.join(map(repr, unknown))}.",
                hint=f"Grant SeeQueue, or correct `queues`: {', '.join(sorted(queues.values()))}.",
            )
        return {number: name for number, name in queues.items() if not names or name in names}

    async def fields(self) -> dict[str, str]:
        """Names of tickets' custom fields by number."""
        if not self._fields:
            self._fields = await self._names("customfields", query=ON_TICKETS)
        return self._fields

    async def fields_of_queue(self, number: str) -> set[str]:
        return set((await self._names(f"queue/{number}/customfields")).values())

    async def nobody(self) -> str:
        """The number of the user who owns what nobody owns: transactions name owners by number."""
        if self._nobody is None:
            links = (await self._client.read(f"user/{NOBODY}")).data["_hyperlinks"]
            self._nobody = str(next(link["id"] for link in links if link["ref"] == "self"))
        return self._nobody

    async def author(self, name: str, ticket: Ticket) -> Author:
        """A requester writes as one unless the ticket is theirs to work on; any other user without privileges
        (somebody in copy) is on the requester's side."""
        if name in self._machines:
            return Author.AUTOMATIC
        if name == ticket.owner:
            return Author.AGENT
        if name in ticket.requesters or not await self._is_agent(name):
            return Author.REQUESTER
        return Author.AGENT

    def forget_fields(self) -> None:
        self._fields = {}

    async def _is_agent(self, name: str) -> bool:
        if name not in self._agents:
            try:
                user = (await self._client.read(f"user/{quote(name, safe='')}")).data
            except NoSuchRecord:
                user = {}
            self._agents[name] = bool(user.get("Privileged"))
        return self._agents[name]

    async def _hidden_queue(self, number: str) -> str:
        try:
            return str((await self._client.read(f"queue/{number}")).data.get("Name") or number)
        except NoSuchRecord:
            return number

    async def _names(self, path: str, **parameters: str) -> dict[str, str]:
        found: dict[str, str] = {}
        page, pages = 1, 1
        while page <= pages:
            data = (
                await self._client.read(path, fields="Name", per_page=MAX_PAGE, page=page, **parameters)
            ).data
            found |= {str(row["id"]): row["Name"] for row in data["items"]}
            page, pages = page + 1, data["pages"] or pages + bool(data["items"])
        return found
