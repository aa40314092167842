"""One text for one meaning, so that what is agreed can be bound by a hash."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from sla_plugin.domain.durations import format_duration


def canonical_text(value: object) -> str:
    """JSON with sorted keys and no spaces. What is not stated (None) is left out, so that a field that is
    added later changes no old text; 100.00 and 100 are the same amount, and sets have no order."""
    return json.dumps(_plain(value), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def content_hash(value: object) -> str:
    """SHA-256 of the canonical text in UTF-8, as hexadecimal digits."""
    return hashlib.sha256(canonical_text(value).encode()).hexdigest()


def _plain(value: object) -> Any:
    match value:
        case None | bool() | int():
            return value
        case Enum():
            return value.value
        case str():
            return value
        case Decimal():
            return format(value.normalize() + 0, "f")
        case datetime() | date() | time():
            return value.isoformat()
        case timedelta():
            return format_duration(value)
        case UUID():
            return str(value)
        case Mapping():
            return {str(_plain(key)): _plain(one) for key, one in value.items() if one is not None}
        case frozenset() | set():
            return sorted((_plain(one) for one in value), key=lambda one: json.dumps(one, sort_keys=True))
        case tuple() | list():
            return [_plain(one) for one in value]
    if is_dataclass(value):
        stated = {field.name: getattr(value, field.name) for field in fields(value)}
        return {name: _plain(one) for name, one in stated.items() if one is not None}
    raise TypeError(f"{type(value).__name__} has no canonical form")
