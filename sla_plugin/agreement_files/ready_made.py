"""Agreements to begin with, as files that are meant to be changed."""

from __future__ import annotations

from difflib import get_close_matches
from importlib.resources import files

from sla_plugin.errors import Code, NotFound

TEMPLATES = {
    "office-hours": "P1 to P4 in office hours, Monday to Friday.",
    "around-the-clock": "Day and night, with answers to every message.",
    "hospital": "Wards day and night, the administration by day; outcome goals and credits.",
    "rural": "Sites to travel to: working days, and dates that are agreed.",
}


def template(name: str) -> str:
    """Its text. NotFound `template.unknown`."""
    if name not in TEMPLATES:
        near = get_close_matches(name, TEMPLATES, n=1)
        raise NotFound(
            Code.TEMPLATE_UNKNOWN,
            f"There is no template {name!r}.",
            hint=f"Did you mean {near[0]!r}?" if near else f"There are {', '.join(TEMPLATES)}.",
        )
    return files("sla_plugin.agreement_files").joinpath("templates", f"{name}.yaml").read_text("utf-8")
