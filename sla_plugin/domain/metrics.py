"""What can be measured on a ticket."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from sla_plugin.domain.facts import Author, Fact, FactKind, PublicReply


class Metric(StrEnum):
    """TTO and TTR of other tools are ASSIGNMENT and RESOLUTION."""

    FIRST_RESPONSE = "FIRST_RESPONSE"
    RESOLUTION = "RESOLUTION"


@dataclass(frozen=True, slots=True)
class MetricDefinition:
    """Which facts ask for something, and which answer it. A ticket that is resolved, closed, cancelled,
    merged or deleted stops every metric besides."""

    starts: Callable[[Fact], bool]
    stops: Callable[[Fact], bool]


def _is_opening(fact: Fact) -> bool:
    return fact.kind is FactKind.OPENED


def _is_agents_reply(fact: Fact) -> bool:
    return isinstance(fact.what, PublicReply) and fact.what.author is Author.AGENT


def _never(_: Fact) -> bool:
    return False


DEFINITIONS: dict[Metric, MetricDefinition] = {
    Metric.FIRST_RESPONSE: MetricDefinition(starts=_is_opening, stops=_is_agents_reply),
    Metric.RESOLUTION: MetricDefinition(starts=_is_opening, stops=_never),
}
