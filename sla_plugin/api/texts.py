"""Texts as they come in."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

from sla_plugin.errors import BadInput, Code


def check_texts(given: object) -> None:
    """BadInput `text.unstorable` where a text anywhere inside holds NUL: PostgreSQL has no place for it."""
    if isinstance(given, str):
        if "\0" in given:
            raise BadInput(
                Code.TEXT_UNSTORABLE,
                "A text holds the character NUL, which cannot be stored.",
                hint="Leave it out; it is U+0000, which nobody can see.",
            )
    elif isinstance(given, list):
        for one in given:
            check_texts(one)
    elif is_dataclass(given):
        for field in fields(given):
            check_texts(getattr(given, field.name))
