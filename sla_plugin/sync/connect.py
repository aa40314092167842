"""Connect a desk or a CRM: prove that it knows us before anything is stored."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sla_plugin.domain.ids import ConnectionId
from sla_plugin.errors import BadInput, Code, Conflict, Unavailable
from sla_plugin.sdk.adapter import Check, Connection, Discovery
from sla_plugin.sdk.errors import AdapterError, AuthFailed, ConfigWrong
from sla_plugin.sdk.manifest import Manifest
from sla_plugin.storage.connections import ConnectionRow
from sla_plugin.storage.session import Session
from sla_plugin.sync.links import parse_config
from sla_plugin.sync.registry import adapter_kind
from sla_plugin.sync.rules import rules_from_json, rules_to_json
from sla_plugin.sync.secret_box import SecretBox


@dataclass(frozen=True, slots=True)
class NewConnection:
    """`replaces`: the connection of this key is there and gets this configuration, these rules and
    secrets."""

    key: str
    adapter: str
    config: Mapping[str, Any]
    secrets: Mapping[str, str]
    values: Mapping[str, Any]
    replaces: bool = False


@dataclass(frozen=True, slots=True)
class Connected:
    """`unmapped`: statuses that the desk uses and no rule maps; their tickets would go to the dead letters.
    `missing`: what an administrator must create in the system, one sentence each."""

    id: ConnectionId
    check: Check
    unmapped: tuple[str, ...]
    missing: tuple[str, ...]


async def connect(session: Session, box: SecretBox, new: NewConnection, now: datetime) -> Connected:
    """Refused, with nothing stored, where the system is unreachable, does not know us, or cannot work so; and
    Conflict before it is asked, where the key is taken or what would be replaced is not there."""
    kind = adapter_kind(new.adapter)
    _check_key(new.key)
    _check_secrets(kind.manifest, new.secrets)
    held = await _held(session, new)
    connection: Connection[Any] = Connection(
        key=new.key,
        config=parse_config(kind.manifest, new.config),
        secrets=new.secrets,
        values=rules_from_json(new.values).over(kind.manifest.values),
    )
    try:
        async with kind.connect(connection) as adapter:
            check = await adapter.check()
            missing = await adapter.set_up()
            discovery = await adapter.discover()
    except (AuthFailed, ConfigWrong) as error:
        hint = _which_secrets_are_missing(kind.manifest, new.secrets) or error.hint
        raise BadInput(
            Code.CONNECTION_REFUSED, f"{kind.manifest.title}: {error.message}", hint=hint
        ) from error
    except AdapterError as error:
        raise Unavailable(
            Code.CONNECTION_REFUSED, f"{kind.manifest.title}: {error.message}", hint=error.hint
        ) from error
    stated: dict[str, Any] = {
        "config": connection.config.model_dump(mode="json"),
        "value_rules": rules_to_json(rules_from_json(new.values)),
        "secrets": box.close(new.secrets),
    }
    if held is None:
        held = ConnectionRow(key=new.key, adapter=new.adapter, created_at=now, **stated)
        await session.add(held)
    else:
        await session.change(ConnectionRow, {"id": held.id}, **stated)
    return Connected(ConnectionId(held.id), check, _unmapped(connection, discovery), missing)


async def _held(session: Session, new: NewConnection) -> ConnectionRow | None:
    """What is there under this key, if it is to be replaced."""
    held = await session.query(ConnectionRow).get_or_none(key=new.key)
    if held is None and not new.replaces:
        return None
    if held is not None and new.replaces and held.adapter == new.adapter:
        return held
    if held is None:
        raise Conflict(Code.CONNECTION_UNKNOWN, f"Nothing is connected as {new.key!r}.", field="key")
    raise Conflict(
        Code.DUPLICATE,
        f"{new.key!r} is connected already, by the adapter {held.adapter}.",
        hint="Say --replace to change it, with the same adapter; or take another key.",
        field="key",
    )


_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,62}", re.ASCII)


def _check_key(key: str) -> None:
    if not _KEY.fullmatch(key):
        raise BadInput(
            Code.CONNECTION_KEY,
            f"{key!r} cannot be a connection's key.",
            hint="Use lower-case letters, digits and hyphens, up to 63 of them.",
            field="key",
        )


def _check_secrets(manifest: Manifest, given: Mapping[str, str]) -> None:
    for name in given:
        if name not in manifest.secrets:
            raise BadInput(
                Code.SECRET_MISSING,
                f"{manifest.title} knows no secret {name!r}.",
                hint=f"It takes: {', '.join(manifest.secrets) or 'none'}.",
            )


def _which_secrets_are_missing(manifest: Manifest, given: Mapping[str, str]) -> str | None:
    """Whether a secret is needed only the system knows; once it has refused us, we know too."""
    missing = [f"SECRET_{name.upper()}" for name in manifest.secrets if name not in given]
    return f"Put {' and '.join(missing)} into the environment." if missing else None


def _unmapped(connection: Connection[Any], discovery: Discovery) -> tuple[str, ...]:
    return tuple(sorted(set(discovery.statuses) - set(connection.values.statuses)))
