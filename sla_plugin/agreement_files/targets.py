"""Promised times in a file.

`PT4H`                                        so much working time
`{working_days: 5}`, with `at_end: true`      the same time, or the end of the day, so many working days on
`{days: 1, at: "16:00", cutoff: "15:00"}`     by a time of day
`{until: 2026-03-01T12:00:00Z}`               by this instant
`{agreed_or: PT8H}`                           as agreed on the ticket, else any of the first three
"""

from __future__ import annotations

from collections.abc import Mapping

from sla_plugin.agreement_files import values
from sla_plugin.agreement_files.cursors import Cursor
from sla_plugin.agreement_files.forms import Form
from sla_plugin.domain.durations import format_duration
from sla_plugin.domain.metrics import MetricName
from sla_plugin.domain.targets import Agreed, ByTime, Target, Until, WorkingDays, WorkingDuration
from sla_plugin.domain.terms import ANY_PRIORITY
from sla_plugin.errors import BadInput, Code

FORMS = (
    'Write PT4H, {working_days: 2}, {days: 1, at: "16:00"}, {until: 2026-03-01T12:00:00Z} '
    "or {agreed_or: PT8H}."
)

_KEY = {key: values.Plain(key) for key in values.TARGET_KEYS}

Targets = Mapping[MetricName, Mapping[str, Target]]


def read_targets(at: Cursor) -> dict[MetricName, dict[str, Target]]:
    """By metric and priority; one target alone is for any priority."""
    return at.entries(_read_metric)


def _read_metric(at: Cursor) -> dict[str, Target]:
    values.metric_name(str(at.path[-1]))
    if at.is_section and not at.has_plain(values.TARGET_KEYS):
        return at.entries(read_target)
    return {ANY_PRIORITY: read_target(at)}


def read_target(at: Cursor) -> Target:
    if not at.is_section:
        return WorkingDuration(values.duration(at))
    if at.has("until"):
        return Until(at.section({"until": values.instant})["until"])
    if at.has("agreed_or"):
        return Agreed(at.section({"agreed_or": _read_otherwise})["agreed_or"])
    return _read_days(at)


def _read_otherwise(at: Cursor) -> WorkingDuration | WorkingDays | ByTime:
    return _read_days(at) if at.is_section else WorkingDuration(values.duration(at))


def _read_days(at: Cursor) -> WorkingDays | ByTime:
    if at.has("working_days"):
        stated = at.section({"working_days": values.whole_number, "at_end": values.truth})
        return WorkingDays(stated["working_days"], stated.get("at_end", False))
    if at.has("days") or at.has("at"):
        readers = {"days": values.whole_number, "at": values.clock_time, "cutoff": values.clock_time}
        return ByTime(**at.section(readers, needed=("days", "at")))
    raise BadInput(Code.TARGET_MALFORMED, "These keys make no target.", hint=FORMS)


def targets_form(targets: Targets) -> Form:
    return {
        metric: {priority: target_form(target) for priority, target in sorted(of_metric.items())}
        for metric, of_metric in sorted(targets.items())
    }


def target_form(target: Target) -> Form:
    match target:
        case WorkingDuration(length):
            return format_duration(length)
        case WorkingDays(days, at_end):
            return {_KEY["working_days"]: values.whole_form(days)} | (
                {"at_end": values.truth_form(at_end)} if at_end else {}
            )
        case ByTime(days, at, cutoff):
            return {_KEY["days"]: values.whole_form(days), "at": values.clock_form(at)} | (
                {} if cutoff is None else {"cutoff": values.clock_form(cutoff)}
            )
        case Until(at):
            return {_KEY["until"]: values.instant_form(at)}
        case Agreed(otherwise):
            return {_KEY["agreed_or"]: target_form(otherwise)}
