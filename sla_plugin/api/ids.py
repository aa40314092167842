"""Global ids: opaque to clients, typed for us. Another tenant's id is as unknown as one never made."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from typing import TypeVar
from uuid import UUID

from sla_plugin.domain.ids import ServiceId
from sla_plugin.errors import BadInput, Code

K = TypeVar("K", bound=UUID)


def global_id(kind: str, of: UUID) -> str:
    return encoded(f"{kind}:{of}")


def encoded(plain: str) -> str:
    return base64.urlsafe_b64encode(plain.encode()).decode()


def parse_global_id(given: str, *, field: str | None = None) -> tuple[str, UUID, str]:
    """(type name, id, and what stands behind a slash: the part of the object that is meant). BadInput
    `id.malformed`."""
    try:
        kind, _, of = base64.urlsafe_b64decode(given).decode().partition(":")
        whole, _, part = of.partition("/")
        return kind, UUID(whole), part
    except ValueError:
        raise BadInput(
            Code.ID_MALFORMED, "This id was not made here.", hint="Pass ids on as they came.", field=field
        ) from None


def id_of(kind: str, given: str, *, field: str | None = None) -> UUID:
    """The id of an object of this type. BadInput where it is the id of something else."""
    actual, of, part = parse_global_id(given, field=field)
    if actual != kind or part:
        raise BadInput(
            Code.ID_MALFORMED,
            f"This is the id of another kind of object, where that of a {kind} belongs.",
            hint="Pass ids on as they came.",
            field=field,
        )
    return of


def id_if_given(make: Callable[[UUID], K], kind: str, given: str | None, *, field: str) -> K | None:
    """`make` gives it its type. None only for what was left out: an empty text is no id."""
    return None if given is None else make(id_of(kind, given, field=field))


def services_of(given: Sequence[str] | None, *, field: str) -> frozenset[ServiceId] | None:
    """None: all that a contract has lines for."""
    if given is None:
        return None
    return frozenset(ServiceId(id_of("Service", one, field=field)) for one in given)
