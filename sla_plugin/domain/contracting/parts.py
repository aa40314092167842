"""Whom a contract covers when: its customers and beneficiaries, by its versions and their own dates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from sla_plugin.domain.contracting.parties import COVERED, ContractParty
from sla_plugin.domain.contracting.versions import Reign, SignedVersion, reigns
from sla_plugin.domain.contracts import Part
from sla_plugin.domain.dates import ONE_DAY
from sla_plugin.domain.ids import OrganisationId
from sla_plugin.domain.intervals import Lasting, united, within
from sla_plugin.domain.periods import midnight


def parts_of(versions: Iterable[SignedVersion]) -> tuple[Part, ...]:
    """By organisation; those who never have a part while a version is in force are none."""
    times: defaultdict[OrganisationId, list[Lasting]] = defaultdict(list)
    for reign in reigns(versions):
        for party in reign.version.content.parties:
            if party.role in COVERED:
                times[party.organisation].extend(_times(party, reign))
    return tuple(Part(who, united(found)) for who, found in sorted(times.items()) if found)


def _times(party: ContractParty, reign: Reign) -> Iterator[Lasting]:
    """By whole days of the contract's zone."""
    zone = reign.version.content.zone
    since = reign.since if party.since is None else midnight(party.since, zone)
    until = None if party.until is None else midnight(party.until + ONE_DAY, zone)
    yield from within([Lasting(since, until)], Lasting(reign.since, reign.until))
