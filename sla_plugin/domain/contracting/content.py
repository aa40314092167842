"""What a version of a contract says: what all of its approvals and signatures are bound to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sla_plugin.domain.canonical import content_hash
from sla_plugin.domain.contracting.lines import ContractLine
from sla_plugin.domain.contracting.parties import CONTRACTING, ContractParty, PartyRole, persons, those
from sla_plugin.domain.ids import OrganisationId
from sla_plugin.domain.notice.law import Law
from sla_plugin.domain.notice.rules import NoticeRule
from sla_plugin.errors import BadInput, Code, SlaError


@dataclass(frozen=True, slots=True)
class Clauses:
    """`initial_months` None: it runs until somebody ends it. `renewal_months` None: it is not renewed."""

    law: Law = Law.GENERIC
    initial_months: int | None = None
    renewal_months: int | None = None
    notice: NoticeRule | None = None
    cure: NoticeRule | None = None


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

    @property
    def signatories(self) -> frozenset[str]:
        return persons(self.parties, PartyRole.SIGNATORY)

    @property
    def reviewers(self) -> frozenset[str]:
        return persons(self.parties, PartyRole.REVIEWER)

    def organisations(self, role: PartyRole) -> frozenset[OrganisationId]:
        return frozenset(party.organisation for party in those(self.parties, role))


def content_flaws(content: VersionContent) -> Iterator[SlaError]:
    """What can never be agreed, in whatever state: BadInput `contract.line_twice`, `currency.mixed`,
    `contract.signatory`, `dates.reversed`."""
    keys = Counter((line.service, line.service_level, line.site) for line in content.lines)
    if any(count > 1 for count in keys.values()):
        yield BadInput(
            Code.CONTRACT_LINE_TWICE,
            "Two lines are of one service, service level and site.",
            hint="Put them together: give one line both quantities.",
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
