"""Terms as JSON, the form in which agreement versions keep them and from which their hash is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sla_plugin.domain.calendar_spans import CalendarSpan, parse_span
from sla_plugin.domain.combinations import Attribute, Combination
from sla_plugin.domain.durations import format_duration, parse_duration
from sla_plugin.domain.escalations import EscalationStep
from sla_plugin.domain.facts import Status
from sla_plugin.domain.ids import CalendarId
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
from sla_plugin.storage.escalations import step_from_json, step_to_json
from sla_plugin.storage.goals import (
    credits_from_json,
    credits_to_json,
    goal_from_json,
    goal_to_json,
    outcome_from_json,
    outcome_to_json,
)
from sla_plugin.storage.targets import target_from_json, target_to_json

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
            str(metric): {priority: target_to_json(of[priority]) for priority in sorted(of)}
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
    if terms.escalations is not None:
        stated["escalations"] = [step_to_json(step) for step in terms.escalations]
    if terms.goal is not None:
        stated["goal"] = goal_to_json(terms.goal)
    if terms.outcome is not None:
        stated["outcome"] = outcome_to_json(terms.outcome)
    if terms.credits is not None:
        stated["credits"] = credits_to_json(terms.credits)
    if terms.combine:
        stated["combine"] = {name.value: how.value for name, how in sorted(terms.combine.items())}
    if terms.review_every is not None:
        stated["review_every"] = str(terms.review_every)
    if terms.amendment is not None:
        stated["amendment"] = terms.amendment
    return stated


def terms_from_json(stated: Json) -> Terms:
    switches: Any = {name: kind(stated[name]) for name, kind in _SWITCHES.items() if name in stated}
    return Terms(
        targets={
            metric: {priority: target_from_json(target) for priority, target in of.items()}
            for metric, of in stated.get("targets", {}).items()
        },
        calendar=_calendar_from_json(stated.get("calendar")),
        pause=_pause_from_json(stated.get("pause")),
        reopen=_reopen_from_json(stated.get("reopen")),
        expected_effort=_duration(stated.get("expected_effort")),
        escalations=_steps_from_json(stated.get("escalations")),
        goal=goal_from_json(stated.get("goal")),
        outcome=outcome_from_json(stated.get("outcome")),
        credits=credits_from_json(stated.get("credits")),
        combine={Attribute(name): Combination(how) for name, how in stated.get("combine", {}).items()},
        review_every=_span(stated.get("review_every")),
        amendment=stated.get("amendment"),
        **switches,
    )


def _duration(stated: str | None) -> timedelta | None:
    return None if stated is None else parse_duration(stated)


def _span(stated: str | None) -> CalendarSpan | None:
    return None if stated is None else parse_span(stated)


def _steps_from_json(stated: Sequence[Json] | None) -> tuple[EscalationStep, ...] | None:
    return None if stated is None else tuple(step_from_json(step) for step in stated)


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
        metrics=frozenset(stated["metrics"]),
        arithmetic=PauseArithmetic(stated["arithmetic"]),
    )


def _reopen_from_json(stated: Json | None) -> ReopenRule | None:
    if stated is None:
        return None
    window = stated["window"]
    return ReopenRule(Reopening(stated["reopening"]), None if window is None else parse_duration(window))
