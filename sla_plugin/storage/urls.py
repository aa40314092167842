"""A database URL as the arguments that asyncpg takes."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


def credentials_of(url: str) -> dict[str, Any]:
    """`postgresql://user:password@host:5432/database?sslmode=require`; what is missing is left to asyncpg."""
    parts = urlsplit(url)
    given: dict[str, Any] = {
        "user": parts.username and unquote(parts.username),
        "password": parts.password and unquote(parts.password),
        "host": parts.hostname and unquote(parts.hostname),
        "port": parts.port,
        "database": unquote(parts.path.lstrip("/")) or None,
    }
    options = dict(parse_qsl(parts.query))
    if "sslmode" in options:
        given["ssl"] = options["sslmode"]
    if "host" in options:
        given["host"] = options["host"]
    # Behind a pooler in transaction mode a prepared statement may be gone when it is used again.
    if "statement_cache_size" in options:
        given["statement_cache_size"] = int(options["statement_cache_size"])
    return {name: value for name, value in given.items() if value is not None}
