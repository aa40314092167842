"""What a version of a contract says: what all of its approvals and signatures are bound to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from sla_plugin.domain.canonical import content_hash
from sla_plugin.domain.contracting.ending import Ending
from sla_plugin.domain.contracting.lines import ContractLine
from sla_plugin.domain.contracting.parties import (
    CONTRACTING,
    ContractParty,
    PartyRole,
    holding,
    persons,
    those,
)
from sla_plugin.domain.ids import CalendarId, OrganisationId
from sla_plugin.domain.notice.law import Law
from sla_plugin.domain.notice.rules import NoticeRule
from sla_plugin.domain.notice.term_ends import MOST_MONTHS
from sla_plugin.errors import BadInput, Code, SlaError

_EARLIEST = 1900
"""Of the years in which something is agreed: an older one is a slip, and has no instants in every zone."""


class SuspendedClocks(StrEnum):
    """What the clocks of a suspended contract do."""

    PAUSE = "PAUSE"
    GO_ON = "GO_ON"


@dataclass(frozen=True, slots=True)
class ExitDuty:
    """What is owed when the contract ends: `kind` such as `DATA_EXPORT`, within so many days of its end."""

    kind: str
    what: str
    within_days: int


@dataclass(frozen=True, slots=True)
class Clauses:
    """`initial_months` None: it runs until somebody ends it. `renewal_months` None: it is not renewed;
    `grace_days` None: a renewal is decided as soon as the deadline for notice is over. `calendar` says which
    days are business days; None: Monday to Friday. `suspended_clocks` None: they pause. `credit_cap`: the
    share of the charge of a period that credits may reach. `amendment`: how it is amended, in words.

    A field that is added later has None for its default, so that what was signed before keeps its hash.
    """

    law: Law = Law.GENERIC
    initial_months: int | None = None
    renewal_months: int | None = None
    notice: NoticeRule | None = None
    cure: NoticeRule | None = None
    grace_days: int | None = None
    calendar: CalendarId | None = None
    suspended_clocks: SuspendedClocks | None = None
    credit_cap: Decimal | None = None
    exit: tuple[ExitDuty, ...] | None = None
    amendment: str | None = None
    ending: Ending | None = None

    @property
    def at_its_end(self) -> Ending:
        """What is stated of it, or else the defaults."""
        return self.ending or Ending()

    @property
    def pauses_when_suspended(self) -> bool:
        return self.suspended_clocks is not SuspendedClocks.GO_ON


@dataclass(frozen=True)
class VersionContent:
    """`effective_on`: the first day on which it holds, in `zone`. Lines and parties have no order."""

    effective_on: date
    zone: str
    currency: str
    parties: frozenset[ContractParty]
    lines: frozenset[ContractLine] = frozenset()
    clauses: Clauses = Clauses()

    @cached_property
    def hash(self) -> str:
        return content_hash(self)

    @cached_property
    def at_its_start(self) -> tuple[ContractParty, ...]:
        """Those who have their part on the day on which it takes effect: who reads, agrees and signs it."""
        return holding(self.parties, self.effective_on)

    @property
    def signatories(self) -> frozenset[str]:
        return persons(self.at_its_start, PartyRole.SIGNATORY)

    @property
    def reviewers(self) -> frozenset[str]:
        return persons(self.at_its_start, PartyRole.REVIEWER)

    def agreeing(self, role: PartyRole) -> frozenset[OrganisationId]:
        return frozenset(party.organisation for party in those(self.at_its_start, role))

    def organisations(self, role: PartyRole) -> frozenset[OrganisationId]:
        return frozenset(party.organisation for party in those(self.parties, role))


def content_flaws(content: VersionContent) -> Iterator[SlaError]:
    """What can never be agreed, in whatever state: BadInput `contract.line_twice`, `currency.mixed`,
    `contract.reviewer`, `contract.signatory`, `contract.clause`, `dates.reversed`,
    `date.malformed`, `number.malformed`."""
    if any(count > 1 for count in Counter(line.place for line in content.lines).values()):
        yield BadInput(
            Code.CONTRACT_LINE_TWICE,
            "Two lines are of one service and site.",
            hint="Put them together, or let each be of a site of its own.",
            field="lines",
        )
    currencies = {line.unit_price.currency for line in content.lines if line.unit_price is not None}
    if currencies - {content.currency}:
        yield BadInput(
            Code.CURRENCIES_MIXED,
            f"The contract is in {content.currency}, and a line in {min(currencies - {content.currency})}.",
            hint="Give all amounts of a contract in one currency.",
            field="lines",
        )
    if any(line.quantity < 0 for line in content.lines):
        yield BadInput(
            Code.NUMBER_MALFORMED,
            "A quantity of less than nothing cannot be bought.",
            hint="Give a price that goes the other way, if that is what is meant.",
            field="lines",
        )
    if any(party.person is None for party in those(content.parties, PartyRole.REVIEWER)):
        yield BadInput(
            Code.CONTRACT_REVIEWER,
            "A reviewer has no name, and so nobody would have to review it.",
            hint="Name the person, as its token does.",
            field="parties",
        )
    contracting = {party.organisation for party in content.parties if party.role in CONTRACTING}
    for party in those(content.parties, PartyRole.SIGNATORY):
        if party.organisation not in contracting or party.person is None:
            yield BadInput(
                Code.CONTRACT_SIGNATORY,
                "A signatory signs for somebody who is no party of this contract, or has no name.",
                hint="Name the person, and the customer, provider or supplier for whom it signs.",
                field="parties",
            )
    dated = [("parties", party.since, party.until) for party in content.parties]
    dated += [("lines", line.starts_on, line.ends_on) for line in content.lines]
    for field, since, until in dated:
        if since is not None and until is not None and until < since:
            yield BadInput(
                Code.DATES_REVERSED,
                f"One of the {field} would end on {until}, before it starts on {since}.",
                hint="Let it end on the day on which it starts, or later.",
                field=field,
            )
    on = [("effectiveOn", content.effective_on)]
    on += [("lines", day) for line in content.lines for day in (line.starts_on, line.ends_on) if day]
    for field, day in on:
        if day.year < _EARLIEST:
            yield BadInput(
                Code.DATE_MALFORMED, f"{day} is too far back.", hint="Check its year.", field=field
            )
    yield from _clause_flaws(content.clauses)


def _clause_flaws(clauses: Clauses) -> Iterator[SlaError]:
    first, renewal = clauses.initial_months, clauses.renewal_months
    wrong = {
        "initialMonths": first is not None and not 1 <= first <= MOST_MONTHS,
        "renewalMonths": renewal is not None and (first is None or not 1 <= renewal <= MOST_MONTHS),
        "graceDays": clauses.grace_days is not None and not 0 <= clauses.grace_days <= 366,
        "creditCap": clauses.credit_cap is not None and not 0 <= clauses.credit_cap <= 1,
        "ending": clauses.ending is not None and not _can_end(clauses.ending),
        "exit": any(duty.within_days < 0 or not duty.what.strip() for duty in clauses.exit or ()),
    }
    for field in (field for field, is_wrong in wrong.items() if is_wrong):
        yield BadInput(
            Code.CONTRACT_CLAUSE,
            f"The clause {field} says nothing that can be carried out.",
            hint=f"A term has 1 to {MOST_MONTHS} months, and a renewal needs a first one; a grace has 0 to "
            "366 days, a cap is 0 to 1, and an exit duty has its words and days.",
            field=field,
        )


def _can_end(ending: Ending) -> bool:
    has_days = 0 <= ending.objection_days <= 366 and 0 <= ending.election_days <= 366
    has_fee = ending.fee is None or 0 <= ending.fee.value <= 120
    return has_days and has_fee and all(clause.strip() for clause in ending.surviving)
