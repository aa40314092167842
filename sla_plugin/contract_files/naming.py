"""How a contract that is kept is stated in a file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from sla_plugin.contract_files.names import ContractNames
from sla_plugin.contract_files.stated import (
    StatedAddress,
    StatedContract,
    StatedLine,
    StatedParty,
    StatedPrice,
    StatedRequirement,
    StatedSigning,
)
from sla_plugin.domain.contracting.content import VersionContent
from sla_plugin.domain.contracting.lines import ContractLine
from sla_plugin.domain.contracting.parties import ContractParty, NoticeAddress, PartyRole
from sla_plugin.domain.contracting.requirements import Requirement
from sla_plugin.domain.contracting.states import ContractKind
from sla_plugin.domain.ids import ContractId
from sla_plugin.domain.money import Money


def as_stated(
    number: str,
    kind: ContractKind,
    parent: ContractId | None,
    content: VersionContent,
    names: ContractNames,
    requirements: Iterable[Requirement] | None = None,
    signed: StatedSigning | None = None,
) -> StatedContract:
    """Parties by role, lines by service. What has no name of its own is given as its id, which no file
    finds."""
    naming = _Naming(names, content.currency)
    parties, lines = map(naming.party, content.parties), map(naming.line, content.lines)
    return StatedContract(
        number=number,
        kind=kind,
        effective_on=content.effective_on,
        zone=content.zone,
        currency=content.currency,
        parent=naming.name(parent),
        clauses=replace(content.clauses, calendar=None),
        calendar=naming.name(content.clauses.calendar),
        parties=tuple(sorted(parties, key=_by_role)),
        lines=tuple(sorted(lines, key=_by_service)),
        requirements=None if requirements is None else tuple(map(naming.requirement, requirements)),
        signed=signed,
    )


def named(of: UUID, names: ContractNames) -> str:
    return names.written.get(of) or str(of)


class _Naming:
    def __init__(self, names: ContractNames, currency: str) -> None:
        self._names, self._currency = names, currency

    def name(self, of: UUID | None) -> str | None:
        return None if of is None else self.named(of)

    def named(self, of: UUID) -> str:
        return named(of, self._names)

    def party(self, of: ContractParty) -> StatedParty:
        notice = None if of.notice is None else self._address(of.notice)
        return StatedParty(self.named(of.organisation), of.role, of.person, of.since, of.until, notice)

    def _address(self, of: NoticeAddress) -> StatedAddress:
        return StatedAddress(of.channel, of.address, self.name(of.calendar), of.cut_off)

    def requirement(self, of: Requirement) -> StatedRequirement:
        return StatedRequirement(of.need, of.outcome, self.name(of.service))

    def line(self, of: ContractLine) -> StatedLine:
        return StatedLine(
            service=self.named(of.service),
            level=self.name(of.service_level),
            level_version=of.level_version,
            site=self.name(of.site),
            quantity=of.quantity,
            unit_price=None if of.unit_price is None else self._price(of.unit_price),
            billing=of.billing,
            starts_on=of.starts_on,
            ends_on=of.ends_on,
        )

    def _price(self, of: Money) -> StatedPrice:
        return StatedPrice(of.amount, None if of.currency == self._currency else of.currency)


_ROLES = list(PartyRole)


def _by_role(party: StatedParty) -> tuple[int, str, str, str]:
    return _ROLES.index(party.role), party.organisation, party.person or "", repr(party)


def _by_service(line: StatedLine) -> tuple[str, str, str, str]:
    return line.service, line.level or "", line.site or "", repr(line)
