"""Global ids: opaque to clients, typed for us. Another tenant's id is as unknown as one never made."""

from __future__ import annotations

import base64
import binascii
from uuid import UUID

from sla_plugin.errors import BadInput, Code


def global_id(kind: str, of: UUID) -> str:
    return encoded(f"{kind}:{of}")


def encoded(plain: str) -> str:
    return base64.urlsafe_b64encode(plain.encode()).decode()


def parse_global_id(given: str) -> tuple[str, UUID, str]:
    """(type name, id, and what stands behind a slash: the part of the object that is meant). BadInput
    `id.malformed`."""
    try:
        kind, _, of = base64.urlsafe_b64decode(given).decode().partition(":")
        whole, _, part = of.partition("/")
        return kind, UUID(whole), part
    except (binascii.Error, ValueError):
        raise BadInput(
            Code.ID_MALFORMED, "This id was not made here.", hint="Pass ids on as they came."
        ) from None


def id_of(kind: str, given: str, *, field: str | None = None) -> UUID:
    """The id of an object of this type. BadInput where it is the id of something else."""
    actual, of, part = parse_global_id(given)
    if actual != kind or part:
        raise BadInput(
            Code.ID_MALFORMED, f"This is the id of a {actual}, where that of a {kind} belongs.", field=field
        )
    return of
