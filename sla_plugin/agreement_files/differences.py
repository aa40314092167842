"""What one agreement states otherwise than another, promise by promise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sla_plugin.agreement_files.documents import agreement_form
from sla_plugin.agreement_files.forms import Form
from sla_plugin.agreement_files.stated import StatedAgreement

_WITHIN = {"calendars": 3, "targets": 2, "goal": 2}
"""How deep a key is taken apart; others one level."""


@dataclass(frozen=True, slots=True)
class Difference:
    """`what`: `targets.RESOLUTION.P1`. None: it is not stated on that side."""

    what: str
    before: str | None
    after: str | None


def differences(before: StatedAgreement, after: StatedAgreement) -> tuple[Difference, ...]:
    """In the order of a file. Escalation steps are told as they come and go; their order says nothing."""
    old, new = dict(_parts(agreement_form(before))), dict(_parts(agreement_form(after)))
    found = (Difference(what, old.get(what), new.get(what)) for what in {**old, **new})
    return tuple(one for one in found if one.before != one.after)


def _parts(form: Mapping[str, Form]) -> Iterator[tuple[str, str]]:
    for key, below in form.items():
        yield from _apart(key, below, _WITHIN.get(key, 1))


def _apart(what: str, form: Form, depth: int) -> Iterator[tuple[str, str]]:
    if isinstance(form, Mapping) and depth:
        for key, below in form.items():
            yield from _apart(f"{what}.{key}", below, depth - 1)
    elif not isinstance(form, str | Mapping) and form and not all(isinstance(one, str) for one in form):
        for one in form:
            yield f"{what}: {inline(one)}", "stated"
    else:
        yield what, inline(form)


def inline(form: Form) -> str:
    """On one line, as YAML writes it."""
    if isinstance(form, str):
        return form
    if isinstance(form, Mapping):
        return "{" + ", ".join(f"{key}: {inline(below)}" for key, below in form.items()) + "}"
    return "[" + ", ".join(inline(below) for below in form) + "]"
