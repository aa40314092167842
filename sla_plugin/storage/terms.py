"""Terms as JSON, the form in which agreement versions keep them and from which their hash is made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Any
from uuid import UUID

from sla_plugin.domain.durations import format_duration, parse_duration
from sla_plugin.domain.facts import Status
from sla_plugin.domain.ids import CalendarId
from sla_plugin.domain.metrics import Metric
from sla_plugin.domain.targets import ByTime, Target, WorkingDays, WorkingDuration
from sla_plugin.domain.terms import (
    CalendarRule,
    EndOfBusiness,
    Equality,
    OnAmendment,
    OnChange,
    PauseArithmetic,
    PauseRule,
    Reopening,
    ReopenRule,
    Terms,
)

Json = Mapping[str, Any]

_SWITCHES = {
    "on_change": OnChange,
    "on_amendment": OnAmendment,
    "equality": Equality,
    "end_of_business": EndOfBusiness,
}


def terms_to_json(terms: Terms) -> dict[str, Any]:
    """Only what is stated, in a canonical order."""
    stated: dict[str, Any] = {}
    if terms.targets:
        stated["targets"] = {
            metric.value: {priority: _target_to_json(of[priority]) for priority in sorted(of)}
            for metric, of in sorted(terms.targets.items())
        }
    if terms.calendar:
        stated["calendar"] = {
            "default": str(terms.calendar.default),
            "by_priority": {p: str(c) for p, c in sorted(terms.calendar.by_priority.items())},
        }
    if terms.pause:
        stated["pause"] = {
            "statuses": sorted(terms.pause.statuses),
            "metrics": sorted(terms.pause.metrics),
            "arithmetic": terms.pause.arithmetic.value,
        }
    if terms.reopen:
        window = terms.reopen.window
        stated["reopen"] = {
            "reopening": terms.reopen.reopening.value,
            "window": None if window is None else format_duration(window),
        }
    stated |= {name: value.value for name in _SWITCHES if (value := getattr(terms, name)) is not None}
    if terms.expected_effort is not None:
        stated["expected_effort"] = format_duration(terms.expected_effort)
    return stated


def terms_from_json(stated: Json) -> Terms:
    switches: Any = {name: kind(stated[name]) for name, kind in _SWITCHES.items() if name in stated}
    return Terms(
        targets={
            Metric(metric): {priority: _target_from_json(target) for priority, target in of.items()}
            for metric, of in stated.get("targets", {}).items()
        },
        calendar=_calendar_from_json(stated.get("calendar")),
        pause=_pause_from_json(stated.get("pause")),
        reopen=_reopen_from_json(stated.get("reopen")),
        expected_effort=parse_duration(stated["expected_effort"]) if "expected_effort" in stated else None,
        **switches,
    )


def _target_to_json(target: Target) -> dict[str, Any]:
    match target:
        case WorkingDuration(duration):
            return {"duration": format_duration(duration)}
        case WorkingDays(days, at_end):
            return {"working_days": days, "at_end": at_end}
        case ByTime(days, at, cutoff):
            return {
                "days": days,
                "at": at.isoformat(),
                "cutoff": None if cutoff is None else cutoff.isoformat(),
            }


def _target_from_json(stated: Json) -> Target:
    if "duration" in stated:
        return WorkingDuration(parse_duration(stated["duration"]))
    if "working_days" in stated:
        return WorkingDays(stated["working_days"], stated["at_end"])
    cutoff = stated["cutoff"]
    return ByTime(
        stated["days"],
        time.fromisoformat(stated["at"]),
        None if cutoff is None else time.fromisoformat(cutoff),
    )


def _calendar_from_json(stated: Json | None) -> CalendarRule | None:
    if stated is None:
        return None
    return CalendarRule(
        default=CalendarId(UUID(stated["default"])),
        by_priority={p: CalendarId(UUID(c)) for p, c in stated["by_priority"].items()},
    )


def _pause_from_json(stated: Json | None) -> PauseRule | None:
    if stated is None:
        return None
    return PauseRule(
        statuses=frozenset(Status(s) for s in stated["statuses"]),
        metrics=frozenset(Metric(m) for m in stated["metrics"]),
        arithmetic=PauseArithmetic(stated["arithmetic"]),
    )


def _reopen_from_json(stated: Json | None) -> ReopenRule | None:
    if stated is None:
        return None
    window = stated["window"]
    return ReopenRule(Reopening(stated["reopening"]), None if window is None else parse_duration(window))
