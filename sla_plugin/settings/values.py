"""The kinds of values that settings have, each with the words that say what is accepted."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal, get_args
from urllib.parse import urlsplit

from pydantic import AfterValidator, DirectoryPath, Field, SecretStr


@dataclass(frozen=True, slots=True)
class Accepted:
    """What a value may be, for the error message and the reference page."""

    what: str


def accepted(annotation: Any) -> str:
    """The words of the first `Accepted` in a type such as `Annotated[int, Accepted("a number")] | None`."""
    for part in (*getattr(annotation, "__metadata__", ()), *get_args(annotation)):
        if found := part.what if isinstance(part, Accepted) else accepted(part):
            return found
    return ""


def is_secret(annotation: Any) -> bool:
    return annotation is SecretStr or any(is_secret(part) for part in get_args(annotation))


def _database_url(url: SecretStr) -> SecretStr:
    parts = urlsplit(url.get_secret_value())
    if parts.scheme not in {"postgresql", "postgres"} or parts.path in {"", "/"}:
        raise ValueError("it names no PostgreSQL database")
    return url


def _secret_key(key: SecretStr) -> SecretStr:
    try:
        raw = base64.b64decode(key.get_secret_value(), altchars="-_", validate=True)
    except (binascii.Error, ValueError):
        raise ValueError("it is not url-safe base64") from None
    if len(raw) != 32:
        raise ValueError(f"it holds {len(raw)} bytes")
    return key


def _store_url(url: str) -> str:
    if urlsplit(url).scheme not in {"file", "s3", "s3a", "gs", "az", "azure", "abfs", "abfss"}:
        raise ValueError("it names no store that is known")
    return url


def _absolute(path: Path) -> Path:
    return path.expanduser().absolute()


DatabaseUrl = Annotated[
    SecretStr, AfterValidator(_database_url), Accepted("`postgresql://user:password@host:5432/database`")
]
SecretKey = Annotated[
    SecretStr, AfterValidator(_secret_key), Accepted("32 random bytes in url-safe base64 (44 characters)")
]
StoreUrl = Annotated[
    str,
    AfterValidator(_store_url),
    Accepted("`file:///…`, `s3://bucket/folder`, `gs://bucket/folder` or `az://container/folder`"),
]
Bytes = Annotated[int, Field(gt=0), Accepted("a number of bytes")]
Host = Annotated[str, Field(min_length=1), Accepted("a name or an address of this machine")]
Port = Annotated[int, Field(ge=0, le=65535), Accepted("a number from 0 to 65535; 0 takes any free port")]
Duration = Annotated[
    timedelta, Field(gt=timedelta(0)), Accepted("an ISO 8601 duration such as `PT30S` or `P90D`")
]
Switch = Annotated[bool, Accepted("`true` or `false`")]
LogLevel = Annotated[
    Literal["debug", "info", "warning", "error"], Accepted("`debug`, `info`, `warning` or `error`")
]
DataFolder = Annotated[Path, AfterValidator(_absolute), Accepted("a folder; it is made where missing")]
ProgramFolder = Annotated[DirectoryPath, Accepted("a folder that holds `initdb` and `pg_ctl`")]
