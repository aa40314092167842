"""Who and what is meant by the names in a contract's file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from uuid import UUID

from sla_plugin.agreement_files.cursors import Log
from sla_plugin.agreement_files.names import Nearest, Seeker, nearest
from sla_plugin.agreement_files.problems import Path
from sla_plugin.contract_files.stated import (
    StatedAddress,
    StatedContract,
    StatedLine,
    StatedParty,
    StatedPrice,
)
from sla_plugin.domain.contracting.content import Clauses, VersionContent
from sla_plugin.domain.contracting.lines import ContractLine
from sla_plugin.domain.contracting.parties import ContractParty, NoticeAddress
from sla_plugin.domain.ids import AgreementId, CalendarId, ContractId, OrganisationId, ServiceId, SiteId
from sla_plugin.domain.money import Money
from sla_plugin.errors import BadInput


@dataclass(frozen=True)
class ContractNames:
    """Of a tenant. Where something has several names, the first one is written."""

    organisations: Mapping[str, OrganisationId] = field(default_factory=dict)
    services: Mapping[str, ServiceId] = field(default_factory=dict)
    levels: Mapping[str, AgreementId] = field(default_factory=dict)
    sites: Mapping[str, SiteId] = field(default_factory=dict)
    calendars: Mapping[str, CalendarId] = field(default_factory=dict)
    contracts: Mapping[str, ContractId] = field(default_factory=dict)

    @cached_property
    def written(self) -> Mapping[UUID, str]:
        """The name of each thing."""
        every: tuple[Mapping[str, UUID], ...] = (
            self.organisations, self.services, self.levels, self.sites, self.calendars, self.contracts,
        )  # fmt: skip
        return {key: name for names in every for name, key in reversed(tuple(names.items()))}


@dataclass(frozen=True)
class MeantContract:
    """`parties`, `lines`, `services` (of the requirements) and `signers` (organisations) stand as in the
    file; None for one that was not understood, which was told."""

    stated: StatedContract
    parent: ContractId | None
    clauses: Clauses
    parties: tuple[ContractParty | None, ...]
    lines: tuple[ContractLine | None, ...]
    services: tuple[ServiceId | None, ...]
    signers: tuple[OrganisationId | None, ...]

    @cached_property
    def content(self) -> VersionContent:
        """Of what was understood."""
        return VersionContent(
            effective_on=self.stated.effective_on,
            zone=self.stated.zone,
            currency=self.stated.currency,
            parties=frozenset(party for party in self.parties if party is not None),
            lines=frozenset(line for line in self.lines if line is not None),
            clauses=self.clauses,
        )


def find_meant(
    stated: StatedContract, names: ContractNames, log: Log, near: Nearest = nearest
) -> MeantContract:
    """What nothing is called, and what cannot be paid, is told."""
    seek = _Seeker(log, _HINTS, near, names)
    signed = stated.signed.by if stated.signed else ()
    return MeantContract(
        stated=stated,
        parent=seek.find(names.contracts, stated.parent, "contract", ("parent",)),
        clauses=replace(
            stated.clauses, calendar=seek.find(names.calendars, stated.calendar, "calendar", ("calendar",))
        ),
        parties=tuple(seek.party(one, ("parties", n)) for n, one in enumerate(stated.parties)),
        lines=tuple(seek.line(one, stated.currency, ("lines", n)) for n, one in enumerate(stated.lines)),
        services=tuple(
            seek.find(names.services, one.service, "service", ("requirements", n, "service"))
            for n, one in enumerate(stated.requirements or ())
        ),
        signers=tuple(
            seek.find(
                names.organisations, one.organisation, "organisation", ("signed", "by", n, "organisation")
            )
            for n, one in enumerate(signed)
        ),
    )


class _Seeker(Seeker):
    def __init__(self, log: Log, hints: Mapping[str, str], near: Nearest, names: ContractNames) -> None:
        super().__init__(log, hints, near)
        self._names = names

    def party(self, stated: StatedParty, path: Path) -> ContractParty | None:
        known = self._names.organisations
        organisation = self.find(known, stated.organisation, "organisation", (*path, "organisation"))
        notice = None if stated.notice is None else self._address(stated.notice, (*path, "notice"))
        if organisation is None:
            return None
        return ContractParty(organisation, stated.role, stated.person, stated.since, stated.until, notice)

    def _address(self, stated: StatedAddress, path: Path) -> NoticeAddress:
        calendar = self.find(self._names.calendars, stated.calendar, "calendar", (*path, "calendar"))
        return NoticeAddress(stated.channel, stated.address, calendar, stated.cut_off)

    def line(self, stated: StatedLine, currency: str, path: Path) -> ContractLine | None:
        before = len(self._log.problems)
        service = self.find(self._names.services, stated.service, "service", (*path, "service"))
        level = self.find(self._names.levels, stated.level, "agreement", (*path, "level"))
        site = self.find(self._names.sites, stated.site, "site", (*path, "site"))
        price = self._price(stated.unit_price, currency, (*path, "unit_price"))
        if service is None or len(self._log.problems) > before:
            return None
        return ContractLine(
            service=service,
            service_level=level,
            level_version=stated.level_version,
            site=site,
            quantity=stated.quantity,
            unit_price=price,
            billing=stated.billing,
            starts_on=stated.starts_on,
            ends_on=stated.ends_on,
        )

    def _price(self, stated: StatedPrice | None, currency: str, path: Path) -> Money | None:
        try:
            return None if stated is None else Money(stated.amount, stated.currency or currency)
        except BadInput as error:
            self._log.tell(error, path)
            return None


_HINTS = {
    "organisation": "Name it by its code, by `system:id` as its CRM knows it, or by its name.",
    "site": "Name it by `system:id` as its CRM knows it, or by its name.",
    "service": "Name it by its code in the catalogue.",
    "agreement": "Name the service level by the code of its agreement; publish that first.",
    "contract": "Name the framework by its number; take it first.",
    "calendar": "Name it by its code; create it first.",
}
