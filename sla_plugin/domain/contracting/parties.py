"""Who is part of a contract, and in which role."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from sla_plugin.domain.ids import CalendarId, OrganisationId


class PartyRole(StrEnum):
    CUSTOMER = "CUSTOMER"
    PROVIDER = "PROVIDER"
    SUPPLIER = "SUPPLIER"
    SIGNATORY = "SIGNATORY"
    REVIEWER = "REVIEWER"
    NOTICE_CONTACT = "NOTICE_CONTACT"
    PAYER = "PAYER"
    BENEFICIARY = "BENEFICIARY"


CONTRACTING = frozenset({PartyRole.CUSTOMER, PartyRole.PROVIDER, PartyRole.SUPPLIER})
"""Those who owe each other something."""

COVERED = frozenset({PartyRole.CUSTOMER, PartyRole.BENEFICIARY})
"""Those whose tickets are measured."""


@dataclass(frozen=True, slots=True)
class NoticeAddress:
    """Where notice is received: `channel` such as `EMAIL` or `POST`. What comes after `cut_off`, or on no
    business day of `calendar`, is received on the next one (R3); no calendar: when it comes."""

    channel: str
    address: str
    calendar: CalendarId | None = None
    cut_off: time | None = None


@dataclass(frozen=True, slots=True)
class ContractParty:
    """`person`: of a signatory, a reviewer or a notice contact, who it is, as the subject of the token says.
    `notice` goes with a notice contact. `since` and `until` are inclusive; None: as long as the contract."""

    organisation: OrganisationId
    role: PartyRole
    person: str | None = None
    since: date | None = None
    until: date | None = None
    notice: NoticeAddress | None = None


def those(parties: Iterable[ContractParty], role: PartyRole) -> tuple[ContractParty, ...]:
    return tuple(party for party in parties if party.role is role)


def holding(parties: Iterable[ContractParty], on: date) -> tuple[ContractParty, ...]:
    """Those that have their part on a day."""
    return tuple(
        party
        for party in parties
        if (party.since is None or party.since <= on) and (party.until is None or on <= party.until)
    )


def organisations(parties: Iterable[ContractParty], role: PartyRole) -> frozenset[OrganisationId]:
    return frozenset(party.organisation for party in those(parties, role))


def persons(parties: Iterable[ContractParty], role: PartyRole) -> frozenset[str]:
    return frozenset(party.person for party in those(parties, role) if party.person is not None)
