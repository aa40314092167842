"""Which input a refusal is about, where that is known further out than where it is refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sla_plugin.errors import NotFound


@contextmanager
def named_by(field: str) -> Iterator[None]:
    """What is not found inside was named by this input, unless it says itself by which."""
    try:
        yield
    except NotFound as missing:
        missing.field = missing.field or field
        raise
