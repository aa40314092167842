"""What is wrong with a setting, in words that name it as it was written."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from sla_plugin.errors import BadInput, Code
from sla_plugin.settings.values import accepted, is_secret

PREFIX = "SLA_"


def variable(field: str) -> str:
    return PREFIX + field.upper()


def unknown(written: str, known: Collection[str]) -> BadInput:
    """`written` as it stands in the environment or the file; the nearest of `known` in the same form."""
    [nearest] = difflib.get_close_matches(written.removeprefix(PREFIX).lower(), known, n=1, cutoff=0)
    name = variable(nearest) if written.startswith(PREFIX) else nearest
    return BadInput(
        Code.SETTING_UNKNOWN,
        f"There is no setting {written}.",
        hint=f"The nearest one is {name}.",
        field=written,
    )


def invalid(error: ValidationError, known: Mapping[str, FieldInfo]) -> BadInput:
    """The first thing wrong. The value is repeated, unless it is a secret."""
    first = error.errors()[0]
    name = str(first["loc"][0])
    annotation = known[name].rebuild_annotation()
    given = "" if is_secret(annotation) else f" is {str(first['input'])!r}, which"
    reason = first["msg"].removeprefix("Value error, ")
    return BadInput(
        Code.SETTING_INVALID,
        f"{variable(name)}{given} cannot be used: {reason[0].lower()}{reason[1:]}.",
        hint=f"Give {accepted(annotation)}.",
        field=variable(name),
    )
