"""From what is on record of a contract's terminations to the cases that the table decides on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sla_plugin.domain.contracting.parties import ContractParty, PartyRole, holding, organisations, persons
from sla_plugin.domain.contracting.states import ContractKind
from sla_plugin.domain.contracting.versions import SignedVersion
from sla_plugin.domain.ids import ContractId, OrganisationId
from sla_plugin.domain.termination.cases import Case, Side, Sides
from sla_plugin.domain.termination.deadlines import ExitDutyDue, Passing, passing
from sla_plugin.errors import Code, NotFound
from sla_plugin.storage.contract_obligations import ObligationRow
from sla_plugin.storage.contract_record import ContractRecord
from sla_plugin.storage.session import Session
from sla_plugin.storage.settlements import SettlementRow
from sla_plugin.storage.terminations import (
    CaseApprovalRow,
    CaseRow,
    case_columns,
)
from sla_plugin.usecases.contract_cases import governing


@dataclass
class CasesOnRecord:
    """Of a record that is locked, or only looked at. What is changed through it is in the trail. `sealed`:
    cases whose settlement is; `unfinished`: those of which something is owed yet; `duties`: what that is,
    where it has a day."""

    record: ContractRecord
    rows: list[CaseRow]
    approvals: list[CaseApprovalRow]
    sealed: frozenset[UUID]
    unfinished: frozenset[UUID | None]
    duties: tuple[ExitDutyDue, ...] = ()

    def value(self, row: CaseRow) -> Case:
        is_settled = row.id in self.sealed and row.id not in self.unfinished
        return row.value(self.approvals, is_settled=is_settled)

    def seen(self, which: UUID, at: datetime) -> Case:
        """With whoever speaks for its sides at an instant. NotFound."""
        return replace(self.value(self.row(which)), sides=sides_of(self.record, at))

    @property
    def values(self) -> tuple[Case, ...]:
        return tuple(self.value(row) for row in self.rows)

    @property
    def deadlines(self) -> list[Passing]:
        """That were not told yet, the first one first."""
        zone = self.record.contract.zone
        found = [
            one
            for case in self.values
            for one in passing(case, self.duties, zone, is_sealed=case.id in self.sealed)
        ]
        return sorted(found, key=lambda one: (one.at, one.key, one.case))

    def row(self, which: UUID) -> CaseRow:
        """NotFound."""
        for row in self.rows:
            if row.id == which:
                return row
        raise NotFound(Code.NOT_FOUND, "There is no such termination.", field="case")

    async def write(self, before: Case, after: Case, by: str | None = None, **more: Any) -> None:
        """The case as it is now, with the approvals that were given."""
        row = self.row(after.id)
        for given in after.approvals[len(before.approvals) :]:
            approval = CaseApprovalRow(
                contract_id=after.contract,
                case_id=after.id,
                given_by=given.by,
                roles=", ".join(sorted(given.roles)),
                given_at=given.at,
                plan_hash=given.plan_hash,
                round=given.round,
            )
            await self.record.add(approval)
            self.approvals.append(approval)
        await self.record.change(row, **case_columns(after), **more)


async def cases_of(record: ContractRecord) -> CasesOnRecord:
    [cases] = await cases_of_all(record.session, [record])
    return cases


async def cases_of_all(session: Session, records: Sequence[ContractRecord]) -> list[CasesOnRecord]:
    """In the order of the records, and in as many statements as for one."""
    of = {"contract_id__in": [record.id for record in records]}
    rows = await session.query(CaseRow).filter(**of).order_by("opened_at", "id")
    approvals = await session.query(CaseApprovalRow).filter(**of).order_by("given_at", "id")
    sealed = await session.query(SettlementRow).filter(**of).values("contract_id", "case_id")
    duties = await session.query(ObligationRow).filter(**of, state="OPEN").order_by("id")
    return [
        CasesOnRecord(
            record,
            rows=[row for row in rows if row.contract_id == record.id],
            approvals=[row for row in approvals if row.contract_id == record.id],
            sealed=frozenset(row["case_id"] for row in sealed if row["contract_id"] == record.id),
            unfinished=frozenset(row.case_id for row in duties if row.contract_id == record.id),
            duties=tuple(_due(row for row in duties if row.contract_id == record.id)),
        )
        for record in records
    ]


def _due(rows: Iterable[ObligationRow]) -> Iterator[ExitDutyDue]:
    """What is unwound has no day by which it is done: notice leads to one."""
    for row in rows:
        if row.case_id is not None and row.due_on is not None and not row.is_internal:
            yield ExitDutyDue(row.id, row.case_id, row.due_on)


def who_gives_notice(record: ContractRecord, side: Side, at: datetime) -> frozenset[str]:
    """The signatories and notice contacts of a side, at an instant."""
    sides, version = sides_of(record, at), governing(record, at)
    if version is None:
        return frozenset()
    those_of = sides.customers if side is Side.CUSTOMER else sides.providers
    parties = [one for one in _holding(version, at) if one.organisation in those_of]
    return persons(parties, PartyRole.SIGNATORY) | persons(parties, PartyRole.NOTICE_CONTACT)


def _holding(version: SignedVersion, at: datetime) -> tuple[ContractParty, ...]:
    """On the day of an instant; before it begins, on its first day."""
    on = max(at, version.effective_at).astimezone(ZoneInfo(version.content.zone)).date()
    return holding(version.content.parties, on)


def sides_of(record: ContractRecord, at: datetime) -> Sides:
    """By the version in force at an instant, and the parties that have their part on its day; before it
    begins, those of the first day. Of a contract that is kept elsewhere only the customer is known."""
    is_underpinning = record.contract.kind == ContractKind.UNDERPINNING.value
    ours = Side.CUSTOMER if is_underpinning else Side.PROVIDER
    version = governing(record, at)
    if version is None:
        customer = record.contract.customer_id
        known = frozenset() if customer is None else frozenset({OrganisationId(customer)})
        return Sides(known, ours=ours)
    parties = _holding(version, at)
    return Sides(
        organisations(parties, PartyRole.CUSTOMER),
        organisations(parties, PartyRole.PROVIDER) | organisations(parties, PartyRole.SUPPLIER),
        ours,
    )


async def contract_of_case(session: Session, which: UUID) -> ContractId:
    """NotFound."""
    return ContractId((await session.get(CaseRow, id=which)).contract_id)
