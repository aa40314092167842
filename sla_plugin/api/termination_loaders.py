"""Batched reading of terminations, as far as the caller may see their contracts."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from strawberry.dataloader import DataLoader

from sla_plugin.api.contract_loaders import ContractLoaders, Known
from sla_plugin.domain.termination.cases import Case
from sla_plugin.domain.termination.settlement import Settlement
from sla_plugin.storage.contract_obligations import ObligationRow
from sla_plugin.storage.rows import Row
from sla_plugin.storage.session import Session
from sla_plugin.storage.settlements import PrepaymentRow, SettlementAdjustmentRow, SettlementRow
from sla_plugin.storage.termination_requests import TerminationRequestRow
from sla_plugin.storage.terminations import CasePaperRow, CaseRow
from sla_plugin.usecases.draft_settlement import draft_settlement
from sla_plugin.usecases.termination_cases import CasesOnRecord, cases_of_all
from sla_plugin.usecases.undone import undone

R = TypeVar("R", bound=Row)

_OF = "contract_id"
"""In every table of what belongs to a contract."""


class TerminationLoaders:
    """What belongs to a contract that the caller may not see is not there."""

    def __init__(self, session: Session, now: datetime, contracts: ContractLoaders) -> None:
        self._session = session
        self._now = now
        self._contracts = contracts
        self._drafting = asyncio.Lock()
        self.of_contract: DataLoader[UUID, CasesOnRecord | None] = DataLoader(self._of_contract)
        self.cases = self._part(CaseRow)
        self.settlements = self._part(SettlementRow)
        self.requests = self._part(TerminationRequestRow)
        self.settlements_of = self._all_of(SettlementRow, "case_id")
        self.papers_of = self._all_of(CasePaperRow, "case_id")
        self.duties_of = self._all_of(ObligationRow, "case_id")
        self.prepayments_of = self._all_of(PrepaymentRow, _OF)
        self.adjustments_of = self._all_of(SettlementAdjustmentRow, "settlement_id")

    async def draft(self, cases: CasesOnRecord, case: Case) -> Settlement:
        """Clocks are evaluated for it, which is undone: who only reads changes nothing. One at a time, so
        that no two are undone together."""
        async with self._drafting:
            return await undone(self._session, draft_settlement(cases, case, self._now))

    async def _of_contract(self, contracts: list[UUID]) -> list[CasesOnRecord | None]:
        records = await self._contracts.records.load_many([Known(one) for one in contracts])
        found = await cases_of_all(self._session, [one for one in records if one is not None])
        by_contract: dict[UUID, CasesOnRecord] = {cases.record.id: cases for cases in found}
        return [by_contract.get(one) for one in contracts]

    def _part(self, kind: type[R]) -> DataLoader[UUID, R | None]:
        """By its own id."""

        async def load(ids: list[UUID]) -> list[R | None]:
            rows: Sequence[R] = await self._session.query(kind).filter(id__in=ids)
            contracts = await self._contracts.rows.load_many([_contract(row) for row in rows])
            seen = {
                row.id: row for row, contract in zip(rows, contracts, strict=True) if contract is not None
            }
            return [seen.get(one) for one in ids]

        return DataLoader(load)

    def _all_of(self, kind: type[R], parent: str) -> DataLoader[UUID, list[R]]:
        """In the order in which they were recorded, of what is seen itself."""

        async def load(parents: list[UUID]) -> list[list[R]]:
            found: dict[UUID, list[R]] = {one: [] for one in parents}
            for row in await self._session.query(kind).filter(**{f"{parent}__in": parents}).order_by("id"):
                found[getattr(row, parent)].append(row)
            return [found[one] for one in parents]

        return DataLoader(load)


def _contract(row: Row) -> UUID:
    key: UUID = getattr(row, _OF)
    return key
