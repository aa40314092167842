"""Targets as JSON, within the terms of an agreement version."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from sla_plugin.domain.durations import format_duration, parse_duration
from sla_plugin.domain.targets import Agreed, ByTime, Target, Until, WorkingDays, WorkingDuration

Json = Mapping[str, Any]


def target_to_json(target: Target) -> dict[str, Any]:
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
        case Until(at):
            return {"until": at.isoformat()}
        case Agreed(otherwise):
            return {"agreed_or": target_to_json(otherwise)}


def target_from_json(stated: Json) -> Target:
    if "duration" in stated:
        return WorkingDuration(parse_duration(stated["duration"]))
    if "working_days" in stated:
        return WorkingDays(stated["working_days"], stated["at_end"])
    if "until" in stated:
        return Until(datetime.fromisoformat(stated["until"]))
    if "agreed_or" in stated:
        otherwise = target_from_json(stated["agreed_or"])
        assert not isinstance(otherwise, Until | Agreed)
        return Agreed(otherwise)
    cutoff = stated["cutoff"]
    return ByTime(
        stated["days"],
        time.fromisoformat(stated["at"]),
        None if cutoff is None else time.fromisoformat(cutoff),
    )
