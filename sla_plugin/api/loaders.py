"""Batched reading: one statement for all rows of a kind that an answer needs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from strawberry.dataloader import DataLoader

from sla_plugin.api.contract_loaders import ContractLoaders
from sla_plugin.api.termination_loaders import TerminationLoaders
from sla_plugin.domain.advice import Advice, advice
from sla_plugin.domain.agreement_reviews import agreement_review
from sla_plugin.domain.agreements import AgreementVersion
from sla_plugin.domain.clocks import Evaluation, evaluate_ticket
from sla_plugin.domain.commitments import Commitments
from sla_plugin.domain.facts import Fact
from sla_plugin.domain.ids import AgreementId, OrganisationId, TicketId
from sla_plugin.domain.reviews import Review
from sla_plugin.storage.agreements import AgreementRow, AgreementVersionRow
from sla_plugin.storage.calendars import CalendarRow, CalendarVersionRow
from sla_plugin.storage.commitments import load_commitments
from sla_plugin.storage.connections import confirmed_for_tickets
from sla_plugin.storage.customer_groups import CustomerGroupMemberRow, CustomerGroupRow
from sla_plugin.storage.exclusion_windows import ExclusionWindowRow
from sla_plugin.storage.exclusions import ExclusionRow
from sla_plugin.storage.facts import facts_of
from sla_plugin.storage.improvements import ImprovementActionRow
from sla_plugin.storage.metrics import MetricRow
from sla_plugin.storage.organisations import OrganisationRow
from sla_plugin.storage.outages import OutageFactRow
from sla_plugin.storage.reviews import HeldReviewRow, last_held, triggers_of
from sla_plugin.storage.rows import Row
from sla_plugin.storage.sealed_periods import SealedPeriodRow
from sla_plugin.storage.services import ServiceRow
from sla_plugin.storage.session import Session
from sla_plugin.storage.sites import SiteRow, regions
from sla_plugin.storage.tickets import TicketRow

R = TypeVar("R", bound=Row)


@dataclass(frozen=True, slots=True)
class Seen:
    """A ticket as it was at one instant, as far as we knew at another (None: as far as we know now)."""

    ticket: UUID
    as_of: datetime
    known_at: datetime | None = None


class Loaders:
    """Of one operation and one session; nothing outlives the answer."""

    def __init__(self, session: Session, now: datetime, bound_to: OrganisationId | None = None) -> None:
        self._session = session
        self._now = now
        self._commitments: dict[datetime | None, asyncio.Task[Commitments]] = {}
        self._calendar_names: asyncio.Task[dict[str, str]] | None = None
        self.organisations = self._by_id(OrganisationRow)
        self.sites = self._by_id(SiteRow)
        self.services = self._by_id(ServiceRow)
        self.calendars = self._by_id(CalendarRow)
        self.of_contracts = ContractLoaders(session, now, bound_to, self.commitments)
        self.of_terminations = TerminationLoaders(session, now, self.of_contracts)
        self.contracts = self.of_contracts.rows
        self.agreements = self._by_id(AgreementRow)
        self.agreement_versions = self._by_id(AgreementVersionRow)
        self.tickets = self._by_id(TicketRow)
        self.customer_groups = self._by_id(CustomerGroupRow)
        self.metrics = self._by_id(MetricRow)
        self.calendar_version = self._by_id(CalendarVersionRow)
        self.exclusions = self._by_id(ExclusionRow)
        self.exclusion_windows = self._by_id(ExclusionWindowRow)
        self.improvement_actions = self._by_id(ImprovementActionRow)
        self.outage_facts = self._by_id(OutageFactRow)
        self.sealed_periods = self._by_id(SealedPeriodRow)
        self.calendar_versions = self._by_parent(CalendarVersionRow, "calendar_id", "number")
        self.versions_of_agreement = self._by_parent(AgreementVersionRow, "agreement_id", "number")
        self.members_of_group = self._by_parent(CustomerGroupMemberRow, "group_id", "id")
        self.held_reviews = self._by_parent(HeldReviewRow, "agreement_id", "held_on")
        self.next_reviews: DataLoader[UUID, Review | None] = DataLoader(self._next_reviews)
        self.advice: DataLoader[UUID, list[Advice]] = DataLoader(self._advice)
        self.sites_of_organisation = self._by_parent(SiteRow, "organisation_id", "id")
        self.facts: DataLoader[TicketId, list[Fact]] = DataLoader(self._facts)
        self.confirmed: DataLoader[TicketId, datetime | None] = DataLoader(self._confirmed)
        self.evaluations: DataLoader[Seen, Evaluation] = DataLoader(self._evaluate)

    async def commitments(self, known_at: datetime | None = None) -> Commitments:
        """Read once an operation, whoever asks first."""
        if known_at not in self._commitments:
            self._commitments[known_at] = asyncio.ensure_future(load_commitments(self._session, known_at))
        return await self._commitments[known_at]

    async def calendar_names(self) -> dict[str, str]:
        """Calendar id → name, of all calendars: there are few."""
        if self._calendar_names is None:
            self._calendar_names = asyncio.ensure_future(self._read_calendar_names())
        return await self._calendar_names

    async def _read_calendar_names(self) -> dict[str, str]:
        return {str(row.id): row.name for row in await self._session.query(CalendarRow)}

    async def _facts(self, tickets: list[TicketId]) -> list[list[Fact]]:
        found = await facts_of(self._session, tickets)
        return [found[ticket] for ticket in tickets]

    async def _confirmed(self, tickets: list[TicketId]) -> list[datetime | None]:
        found = await confirmed_for_tickets(self._session, tickets)
        return [found.get(ticket) for ticket in tickets]

    async def _evaluate(self, asked: list[Seen]) -> list[Evaluation]:
        """The statements grow with the instants of knowledge that one operation names, not with its
        tickets."""
        found: dict[Seen, Evaluation] = {}
        for known_at in dict.fromkeys(seen.known_at for seen in asked):
            commitments = await self.commitments(known_at)
            of = [seen for seen in asked if seen.known_at == known_at]
            histories = await self._histories([TicketId(seen.ticket) for seen in of], known_at)
            for seen, history in zip(of, histories, strict=True):
                found[seen] = evaluate_ticket(history, commitments, seen.as_of, TicketId(seen.ticket))
        return [found[seen] for seen in asked]

    async def _next_reviews(self, agreements: list[UUID]) -> list[Review | None]:
        commitments = await self.commitments()
        held = await last_held(self._session, agreements)
        triggers = await triggers_of(self._session, agreements)
        return [
            agreement_review(commitments, AgreementId(one), held.get(one), triggers.get(one, ()), self._now)
            for one in agreements
        ]

    async def _advice(self, versions: list[UUID]) -> list[list[Advice]]:
        commitments, above = await self.commitments(), await regions(self._session)
        by_id: dict[UUID, AgreementVersion] = {version.id: version for version in commitments.agreements}
        return [list(advice(by_id[one], commitments, above)) for one in versions]

    async def _histories(self, tickets: list[TicketId], known_at: datetime | None) -> list[list[Fact]]:
        if known_at is None:
            return await self.facts.load_many(tickets)
        known = await facts_of(self._session, tickets, known_at)
        return [known[ticket] for ticket in tickets]

    def _by_id(self, model: type[R]) -> DataLoader[UUID, R | None]:
        async def load(ids: list[UUID]) -> Sequence[R | None]:
            found = {row.id: row for row in await self._session.query(model).filter(id__in=ids)}
            return [found.get(one) for one in ids]

        return DataLoader(_listed(load))

    def _by_parent(self, model: type[R], parent: str, order: str) -> DataLoader[UUID, list[R]]:
        async def load(parents: list[UUID]) -> Sequence[list[R]]:
            found: dict[UUID, list[R]] = {one: [] for one in parents}
            for row in await self._session.query(model).filter(**{f"{parent}__in": parents}).order_by(order):
                found[getattr(row, parent)].append(row)
            return [found[one] for one in parents]

        return DataLoader(_listed(load))


T = TypeVar("T")


def _listed(
    load: Callable[[list[UUID]], Awaitable[Sequence[T]]],
) -> Callable[[list[UUID]], Awaitable[list[T]]]:
    async def listed(keys: list[UUID]) -> list[T]:
        return list(await load(keys))

    return listed
