"""What a paper says of a contract, with every name looked up. Two equal sheets make the same paper, byte for
byte."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from sla_plugin.domain.calendars import Calendar
from sla_plugin.domain.contracting.content import Clauses
from sla_plugin.domain.contracting.lines import Billing
from sla_plugin.domain.contracting.parties import NoticeAddress, PartyRole
from sla_plugin.domain.contracting.requirements import Judgement
from sla_plugin.domain.contracting.states import ContractKind
from sla_plugin.domain.ids import CalendarId
from sla_plugin.domain.money import Money
from sla_plugin.domain.terms import Terms


class PaperKind(StrEnum):
    """SPECIFICATION: what the customer approves before prices are agreed. FINAL and AMENDMENT: what is
    signed, as the first version and as a later one."""

    SPECIFICATION = "SPECIFICATION"
    FINAL = "FINAL"
    AMENDMENT = "AMENDMENT"


@dataclass(frozen=True, slots=True)
class SheetParty:
    """`person` goes with a signatory, a reviewer and a notice contact, `notice` with the last; `notice_days`
    names the calendar of its business days. `since` and `until` are inclusive."""

    organisation: str
    role: PartyRole
    person: str | None = None
    since: date | None = None
    until: date | None = None
    notice: NoticeAddress | None = None
    notice_days: str | None = None
    registration_number: str | None = None


@dataclass(frozen=True, slots=True)
class SheetLine:
    """`level_version`: which version of the service level is promised. Both days are inclusive."""

    service: str
    level: str | None = None
    level_version: int | None = None
    site: str | None = None
    quantity: Decimal = Decimal(1)
    unit_price: Money | None = None
    billing: Billing = Billing.MONTHLY
    starts_on: date | None = None
    ends_on: date | None = None

    @property
    def amount(self) -> Money | None:
        """For one billing period, rounded half up to the smallest coin (50-contracts)."""
        return None if self.unit_price is None else self.unit_price.part(Fraction(self.quantity))


@dataclass(frozen=True, slots=True)
class SheetHours:
    name: str
    calendar: Calendar


@dataclass(frozen=True, slots=True)
class SheetLevel:
    """A service level of the lines. `hours`: the calendars that its terms name."""

    name: str
    version: int
    terms: Terms
    hours: Mapping[CalendarId, SheetHours] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SheetRequirement:
    """`need`: in the customer's own words. A judgement's `by` is the person's name."""

    need: str
    outcome: str
    service: str | None = None
    technical: Judgement | None = None
    commercial: Judgement | None = None


@dataclass(frozen=True, slots=True)
class SheetSignature:
    """`method`: how it was given, such as `CLICK`. `document_hash`: SHA-256 of the paper that was read.
    `reference`: where the paper, or a signing service, has it."""

    person: str
    organisation: str
    method: str
    at: datetime
    document_hash: str | None = None
    reference: str | None = None


@dataclass(frozen=True, slots=True)
class ContractSheet:
    """`number`: of the contract; `version` from 1; `parent` and `follows`: the numbers of the framework and
    of the contract that this one succeeds. `drawn_up_at`: the instant as of which it is told.
    `content_hash`: what a yes to it is bound to; requirements are in that of a SPECIFICATION.
    `business_days` names the calendar of the clauses. Whatever is listed stands as it comes."""

    kind: PaperKind
    number: str
    contract_kind: ContractKind
    version: int
    content_hash: str
    drawn_up_at: datetime
    effective_on: date
    zone: str
    currency: str
    parent: str | None = None
    follows: str | None = None
    parties: tuple[SheetParty, ...] = ()
    requirements: tuple[SheetRequirement, ...] = ()
    lines: tuple[SheetLine, ...] = ()
    levels: tuple[SheetLevel, ...] = ()
    clauses: Clauses = field(default_factory=Clauses)
    business_days: str | None = None
    signatures: tuple[SheetSignature, ...] = ()

    @property
    def unsigned(self) -> tuple[SheetParty, ...]:
        """Who has to sign, and has not."""
        signed = {(one.person, one.organisation) for one in self.signatures}
        return tuple(
            party
            for party in self.parties
            if party.role is PartyRole.SIGNATORY and (party.person, party.organisation) not in signed
        )

    @property
    def is_executed(self) -> bool:
        """Everybody has signed: a copy for the files, and not what is to be signed."""
        return bool(self.signatures) and not self.unsigned

    @property
    def totals(self) -> tuple[tuple[Billing, Money], ...]:
        """What all priced lines come to, by billing period."""
        return tuple(
            (billing, _sum(amounts, self.currency))
            for billing in Billing
            if (amounts := [line.amount for line in self.lines if line.billing is billing and line.amount])
        )


def _sum(amounts: Iterable[Money], currency: str) -> Money:
    return sum(amounts, Money.none(currency))
