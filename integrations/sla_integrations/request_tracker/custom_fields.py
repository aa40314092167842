"""The custom fields that RT needs for the customer's identity and for the write-back."""

from __future__ import annotations

from sla_integrations.request_tracker.client import Client
from sla_integrations.request_tracker.config import RequestTrackerConfig
from sla_integrations.request_tracker.directory import Directory
from sla_plugin.sdk import ConfigWrong

ONE_VALUE = {"Type": "Freeform", "MaxValues": 1, "LookupType": "RT::Queue-RT::Ticket"}


class CustomFields:
    def __init__(self, client: Client, config: RequestTrackerConfig, directory: Directory) -> None:
        self._client = client
        self._config = config
        self._directory = directory

    async def missing(self) -> tuple[str, ...]:
        """What an administrator must still do, one sentence each: REST2 cannot apply a field to a queue."""
        existing = set((await self._directory.fields()).values())
        sentences = [
            f"Create the custom field {name!r} (Enter one value) for tickets, and apply it to the queues."
            for name in self._needed
            if name not in existing
        ]
        for number, queue in (await self._directory.followed(self._config.queues)).items():
            applied = await self._directory.fields_of_queue(number)
            sentences += [
                f"Apply the custom field {name!r} to the queue {queue!r}."
                for name in self._needed
                if name in existing and name not in applied
            ]
        return tuple(sentences)

    async def create(self) -> None:
        """Create what is not there. A user who may not administer custom fields creates nothing."""
        existing = set((await self._directory.fields()).values())
        try:
            for name in self._needed:
                if name not in existing:
                    await self._client.create("customfield", {"Name": name, **ONE_VALUE})
        except ConfigWrong:
            return
        finally:
            self._directory.forget_fields()

    @property
    def _needed(self) -> tuple[str, ...]:
        return (*self._config.read_fields, *self._config.written_fields)
