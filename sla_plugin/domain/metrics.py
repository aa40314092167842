"""What can be measured on a ticket."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from sla_plugin.domain.facts import Assigned, Author, PublicReply
from sla_plugin.domain.tickets import Moment, TicketState

METRIC_NAME = re.compile(r"[A-Z][A-Z0-9_]{0,62}", re.ASCII)

MetricName = str
"""The name of a built-in metric, or of one that a tenant has defined."""


class Metric(StrEnum):
    """The built-in ones. TTO and TTR of other tools are ASSIGNMENT and RESOLUTION."""

    FIRST_RESPONSE = "FIRST_RESPONSE"
    NEXT_RESPONSE = "NEXT_RESPONSE"
    RESOLUTION = "RESOLUTION"
    ASSIGNMENT = "ASSIGNMENT"


def never(_: object) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class MetricDefinition:
    """What asks for something, what answers it, what makes it void, and while what it waits.

    A ticket that is resolved, closed, cancelled, merged or deleted stops every metric besides; with
    `is_exchange` that is an answer too, so that a ticket which comes back owes nothing of before. What is
    asked again before the answer changes nothing; what is asked after it begins another cycle."""

    starts: Callable[[Moment], bool]
    stops: Callable[[Moment], bool] = never
    cancels: Callable[[Moment], bool] = never
    pauses: Callable[[TicketState], bool] = never
    is_exchange: bool = False


def _is_opening(moment: Moment) -> bool:
    return moment.opens


def _is_agents_reply(moment: Moment) -> bool:
    what = moment.fact.what
    return isinstance(what, PublicReply) and what.author is Author.AGENT


def _is_owned(moment: Moment) -> bool:
    return isinstance(moment.fact.what, Assigned) and moment.fact.what.team is not None


def _leaves_the_requester_waiting(moment: Moment) -> bool:
    """A message on a ticket that is done asks for nothing unless the ticket comes back for it."""
    if moment.reopens:
        return moment.state.unanswered
    what = moment.fact.what
    return isinstance(what, PublicReply) and what.author is Author.REQUESTER


BUILT_IN: Mapping[MetricName, MetricDefinition] = MappingProxyType(
    {
        Metric.FIRST_RESPONSE: MetricDefinition(starts=_is_opening, stops=_is_agents_reply),
        Metric.NEXT_RESPONSE: MetricDefinition(
            starts=_leaves_the_requester_waiting, stops=_is_agents_reply, is_exchange=True
        ),
        Metric.RESOLUTION: MetricDefinition(starts=_is_opening),
        Metric.ASSIGNMENT: MetricDefinition(starts=_is_opening, stops=_is_owned),
    }
)
