"""What is wrong with something that somebody would publish, and where in it."""

from __future__ import annotations

from sla_plugin.errors import SlaError

Path = tuple[str | int, ...]
"""From the top down: `("targets", "RESOLUTION", "P1")`, `("escalations", 0)`."""

Flaw = tuple[Path, SlaError]
