"""What our server is told. `ALTER SYSTEM` has the last word over it."""

from __future__ import annotations

from collections.abc import Mapping

from sla_plugin.storage.bundled.data_folder import PORT, DataFolder

FILE = "sla_plugin.conf"
"""Included at the end of postgresql.conf, and written anew before every start."""

_SETTINGS = {
    # Reached through the socket only.
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    # A few pools of ten, the workers, and somebody who looks after them.
    "max_connections": "60",
    "shared_buffers": "64MB",
    "timezone": "UTC",
    # What hangs must not hold its locks, nor the cleaning up behind it, for ever.
    "idle_in_transaction_session_timeout": "1min",
    # Short statements over few rows: compiling them takes longer than running them.
    "jit": "off",
    "logging_collector": "on",
    "log_filename": "%a.log",
    "log_truncate_on_rotation": "on",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_timezone": "UTC",
    # With the SQLSTATE, by which a refused start is told from a failed one.
    "log_line_prefix": "%m [%p] %e ",
    # The detail of an error quotes the row, and rows are about people.
    "log_error_verbosity": "terse",
}
_SINCE_17 = {"transaction_timeout": "15min"}


def configuration(folder: DataFolder, major: int, more: Mapping[str, str]) -> str:
    """The text of the file for PostgreSQL `major`; `more` wins over ours."""
    settings = {
        **_SETTINGS,
        **(_SINCE_17 if major >= 17 else {}),
        # A list of folders, in which a name with blanks stands in double quotes.
        "unix_socket_directories": '"{}"'.format(str(folder.database).replace('"', '""')),
        "log_directory": str(folder.log),
        **more,
    }
    return "".join(f"{name} = {_quoted(value)}\n" for name, value in settings.items())


def _quoted(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"
