"""What is to be written, before it is text: as nested as the file will be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Union

Form = Union[str, Sequence["Form"], Mapping[str, "Form"]]  # noqa: UP007 - it names itself


def filled(forms: Mapping[str, Form | None]) -> dict[str, Form]:
    """Without what is not stated."""
    return {key: form for key, form in forms.items() if form is not None}
