"""Where settings come from: the environment and one TOML file, by the names of the fields."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo

from sla_plugin.errors import BadInput, Code
from sla_plugin.settings.refusals import PREFIX, unknown
from sla_plugin.settings.values import is_secret

_FILE = "_file"

Fields = Mapping[str, FieldInfo]


def from_environment(environ: Mapping[str, str], known: Fields) -> dict[str, Any]:
    """An empty variable counts as not set, as compose files and unit files leave them."""
    ours = {name: value for name, value in environ.items() if name.startswith(PREFIX) and value}
    return _resolved({name: (_field(name), value) for name, value in ours.items()}, known)


def _field(name: str) -> str:
    """`SLA_PORT` → `port`; `SLA_port` stays what it is, which no field is called."""
    return name.removeprefix(PREFIX).lower() if name.isupper() else name


def from_file(file: Path | None, known: Fields) -> dict[str, Any]:
    if file is None:
        return {}
    try:
        text = file.read_text(encoding="utf-8")
        return _resolved({name: (name, value) for name, value in tomllib.loads(text).items()}, known)
    except OSError as error:
        raise _unreadable(str(file), error.strerror or str(error)) from None
    except ValueError as error:
        raise _unreadable(str(file), str(error)) from None


def _resolved(written: Mapping[str, tuple[str, Any]], known: Fields) -> dict[str, Any]:
    """Field → value, from name as written → (field, value); `…_file` is replaced by what the file holds."""
    names = {
        *known,
        *(name + _FILE for name, field in known.items() if is_secret(field.rebuild_annotation())),
    }
    values: dict[str, Any] = {}
    for name, (field, value) in written.items():
        if field not in names:
            raise unknown(name, names)
        target = field.removesuffix(_FILE) if field not in known else field
        if target in values:
            raise BadInput(
                Code.SETTING_INVALID,
                f"{target} is given twice, by value and by file.",
                hint="Keep one of the two.",
                field=name,
            )
        values[target] = value if field in known else _content(name, value)
    return values


def _content(name: str, path: Any) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise _unreadable(f"{path}, which {name} names,", error.strerror or str(error), field=name) from None


def _unreadable(what: str, why: str, *, field: str | None = None) -> BadInput:
    return BadInput(Code.SETTING_INVALID, f"{what} cannot be read: {why}.", field=field)
