"""A stored connection, opened: which system, through which adapter, with which secrets."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from sla_plugin.domain.ids import ConnectionId
from sla_plugin.errors import BadInput, Code
from sla_plugin.sdk.adapter import Adapter, Connection
from sla_plugin.sdk.manifest import ConnectionConfig, Manifest
from sla_plugin.storage.connections import ConnectionRow
from sla_plugin.storage.session import Session
from sla_plugin.sync.registry import adapter_kind
from sla_plugin.sync.rules import rules_from_json
from sla_plugin.sync.secret_box import SecretBox


@dataclass(frozen=True, slots=True)
class Link:
    """One connected system, ready to be read. `key` is the `system` of ids and the source of facts."""

    id: ConnectionId
    manifest: Manifest
    connection: Connection[Any]

    @property
    def key(self) -> str:
        return self.connection.key

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Adapter]:
        async with adapter_kind(self.manifest.key).connect(self.connection) as adapter:
            yield adapter


async def links(session: Session, box: SecretBox, keys: Sequence[str] = ()) -> list[Link]:
    """The tenant's connections, or those with these keys; CRMs first: tickets then find their customers."""
    rows = await session.query(ConnectionRow).order_by("key")
    unknown = set(keys) - {row.key for row in rows}
    if unknown:
        raise BadInput(
            Code.CONNECTION_UNKNOWN,
            f"There is no connection {', '.join(sorted(unknown))}.",
            hint=f"Connected are: {', '.join(row.key for row in rows) or 'none'}.",
        )
    found = [_link(row, box) for row in rows if not keys or row.key in keys]
    return sorted(found, key=lambda link: (link.manifest.capabilities.writes_status, link.key))


def _link(row: ConnectionRow, box: SecretBox) -> Link:
    manifest = adapter_kind(row.adapter).manifest
    return Link(
        id=ConnectionId(row.id),
        manifest=manifest,
        connection=Connection(
            key=row.key,
            config=parse_config(manifest, row.config),
            # What was never closed, such as the demo's, needs no key.
            secrets=box.open(row.secrets) if row.secrets else {},
            values=rules_from_json(row.value_rules).over(manifest.values),
        ),
    )


def parse_config(manifest: Manifest, stated: Mapping[str, Any]) -> ConnectionConfig:
    """BadInput `connection.config` says which setting is wrong, and why."""
    try:
        return manifest.config.model_validate(dict(stated))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise BadInput(
            Code.CONNECTION_CONFIG,
            f"The configuration of {manifest.title} is wrong at {place!r}: {first['msg']}.",
            hint=f"It takes: {', '.join(manifest.config.model_fields)}.",
            field=place,
        ) from None
