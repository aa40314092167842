"""Writes the SLA status into a ticket's custom fields, and looks whether RT did it."""

from __future__ import annotations

from datetime import UTC

from sla_integrations.request_tracker.client import Answer, Client
from sla_integrations.request_tracker.config import RequestTrackerConfig
from sla_integrations.request_tracker.journal import custom_values
from sla_integrations.request_tracker.mapping import DELETED
from sla_plugin.sdk import ConfigWrong, NoSuchRecord, Ref, WriteStatus, Written

LONGEST_VALUE = 255
"""Bytes in UTF-8."""


class WriteBack:
    def __init__(self, client: Client, config: RequestTrackerConfig) -> None:
        self._client = client
        self._config = config

    async def write(self, status: WriteStatus) -> Written:
        """Idempotent by content: what the ticket already says is not written again."""
        before = await living(self._client, status.ref)
        held = _fields(before)
        differing = {name: value for name, value in self._wanted(status).items() if held.get(name) != value}
        if not differing:
            return Written(version_of(before), applied=False)
        path = f"ticket/{status.ref.id}"
        said = await self._client.change(path, {"CustomFields": differing}, if_version=version_of(before))
        after = await living(self._client, status.ref)
        # RT answers 200 also to what it refuses, and skips a field that the ticket does not have in silence.
        refused = sorted(name for name, value in differing.items() if _fields(after).get(name) != value)
        if refused:
            raise ConfigWrong(
                f"Request Tracker did not write {', '.join(refused)} of ticket {status.ref.id}: {said.data}.",
                hint="Grant ModifyCustomField and SeeCustomField, and apply the custom fields to the queue.",
            )
        return Written(version_of(after), applied=True)

    def _wanted(self, status: WriteStatus) -> dict[str, str | None]:
        """What the written fields shall hold; None empties one."""
        if status.state is None:
            return dict.fromkeys(self._config.written_fields)
        due = f"{status.due.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if status.due else None
        values = (status.state, due, _line(status.reason) or None)
        return dict(zip(self._config.written_fields, values, strict=True))


async def living(client: Client, ref: Ref) -> Answer:
    """The ticket, or NoSuchRecord. RT answers with the survivor where it was merged; that one is not ours to
    write to."""
    answer = await client.read(f"ticket/{ref.id}")
    if str(answer.data["id"]) != ref.id:
        raise NoSuchRecord(f"Ticket {ref.id} was merged into ticket {answer.data['id']}.")
    if answer.data["Status"] == DELETED:
        raise NoSuchRecord(f"Ticket {ref.id} is deleted.")
    return answer


def version_of(answer: Answer) -> int:
    return answer.version or 0


def _line(text: str) -> str:
    """RT keeps what is longer elsewhere, and can then not find it to delete it."""
    line = " ".join(text.split())
    if len(line.encode()) <= LONGEST_VALUE:
        return line
    return line.encode()[: LONGEST_VALUE - len("…".encode())].decode(errors="ignore") + "…"


def _fields(answer: Answer) -> dict[str, str | None]:
    """Values of the ticket's custom fields by name."""
    values = custom_values(answer.data)
    return {field["name"]: values[field["id"]] for field in answer.data["CustomFields"] or ()}
