"""When a service was down: facts about a service and a site, never about a ticket."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sla_plugin.domain.commitments import Commitments
from sla_plugin.domain.ids import ServiceId, SiteId


@dataclass(frozen=True, slots=True)
class OutageBegan:
    """`site` None: at every site. `outage` is what the source calls the outage, the same at its end.

    `sequence` is the source's own numbering; `external_id` is unique for the source, so that a second
    delivery changes nothing.
    """

    occurred_at: datetime
    source: str
    sequence: int
    external_id: str
    outage: str
    service: ServiceId
    site: SiteId | None = None


@dataclass(frozen=True, slots=True)
class OutageEnded:
    """Of an outage that the source never began nothing is known, and nothing is made of it."""

    occurred_at: datetime
    source: str
    sequence: int
    external_id: str
    outage: str


OutageFact = OutageBegan | OutageEnded


@dataclass(frozen=True, slots=True)
class Outage:
    """`[start, end)`; `end` None: it goes on."""

    service: ServiceId
    site: SiteId | None
    start: datetime
    end: datetime | None

    def hits(self, commitments: Commitments, service: ServiceId, site: SiteId | None) -> bool:
        """Whether the service was down there: the service itself, one below or one above it in its tree, and
        likewise the site. None asks for any site."""
        services, sites = commitments.services, commitments.sites
        is_service = service in services.lineage(self.service) or self.service in services.lineage(service)
        if site is None or self.site is None:
            return is_service
        return is_service and (site in sites.lineage(self.site) or self.site in sites.lineage(site))


def outages(facts: Iterable[OutageFact], as_of: datetime) -> tuple[Outage, ...]:
    """The outages that had begun by `as_of`, by start; the same for any order of arrival.

    A beginning that is told again while the outage goes on says nothing new.
    """
    told: defaultdict[tuple[str, str], dict[str, OutageFact]] = defaultdict(dict)
    for fact in facts:
        if fact.occurred_at <= as_of:
            told[fact.source, fact.outage].setdefault(fact.external_id, fact)
    found = [outage for of in told.values() for outage in _paired(sorted(of.values(), key=_order))]
    return tuple(sorted(found, key=lambda o: (o.start, o.service, str(o.site))))


def _order(fact: OutageFact) -> tuple[datetime, int, bool, str]:
    return fact.occurred_at, fact.sequence, isinstance(fact, OutageEnded), fact.external_id


def _paired(facts: Sequence[OutageFact]) -> Iterator[Outage]:
    began: OutageBegan | None = None
    for fact in facts:
        if isinstance(fact, OutageBegan):
            began = began or fact
        elif began is not None:
            yield Outage(began.service, began.site, began.occurred_at, fact.occurred_at)
            began = None
    if began is not None:
        yield Outage(began.service, began.site, began.occurred_at, None)
