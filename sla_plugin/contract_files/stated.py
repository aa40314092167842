"""A contract as a file states it: everything else that it names, by name."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal

from sla_plugin.domain.contracting.content import Clauses
from sla_plugin.domain.contracting.lines import Billing
from sla_plugin.domain.contracting.parties import PartyRole
from sla_plugin.domain.contracting.states import ContractKind


@dataclass(frozen=True, slots=True)
class StatedAddress:
    channel: str
    address: str
    calendar: str | None = None
    cut_off: time | None = None


@dataclass(frozen=True, slots=True)
class StatedParty:
    """`organisation`: by code, by `system:id` as its CRM knows it, or by its name if no other has that."""

    organisation: str
    role: PartyRole
    person: str | None = None
    since: date | None = None
    until: date | None = None
    notice: StatedAddress | None = None


@dataclass(frozen=True, slots=True)
class StatedPrice:
    """`currency` None: that of the contract."""

    amount: Decimal
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class StatedLine:
    """`level`: code of an agreement; `site` None: any."""

    service: str
    level: str | None = None
    level_version: int | None = None
    site: str | None = None
    quantity: Decimal = Decimal(1)
    unit_price: StatedPrice | None = None
    billing: Billing = Billing.MONTHLY
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class StatedRequirement:
    need: str
    outcome: str
    service: str | None = None


@dataclass(frozen=True, slots=True)
class StatedSignature:
    """`on` None: on the day of them all. `reference`: where the paper is."""

    person: str
    organisation: str
    on: date | None = None
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class StatedSigning:
    """Of a contract that exists on paper."""

    on: date
    by: tuple[StatedSignature, ...]


@dataclass(frozen=True, slots=True)
class StatedContract:
    """`parent`: number of the framework. `clauses` say nothing about `calendar`, which names the business
    days. `requirements` None: nothing is said of them. In the order of the file, which means nothing."""

    number: str
    kind: ContractKind
    effective_on: date
    zone: str
    currency: str
    parent: str | None = None
    clauses: Clauses = field(default_factory=Clauses)
    calendar: str | None = None
    parties: tuple[StatedParty, ...] = ()
    lines: tuple[StatedLine, ...] = ()
    requirements: tuple[StatedRequirement, ...] | None = None
    signed: StatedSigning | None = None
