"""Who may come along, and what somebody might write into a contract: what can be agreed, and what cannot."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from hypothesis import strategies as st

from sla_plugin.domain.contracting.content import Clauses, VersionContent
from sla_plugin.domain.contracting.lines import ContractLine
from sla_plugin.domain.contracting.parties import ContractParty, PartyRole
from sla_plugin.domain.ids import AgreementId, OrganisationId
from sla_plugin.domain.money import Money
from sla_plugin.domain.roles import Role
from sla_plugin.domain.transitions import SYSTEM, Actor
from tests.support.contract_bench import WiderWorld
from tests.support.contracting import ANAN, LEK, NOK, PIM, SOMCHAI

BANGKOK, BERLIN = "Asia/Bangkok", "Europe/Berlin"
APRIL = date(2026, 4, 1)
DAYS = (APRIL, date(2026, 3, 15), date(2026, 5, 1), date(2026, 6, 15), date(2026, 9, 1), date(2027, 4, 1))
CLAUSES = tuple(
    Clauses(initial_months=initial, renewal_months=renewal)
    for initial, renewal in ((3, None), (3, 2), (4, 1), (6, 12), (6, None), (12, None), (None, None))
)
GOOD_LINES, GOOD_PARTIES = ("gold", "dear", "both"), ("all", "clinic")
LINES = (*GOOD_LINES, "unpriced", "levelless", "none", "twice", "euro", "unknown")
PARTIES = (*GOOD_PARTIES, "unsigned", "no customer", "no reviewer", "stray")
FLAWS = {
    "twice": "contract.line_twice",
    "euro": "currency.mixed",
    "stray": "contract.signatory",
    "unknown": "object.not_found",
}
"""In the order in which they are found."""


@dataclass(frozen=True)
class Choice:
    """`flaw`: the code by which it is refused as soon as it is written."""

    content: VersionContent
    flaw: str | None = None


@dataclass(frozen=True)
class Choices:
    wider: WiderWorld

    @property
    def cast(self) -> tuple[Actor, ...]:
        """`ying` could judge both sides; `kai` signs for the clinic, and manages contracts."""
        customer = frozenset({Role.CUSTOMER_SIGNATORY})
        return (
            NOK, SOMCHAI, ANAN, LEK, PIM, SYSTEM, self.wider.world.malee,
            Actor("ying", NOK.roles | SOMCHAI.roles),
            Actor("suda", customer, self.wider.clinic),
            Actor("kai", customer | ANAN.roles, self.wider.clinic),
            Actor("root", frozenset({Role.TENANT_ADMIN, Role.AUDITOR})),
        )  # fmt: skip

    def actor(self, name: str) -> Actor:
        return next(one for one in self.cast if one.name == name)

    def good(self) -> st.SearchStrategy[Choice]:
        return self._of(GOOD_LINES, GOOD_PARTIES)

    def any(self) -> st.SearchStrategy[Choice]:
        return self.good() | self._of(LINES, PARTIES)

    def _of(self, lines: tuple[str, ...], parties: tuple[str, ...]) -> st.SearchStrategy[Choice]:
        return st.builds(
            self.choice,
            st.sampled_from(DAYS),
            st.sampled_from((BANGKOK, BANGKOK, BERLIN)),
            st.sampled_from(lines),
            st.sampled_from(parties),
            st.sampled_from(CLAUSES),
        )

    def choice(
        self,
        on: date = APRIL,
        zone: str = BANGKOK,
        lines: str = "gold",
        parties: str = "all",
        clauses: Clauses = CLAUSES[0],
    ) -> Choice:
        content = VersionContent(
            on, zone, "THB", frozenset(self._parties(parties)), frozenset(self._lines(lines)), clauses
        )
        return Choice(content, next((code for flaw, code in FLAWS.items() if flaw in {lines, parties}), None))

    def _parties(self, which: str) -> set[ContractParty]:
        world = self.wider.world
        ours = {
            ContractParty(world.provider, PartyRole.PROVIDER),
            ContractParty(world.provider, PartyRole.SIGNATORY, "anan"),
        }
        reviewers = {ContractParty(world.provider, PartyRole.REVIEWER, name) for name in ("lek", "pim")}
        hospital = self._customer(world.hospital, "malee")
        match which:
            case "clinic":
                return ours | reviewers | self._customer(self.wider.clinic, "suda")
            case "unsigned":
                return ours | reviewers | hospital | {ContractParty(self.wider.clinic, PartyRole.CUSTOMER)}
            case "no customer":
                return ours | reviewers
            case "no reviewer":
                return ours | hospital
            case "stray":
                stray = ContractParty(self.wider.clinic, PartyRole.SIGNATORY, "suda")
                return ours | reviewers | hospital | {stray}
        return ours | reviewers | hospital

    def _customer(self, which: OrganisationId, person: str) -> set[ContractParty]:
        return {
            ContractParty(which, PartyRole.CUSTOMER),
            ContractParty(which, PartyRole.REVIEWER, person),
            ContractParty(which, PartyRole.SIGNATORY, person),
        }

    def _lines(self, which: str) -> set[ContractLine]:
        world = self.wider.world
        price = Money(Decimal("3000.00"), "THB")
        gold = ContractLine(world.printing, world.gold, unit_price=price, level_version=1)
        silver = replace(gold, service=self.wider.network, service_level=self.wider.silver)
        return {
            "dear": {replace(gold, unit_price=Money(Decimal("3100.00"), "THB"))},
            "both": {gold, silver},
            "unpriced": {gold, replace(silver, unit_price=None)},
            "levelless": {replace(gold, service_level=None, level_version=None)},
            "none": set(),
            "twice": {gold, replace(gold, quantity=Decimal(2))},
            "euro": {replace(gold, unit_price=Money(Decimal("90.00"), "EUR"))},
            "unknown": {replace(gold, service_level=AgreementId(UUID(int=7)))},
        }.get(which, {gold})
