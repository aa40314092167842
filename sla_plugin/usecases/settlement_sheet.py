"""A settlement as its papers say it: every id with the name that it has now."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from sla_plugin.domain.termination.cases import Case
from sla_plugin.domain.termination.settlement import Settlement
from sla_plugin.papers.settlement_sheet import (
    SettlementSheet,
    SheetClock,
    SheetCount,
    SheetCover,
    SheetDuty,
)
from sla_plugin.storage.agreements import AgreementRow
from sla_plugin.storage.contract_record import ContractRecord
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.organisations import OrganisationRow
from sla_plugin.storage.rows import Row
from sla_plugin.storage.services import ServiceRow
from sla_plugin.storage.session import Session
from sla_plugin.storage.settlements import SettlementRow
from sla_plugin.storage.tickets import TicketRow

_Names = dict[UUID, str]


async def settlement_sheet(
    record: ContractRecord, case: Case, settled: Settlement, row: SettlementRow
) -> SettlementSheet:
    """A constant number of statements."""
    names = await _names(record.session, settled)
    scope = settled.scope
    return SettlementSheet(
        number=record.contract.number,
        content_hash=settled.hash,
        drawn_up_at=row.sealed_at,
        zone=record.contract.zone,
        parties=tuple(names[one] for one in settled.parties),
        ground=settled.ground,
        initiator=case.initiator,
        scope=None if scope is None else tuple(sorted(names[one] for one in scope)),
        evidence=settled.evidence,
        rule=settled.rule,
        trace=settled.trace,
        effective_on=settled.effective_on,
        ends_at=settled.ends_at,
        total=settled.total,
        counts=_counts(settled, names),
        clocks=_clocks(settled, names),
        sums=settled.sums,
        duties=tuple(
            SheetDuty(one.kind, one.what, one.due_on, one.state, one.evidence) for one in settled.duties
        ),
        surviving=settled.surviving,
        cover=tuple(
            SheetCover(names[one.ticket], None if one.by is None else names[one.by]) for one in settled.cover
        ),
        is_disputed=settled.is_disputed,
        approved_by=tuple(row.approved_by),
        sealed_by=row.sealed_by,
    )


def _counts(settled: Settlement, names: _Names) -> tuple[SheetCount, ...]:
    return tuple(
        SheetCount(
            service=names[one.service],
            level=names[one.agreement],
            since=one.period.since,
            until=one.period.until,
            is_partial=one.is_partial,
            met=one.met,
            breached=one.breached,
            censored=one.censored,
        )
        for one in settled.counts
    )


def _clocks(settled: Settlement, names: _Names) -> tuple[SheetClock, ...]:
    return tuple(
        SheetClock(
            ticket=names[one.ticket],
            metric=one.metric,
            verdict=one.verdict,
            elapsed=timedelta(microseconds=one.elapsed_us),
            overrun=None if one.overrun_us is None else timedelta(microseconds=one.overrun_us),
        )
        for one in settled.clocks
    )


async def _names(session: Session, settled: Settlement) -> _Names:
    wanted: tuple[tuple[type[Row], str, set[UUID]], ...] = (
        (OrganisationRow, "name", set(settled.parties)),
        (ServiceRow, "name", {one.service for one in settled.counts} | set(settled.scope or ())),
        (AgreementRow, "name", {one.agreement for one in settled.counts}),
        (
            TicketRow,
            "key",
            {one.ticket for one in settled.clocks} | {one.ticket for one in settled.cover},
        ),
        (ContractRow, "number", {one.by for one in settled.cover if one.by}),
    )
    found: _Names = {}
    for kind, column, ids in wanted:
        found |= await _named(session, kind, column, ids)
    return found


async def _named(session: Session, kind: type[Row], column: str, ids: Collection[UUID]) -> _Names:
    rows = await session.query(kind).filter(id__in=list(ids)).values("id", column)
    return {row["id"]: row[column] for row in rows}
