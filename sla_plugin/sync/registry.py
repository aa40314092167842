"""Adapters that are installed, found by their entry points and never by an import."""

from __future__ import annotations

from difflib import get_close_matches
from importlib.metadata import entry_points

from sla_plugin.errors import BadInput, Code
from sla_plugin.sdk.manifest import AdapterKind

GROUP = "sla_plugin.adapters"


def installed() -> tuple[str, ...]:
    return tuple(sorted(point.name for point in entry_points(group=GROUP)))


def adapter_kind(name: str) -> AdapterKind:
    """BadInput `adapter.unknown` names the nearest one that is installed."""
    for point in entry_points(group=GROUP, name=name):
        kind = point.load()
        assert isinstance(kind, AdapterKind), f"{point.value} is no AdapterKind"
        return kind
    near = get_close_matches(name, installed(), 1)
    raise BadInput(
        Code.ADAPTER_UNKNOWN,
        f"No adapter {name!r} is installed.",
        hint=f"Did you mean {near[0]!r}?" if near else f"Installed are: {', '.join(installed())}.",
    )
