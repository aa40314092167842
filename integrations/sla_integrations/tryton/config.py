"""What a connection to Tryton can be told."""

from __future__ import annotations

from pydantic import Field, HttpUrl

from sla_plugin.sdk import ConnectionConfig


class TrytonConfig(ConnectionConfig):
    """`url` is where the server answers, without the name of the `database`."""

    url: HttpUrl
    database: str = Field(pattern=r"^[\w.-]+$")

    @property
    def root(self) -> str:
        return str(self.url).rstrip("/")
