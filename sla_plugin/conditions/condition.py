"""Conditions that a tenant writes for a metric of its own, in CEL: `status == "ON_HOLD" && priority == "P1"`.

They are read once, when the metric is saved, and refused with the token that is wrong; what is read cannot
fail later, loop, or reach anything but the ticket.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product
from typing import Any

import cel

from sla_plugin.domain.facts import (
    Assigned,
    Author,
    Fact,
    FactKind,
    FieldChanged,
    PublicReply,
    Status,
    TicketField,
)
from sla_plugin.domain.tickets import Moment, TicketState
from sla_plugin.errors import BadInput, Code

OF_TICKET = ("status", "done", "team", "supplier", *(field.lower() for field in TicketField))
"""`status` normalised; `done`: resolved, cancelled, merged or deleted; `team` that holds it, `supplier`:
whether that is one; and the fields, each "" where the desk says nothing."""

OF_FACT = ("fact", "author", "field", "value")
"""`fact` its kind; `author` of a public reply; `field` that changed and its new `value`, or the team
assigned."""

PROBES = 20_000
"""So many situations a condition is tried in before it counts as one that never holds."""

_POSITION = re.compile(r"<input>:(\d+):(\d+): (.*)")
_LITERAL = re.compile(r"'([^']*)'|\"([^\"]*)\"")


@dataclass(frozen=True, slots=True)
class Condition:
    """`text` as it was written; `about_fact`: it asks for what happened, not only for what is so."""

    text: str
    about_fact: bool

    def holds(self, ticket: TicketState, fact: Fact | None = None) -> bool:
        return bool(_program(self.text).execute({**_of_ticket(ticket), **_of_fact(fact)}))

    def holds_at(self, moment: Moment) -> bool:
        return self.holds(moment.state, moment.fact)

    def begins(self, moment: Moment) -> bool:
        """It holds of this fact; or it has come to hold with it, where it is about the ticket alone."""
        if self.about_fact:
            return self.holds_at(moment)
        return self.holds(moment.state) and (moment.opens or not self.holds(moment.before))


def parse_condition(text: str, field: str, *, about_ticket: bool = False) -> Condition:
    """BadInput `metric.condition` with the place and the token; `metric.never` where nothing can make it
    hold.

    `about_ticket`: only what is so may be asked for, since a fact does not last.
    """
    program = _compiled(text, field)
    known = OF_TICKET if about_ticket else (*OF_TICKET, *OF_FACT)
    for name in program.variables():
        if name not in known:
            hint = "A fact does not last: ask for a status or field." if name in OF_FACT else None
            raise _wrong(
                text, field, name, f"{name!r} is nothing known here.", hint or f"Known: {', '.join(known)}."
            )
    condition = Condition(text, about_fact=any(name in OF_FACT for name in program.variables()))
    if not any(_hold(condition, program, field)):
        raise BadInput(
            Code.METRIC_NEVER,
            f"No ticket can ever make {text!r} hold.",
            hint="Compare with values that occur: " + _values_hint(program.variables()),
            field=field,
        )
    return condition


def _compiled(text: str, field: str) -> Any:
    try:
        return _program(text)
    except ValueError as error:
        found = _POSITION.search(str(error))
        place = f"line {found[1]}, column {found[2]}: {found[3]}" if found else str(error)
        raise BadInput(
            Code.METRIC_CONDITION,
            f"{text!r} cannot be read at {place}.",
            hint='Write it as: status == "ON_HOLD" && priority == "P1".',
            field=field,
        ) from None


def _hold(condition: Condition, program: Any, field: str) -> Iterator[bool]:
    """In one situation after the other. What cannot be asked of any of them is refused."""
    for situation in islice(_situations(program.variables(), condition.text), PROBES):
        try:
            answer = program.execute(situation)
        except (TypeError, ValueError, RuntimeError) as error:
            raise _wrong(condition.text, field, None, str(error).split(". ")[0] + ".", None) from None
        if not isinstance(answer, bool):
            raise _wrong(condition.text, field, None, "It does not say yes or no.", None)
        yield answer


def _situations(names: list[str], text: str) -> Iterator[Mapping[str, Any]]:
    """Every combination of what the condition asks for; of free values, those that it names and one other."""
    literals = [a or b for a, b in _LITERAL.findall(text)]
    values = [_VALUES.get(name, ["", "?", *literals]) for name in names]
    for of in product(*values):
        situation = {**_NOTHING, **dict(zip(names, of, strict=True))}
        if _can_be(situation, names):
            yield situation


def _can_be(situation: Mapping[str, Any], names: list[str]) -> bool:
    """Only a reply has an author, only a changed field is named."""
    kind = situation["fact"] if "fact" in names else None
    if situation["author"] and kind not in (None, FactKind.PUBLIC_REPLY):
        return False
    return not (situation["field"] and kind not in (None, FactKind.FIELD_CHANGED))


def _wrong(text: str, field: str, token: str | None, why: str, hint: str | None) -> BadInput:
    at = re.search(rf"\b{re.escape(token)}\b", text) if token else None
    place = f" at column {at.start() + 1}" if at else ""
    return BadInput(Code.METRIC_CONDITION, f"{text!r}{place}: {why}", hint=hint, field=field)


def _values_hint(names: list[str]) -> str:
    known = [f"{name}: {', '.join(map(str, _VALUES[name]))}" for name in names if name in _VALUES]
    return "; ".join(known) or "true somewhere."


@lru_cache(maxsize=1024)
def _program(text: str) -> Any:
    return cel.compile(text)


_VALUES: Mapping[str, list[Any]] = {
    "status": [status.value for status in Status],
    "done": [False, True],
    "supplier": [False, True],
    "fact": [kind.value for kind in FactKind],
    "author": ["", *(author.value for author in Author)],
    "field": ["", *(field.value for field in TicketField)],
}
_NOTHING: Mapping[str, Any] = {
    **dict.fromkeys((*OF_TICKET, *OF_FACT), ""),
    "done": False,
    "supplier": False,
}


def _of_ticket(ticket: TicketState) -> dict[str, Any]:
    return {
        **_NOTHING,
        "status": ticket.status.value,
        "done": ticket.ending is not None,
        "team": ticket.team or "",
        "supplier": ticket.with_supplier,
        **{name.lower(): value for name, value in ticket.fields.items()},
    }


def _of_fact(fact: Fact | None) -> dict[str, Any]:
    if fact is None:
        return {}
    found: dict[str, Any] = {"fact": fact.kind.value}
    match fact.what:
        case PublicReply(author):
            found["author"] = author.value
        case FieldChanged(name, value):
            found |= {"field": name.value, "value": value or ""}
        case Assigned(team):
            found["value"] = team or ""
    return found
