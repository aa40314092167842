"""What the calendars of people hold of contracts: read at once, and then put together without a database."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from uuid import UUID

from sla_plugin.domain.contracting.agenda import (
    Ending,
    Entry,
    EntryKind,
    Revision,
    end_entries,
    schedule_entries,
)
from sla_plugin.domain.contracting.life import EndCause
from sla_plugin.domain.ids import ContractId, OrganisationId
from sla_plugin.storage.conditions import All, AnyOf, Compare, Condition, matching
from sla_plugin.storage.contract_obligations import ObligationRow
from sla_plugin.storage.contract_parts import concerning
from sla_plugin.storage.contract_record import ContractRecord, read_records
from sla_plugin.storage.contract_suspensions import SuspensionRow
from sla_plugin.storage.contract_terms import TermRow
from sla_plugin.storage.contract_versions import ContractVersionRow
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.organisations import OrganisationRow
from sla_plugin.storage.session import Session
from sla_plugin.usecases.contract_dates import Calendars, business_days, schedule_of
from sla_plugin.usecases.feed_reviews import review_days
from sla_plugin.usecases.feed_words import Day, contract_words, obligation_words

KEPT_FOR = timedelta(days=90)
"""What is over stays to be seen for so long."""
MOST = 2_000
"""Days in one feed, the first ones; calendar programs choke on more."""


_DATED = (ContractVersionRow, TermRow, SuspensionRow)
"""What dates follow from."""


@dataclass(frozen=True)
class Feed:
    """`left_out`: days after the last one."""

    days: tuple[Day, ...]
    left_out: int = 0

    @cached_property
    def tag(self) -> str:
        """Another one where anything is said otherwise."""
        return hashlib.sha256(repr((self.days, self.left_out)).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class FeedFacts:
    """`names`: of organisations."""

    now: datetime
    since: date
    records: Sequence[ContractRecord]
    calendars: Calendars
    obligations: Sequence[ObligationRow]
    names: Mapping[UUID, str]
    reviews: Sequence[Day]


async def read_feed(session: Session, now: datetime, bound_to: OrganisationId | None) -> FeedFacts:
    """`bound_to`: only what concerns this party. A constant number of statements."""
    since = (now - KEPT_FOR).date()
    contracts = await matching(session, ContractRow, await _signed(session, now - KEPT_FOR, bound_to))
    records = await read_records(session, contracts, _DATED)
    obligations = await session.query(ObligationRow).filter(
        contract_id__in=[record.id for record in records], state="OPEN", due_on__gte=since
    )
    if bound_to is not None:
        obligations = [one for one in obligations if not one.is_internal]
    concerned = {record.contract.customer_id for record in records}
    concerned |= {obligation.owner_id for obligation in obligations}
    organisations = await session.query(OrganisationRow).filter(id__in=[one for one in concerned if one])
    return FeedFacts(
        now=now,
        since=since,
        records=records,
        calendars=await business_days(session, records),
        obligations=obligations,
        names={row.id: row.name for row in organisations},
        reviews=await review_days(session, now, since, bound_to, records),
    )


async def _signed(session: Session, since: datetime, bound_to: OrganisationId | None) -> Condition:
    """The contracts that have any dates, and did not end before."""
    goes_on = AnyOf([Compare("monitored_until", "isNull", True), Compare("monitored_until", "gt", since)])
    whose = All() if bound_to is None else await concerning(session, bound_to)
    return All([Compare("monitored_from", "isNull", False), goes_on, whose])


def put_together(facts: FeedFacts) -> Feed:
    """Takes a while where there are many."""
    days = [*facts.reviews, *_of_contracts(facts), *_of_obligations(facts)]
    days.sort(key=lambda day: (day.entry.on, day.entry.kind, str(day.entry.of), day.entry.which))
    return Feed(tuple(days[:MOST]), max(0, len(days) - MOST))


def _of_contracts(facts: FeedFacts) -> Iterator[Day]:
    for record in facts.records:
        about = _about(record.contract, facts.names)
        for entry in _entries(record, facts):
            yield Day(entry, contract_words(entry, about))


def _entries(record: ContractRecord, facts: FeedFacts) -> Iterator[Entry]:
    contract, schedule = record.contract, schedule_of(record, facts.calendars)
    ending = None
    if contract.monitored_until is not None:
        ending = Ending(contract.monitored_until, contract.end_cause or EndCause.EXPIRED)
    if schedule is not None:
        yield from schedule_entries(record.id, schedule, ending, _revision(record), facts.now, facts.since)
    elif ending is not None:
        yield from end_entries(record.id, contract.zone, ending, Revision(contract.recorded_at), facts.since)


def _revision(record: ContractRecord) -> Revision:
    recorded = [one.recorded_at for one in record.versions if one.recorded_at is not None]
    recorded += [one.recorded_at for one in record.terms]
    for one in record.suspensions:
        if one.tolls_notice and one.line is None:
            recorded += [one.recorded_at, *([one.until] if one.lifted_by and one.until else [])]
    # The first version and its term are what it began with.
    return Revision(max(recorded), len(recorded) - 2)


def _of_obligations(facts: FeedFacts) -> Iterator[Day]:
    contracts = {record.id: record.contract for record in facts.records}
    for row in facts.obligations:
        if row.due_on is None:
            continue
        contract = contracts[ContractId(row.contract_id)]
        revision = Revision(row.recorded_at)
        entry = Entry(EntryKind.OBLIGATION, row.id, "due", row.due_on, revision, zone=contract.zone)
        about = _about(contract, facts.names)
        yield Day(entry, obligation_words(row.kind, row.what, facts.names[row.owner_id], about))


def _about(contract: ContractRow, names: Mapping[UUID, str]) -> str:
    whose = None if contract.customer_id is None else names.get(contract.customer_id)
    return contract.number if whose is None else f"{contract.number} {whose}"
