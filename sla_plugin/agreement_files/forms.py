"""What is to be written, before it is text: as nested as the file will be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Union

Form = Union[str, Sequence["Form"], Mapping[str, "Form"]]  # noqa: UP007 - it names itself
