"""The names that a contract's papers have for what its version names by ids."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sla_plugin.domain.contracting.lines import ContractLine
from sla_plugin.domain.contracting.negotiation import Negotiation
from sla_plugin.domain.contracting.parties import ContractParty, PartyRole
from sla_plugin.domain.contracting.requirements import Requirement
from sla_plugin.domain.ids import AgreementId, CalendarId
from sla_plugin.domain.periods import midnight
from sla_plugin.domain.terms import Terms
from sla_plugin.papers.sheet import (
    SheetHours,
    SheetLevel,
    SheetLine,
    SheetParty,
    SheetRequirement,
    SheetSignature,
)
from sla_plugin.storage.agreements import AgreementRow
from sla_plugin.storage.calendars import CalendarRow, calendar_histories
from sla_plugin.storage.contract_consents import ConsentRow
from sla_plugin.storage.contract_record import ContractRecord
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.organisations import OrganisationRow
from sla_plugin.storage.rows import Row
from sla_plugin.storage.services import ServiceRow
from sla_plugin.storage.session import Session
from sla_plugin.storage.sites import SiteRow


@dataclass(frozen=True, slots=True)
class SheetNames:
    """`by_id` of everything that has one; `registered`: the numbers of organisations; `hours`: the calendars
    of service levels as they are in force."""

    by_id: Mapping[UUID, str]
    hours: Mapping[CalendarId, SheetHours]
    registered: Mapping[UUID, str | None]

    def of(self, which: UUID | None) -> str | None:
        return None if which is None else self.by_id[which]

    def party(self, one: ContractParty) -> SheetParty:
        days = None if one.notice is None else self.of(one.notice.calendar)
        return SheetParty(
            self.by_id[one.organisation], one.role, one.person, one.since, one.until, one.notice, days,
            self.registered[one.organisation],
        )  # fmt: skip

    def order_of_party(self, one: ContractParty) -> tuple[Any, ...]:
        place = list(PartyRole).index(one.role)
        return place, self.by_id[one.organisation], one.person or "", str(one.since), repr(one)

    def line(self, one: ContractLine) -> SheetLine:
        return SheetLine(
            service=self.by_id[one.service],
            level=self.of(one.service_level),
            level_version=one.level_version,
            site=self.of(one.site),
            quantity=one.quantity,
            unit_price=one.unit_price,
            billing=one.billing,
            starts_on=one.starts_on,
            ends_on=one.ends_on,
        )

    def order_of_line(self, one: ContractLine) -> tuple[Any, ...]:
        return self.by_id[one.service], self.of(one.site) or "", self.of(one.service_level) or "", repr(one)

    def level(self, agreement: AgreementId, number: int, terms: Terms) -> SheetLevel:
        hours = {one: self.hours[one] for one in _calendars(terms)}
        return SheetLevel(self.by_id[agreement], number, terms, hours)

    def requirement(self, one: Requirement) -> SheetRequirement:
        return SheetRequirement(one.need, one.outcome, self.of(one.service), one.technical, one.commercial)

    def signature(self, one: ConsentRow) -> SheetSignature:
        assert one.method is not None, "checked by the table"
        assert one.organisation_id is not None, "the one for which the signatory signs"
        return SheetSignature(
            one.given_by, self.by_id[one.organisation_id], one.method, one.given_at, one.document_hash,
            one.reference,
        )  # fmt: skip


def _calendars(terms: Terms) -> set[CalendarId]:
    rule = terms.calendar
    return set() if rule is None else {rule.default, *rule.by_priority.values()}


async def sheet_names(record: ContractRecord, case: Negotiation, levels: Collection[Terms]) -> SheetNames:
    """`levels`: what the service levels of its lines state. A constant number of statements."""
    content, session = case.content, record.session
    measured = {calendar for terms in levels for calendar in _calendars(terms)}
    noticed = {party.notice.calendar for party in content.parties if party.notice is not None}
    wanted: dict[type[Row], set[UUID | None]] = {
        OrganisationRow: {party.organisation for party in content.parties}
        | {row.organisation_id for row in record.consents},
        ServiceRow: {line.service for line in content.lines} | {one.service for one in case.requirements},
        SiteRow: {line.site for line in content.lines},
        AgreementRow: {line.service_level for line in content.lines},
        CalendarRow: {content.clauses.calendar, *noticed, *measured},
    }
    by_id: dict[UUID, str] = {}
    for kind, ids in wanted.items():
        by_id |= await _named(session, kind, "name", ids)
    others = {record.contract.parent_id, record.contract.predecessor_id}
    by_id |= await _named(session, ContractRow, "number", others)
    begins = midnight(content.effective_on, content.zone)
    histories = await calendar_histories(session, which=measured)
    hours = {one: SheetHours(by_id[one], histories[one].in_force(begins)) for one in measured}
    registered = await _named(session, OrganisationRow, "registration_number", wanted[OrganisationRow])
    return SheetNames(by_id, hours, registered)


async def _named(
    session: Session, kind: type[Row], column: str, ids: Collection[UUID | None]
) -> dict[UUID, Any]:
    rows = (
        await session.query(kind).filter(id__in=[one for one in ids if one is not None]).values("id", column)
    )
    return {row["id"]: row[column] for row in rows}
