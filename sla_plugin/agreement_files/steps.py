"""Escalation steps in a file.

`at: 75%`                    so much of the target is used up; `100%` is the due instant
`at: due-PT30M`              so much working time before due, `due+PT2H` after it
`at: due+PT2H wall clock`    on the wall clock
`at: due-2 working days`     the due instant's clock time, so many working days before or after

`do: [{notify: team_lead}, {write_back: priority, value: P1}, {event: nearly_late}]`
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from sla_plugin.agreement_files import values
from sla_plugin.agreement_files.cursors import Cursor
from sla_plugin.agreement_files.forms import Form
from sla_plugin.domain.durations import format_duration, parse_duration
from sla_plugin.domain.escalations import (
    Action,
    ActionKind,
    AtPercent,
    DaysFromDue,
    EscalationStep,
    FromDue,
    Moment,
)
from sla_plugin.errors import BadInput, Code

_DAYS = re.compile(r"due([+-])(\d{1,5}) working days?", re.ASCII)
_WHOLE_DAYS = re.compile(r"due([+-])P(\d+)D", re.ASCII)
_FROM_DUE = re.compile(r"due([+-])(P\S+)( wall clock)?", re.ASCII)

_KINDS = {kind.value.lower(): kind for kind in ActionKind}


def read_step(at: Cursor) -> EscalationStep:
    readers = {"metric": values.metric, "at": _read_moment, "do": _read_actions}
    return EscalationStep(**at.section(readers, needed=("at", "do")))


def _read_moment(at: Cursor) -> Moment:
    written = at.text()
    if written.endswith("%"):
        return AtPercent(values.percent_of(written))
    if days := _DAYS.fullmatch(written):
        return DaysFromDue(int(days[1] + days[2]))
    if days := _WHOLE_DAYS.fullmatch(written):
        raise BadInput(
            Code.ESCALATION_MOMENT,
            f"{written!r} could be days of the calendar, working days, or 24 hours of working time each.",
            hint=f"Write due{days[1]}{days[2]} working days, or the hours.",
        )
    if from_due := _FROM_DUE.fullmatch(written):
        length = parse_duration(from_due[2])
        return FromDue(-length if from_due[1] == "-" else length, wall_clock=from_due[3] is not None)
    raise BadInput(
        Code.ESCALATION_MOMENT,
        f"{written!r} does not say when the step is taken.",
        hint="Write 75%, due-PT30M, due+PT2H wall clock or due+2 working days.",
    )


def _read_actions(at: Cursor) -> tuple[Action, ...]:
    return tuple(at.whole(_read_action))


def _read_action(at: Cursor) -> Action:
    named = [name for name in _KINDS if at.has(name)]
    stated = at.section({**dict.fromkeys(_KINDS, values.text), "value": values.any_text})
    if len(named) != 1:
        raise BadInput(
            Code.ESCALATION_STEP,
            "An action is exactly one thing.",
            hint="Write {notify: team_lead}, {write_back: priority, value: P1} or {event: nearly_late}.",
        )
    [name] = named
    return Action(_KINDS[name], stated[name], stated.get("value"))


def steps_form(steps: Sequence[EscalationStep]) -> Form:
    return [_step_form(step) for step in steps]


def _step_form(step: EscalationStep) -> Form:
    of_metric: dict[str, Form] = {} if step.metric is None else {"metric": step.metric}
    return of_metric | {"at": _moment_form(step.at), "do": [_action_form(action) for action in step.do]}


def _action_form(action: Action) -> Form:
    value: dict[str, Form] = {} if action.value is None else {"value": action.value}
    return {action.kind.value.lower(): action.what} | value


def _moment_form(at: Moment) -> str:
    match at:
        case AtPercent(percent):
            return values.percent_form(percent)
        case FromDue(offset, wall_clock):
            length = format_duration(offset)
            signed = length if length.startswith("-") else f"+{length}"
            return f"due{signed}{' wall clock' if wall_clock else ''}"
        case DaysFromDue(days):
            return f"due{days:+} working day{'' if abs(days) == 1 else 's'}"
