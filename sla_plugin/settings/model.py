"""The settings themselves: their names, their meaning, their defaults."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError

from sla_plugin.settings.refusals import invalid
from sla_plugin.settings.sources import from_environment, from_file
from sla_plugin.settings.values import (
    Bytes,
    DatabaseUrl,
    DataFolder,
    Duration,
    Host,
    LogLevel,
    Port,
    ProgramFolder,
    SecretKey,
    StoreUrl,
    Switch,
)


class Settings(BaseModel):
    """A field `port` is `SLA_PORT` in the environment and `port` in `sla.toml`."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)

    database_url: DatabaseUrl | None = None
    """Where the data is, reached as the role `sla_app`. Without it, the plugin starts a PostgreSQL of its
    own in the data folder."""

    owner_url: DatabaseUrl | None = None
    """The same database, reached as the role `sla_owner`. Migrations need it, and the
    verbs of an operator, which look a tenant up by its key; `sla serve` does not."""

    data: DataFolder
    """What the plugin keeps on this machine. By default `/var/lib/sla_plugin` for root, and
    `$XDG_DATA_HOME/sla_plugin` (`~/.local/share/sla_plugin`) for anybody else."""

    documents_url: StoreUrl | None = None
    """Where the papers of contracts lie. By default the folder `documents` in the data folder. What opens an
    object store is read from its own variables, such as `AWS_ACCESS_KEY_ID` and `AWS_ENDPOINT`."""

    document_limit: Bytes = 25 * 1024 * 1024
    """The most that one paper may have, made or handed in."""

    host: Host = "127.0.0.1"
    """The address to listen on. The default is reached from this machine only."""

    port: Port = 8090
    """The port to listen on."""

    secret_key: SecretKey | None = None
    """Encrypts the passwords and keys of connected systems, which are stored to be used again."""

    postgres_bin: ProgramFolder | None = None
    """Where to find the PostgreSQL to start when there is no `SLA_DATABASE_URL`. By default the one that
    was installed with the plugin."""

    log_level: LogLevel = "info"
    """The least that is logged."""

    token_max_lifetime: Duration = timedelta(days=365)
    """Tokens that are valid for longer are refused, whoever issued them."""

    introspection: Switch = True
    """Whether GraphQL answers questions about its schema. The schema is published either way."""

    feeds_private: Switch = False
    """Whether calendar feeds may also be read from private networks and this machine, and over plain http.
    With it, whoever may write calendars can make this server ask addresses of its own network."""

    pump_interval: Duration = timedelta(seconds=1)
    """How often to look for tickets and contracts whose next instant has come."""

    def for_demo(self) -> Self:
        """The same, with a bundled database and papers of its own beside this installation's."""
        own = {"data": self.data / "demo", "database_url": None, "owner_url": None, "documents_url": None}
        return self.model_copy(update=own)

    @classmethod
    def load(cls, environ: Mapping[str, str], file: Path | None = None) -> Settings:
        """Environment before `file` (TOML) before default.

        BadInput `setting.unknown` or `setting.invalid`, with the name as the caller wrote it in `field`.
        """
        known = cls.model_fields
        values = from_file(file, known) | from_environment(environ, known)
        try:
            return cls.model_validate({"data": default_data_folder(environ), **values})
        except ValidationError as error:
            raise invalid(error, known) from None


def default_data_folder(environ: Mapping[str, str]) -> Path:
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return Path("/var/lib/sla_plugin")
    shared = environ.get("XDG_DATA_HOME")
    return (Path(shared) if shared else Path.home() / ".local" / "share") / "sla_plugin"
