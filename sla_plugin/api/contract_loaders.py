"""Batched reading of contracts, as far as the caller may see them."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from strawberry.dataloader import DataLoader

from sla_plugin.contract_files.names import ContractNames
from sla_plugin.domain.commitments import Commitments
from sla_plugin.domain.contracting.deadlines import NoticeDeadline
from sla_plugin.domain.contracting.life import EndCause
from sla_plugin.domain.contracting.states import ContractState
from sla_plugin.domain.ids import ContractId, OrganisationId
from sla_plugin.storage.calendars import calendar_histories
from sla_plugin.storage.conditions import All, Compare, Condition, matching
from sla_plugin.storage.contract_audit import audit_trails
from sla_plugin.storage.contract_documents import ContractDocumentRow
from sla_plugin.storage.contract_history import known
from sla_plugin.storage.contract_names import load_contract_names
from sla_plugin.storage.contract_obligations import ObligationRow
from sla_plugin.storage.contract_parts import concerning
from sla_plugin.storage.contract_record import ContractRecord, read_records
from sla_plugin.storage.contract_requirements import RequirementRow
from sla_plugin.storage.contract_suspensions import SuspensionRow
from sla_plugin.storage.contract_versions import ContractVersionRow
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.rows import Row
from sla_plugin.storage.session import Session
from sla_plugin.usecases.check_support import read_support
from sla_plugin.usecases.contract_dates import Calendars, deadline_by, schedule_of
from sla_plugin.usecases.contract_support import is_supported_by

R = TypeVar("R", bound=Row)

_OF = "contract_id"
"""In every table of what belongs to a contract."""


@dataclass(frozen=True, slots=True)
class Known:
    """A contract, as far as it was on record at an instant; None: by now."""

    contract: UUID
    known_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Viewed:
    """A contract as it was at one instant, as far as we knew at another (None: as far as we know now)."""

    contract: UUID
    at: datetime
    known_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Ahead:
    """Until when notice is in time, and when the next term is decided; None where there is no such thing."""

    deadline: NoticeDeadline | None = None
    renewal: datetime | None = None


class ContractLoaders:
    """A contract that the caller may not see is not there, whichever way it is asked for, nor is anything
    that belongs to it."""

    def __init__(
        self,
        session: Session,
        now: datetime,
        bound_to: OrganisationId | None,
        commitments: Callable[[], Awaitable[Commitments]],
    ) -> None:
        self._session = session
        self._now = now
        self._bound_to = bound_to
        self._commitments = commitments
        self._seen: asyncio.Task[Condition] | None = None
        self._names: asyncio.Task[ContractNames] | None = None
        self.rows: DataLoader[UUID, ContractRow | None] = DataLoader(self._rows)
        self.children: DataLoader[UUID, list[ContractRow]] = DataLoader(self._children)
        self.records: DataLoader[Known, ContractRecord | None] = DataLoader(self._records)
        self.ahead: DataLoader[Viewed, Ahead] = DataLoader(self._ahead)
        self.supported: DataLoader[UUID, bool] = DataLoader(self._supported)
        self.versions = self._part(ContractVersionRow)
        self.requirements = self._part(RequirementRow)
        self.suspensions = self._part(SuspensionRow)
        self.obligations = self._part(ObligationRow)
        self.documents = self._part(ContractDocumentRow)
        self.obligations_of = self._parts(ObligationRow)
        self.documents_of = self._parts(ContractDocumentRow)

    async def visible(self) -> Condition:
        """Of contracts: the caller may see them."""
        if self._bound_to is None:
            return All()
        if self._seen is None:
            self._seen = asyncio.ensure_future(concerning(self._session, self._bound_to))
        return await self._seen

    async def names(self) -> ContractNames:
        """By which files of contracts speak of everything but other contracts."""
        if self._names is None:
            self._names = asyncio.ensure_future(load_contract_names(self._session))
        return await self._names

    async def _rows(self, ids: list[UUID]) -> list[ContractRow | None]:
        which = All([Compare("id", "in", ids), await self.visible()])
        found = {row.id: row for row in await matching(self._session, ContractRow, which)}
        return [found.get(one) for one in ids]

    async def _children(self, parents: list[UUID]) -> list[list[ContractRow]]:
        which = All([Compare("parent_id", "in", parents), await self.visible()])
        found: defaultdict[UUID | None, list[ContractRow]] = defaultdict(list)
        for row in await matching(self._session, ContractRow, which).order_by("number"):
            found[row.parent_id].append(row)
        return [found[one] for one in parents]

    async def _records(self, asked: list[Known]) -> list[ContractRecord | None]:
        rows = await self.rows.load_many(list(dict.fromkeys(one.contract for one in asked)))
        records = await read_records(self._session, [row for row in rows if row is not None])
        found = {record.id: record for record in records}
        earlier = {ContractId(one.contract) for one in asked if one.known_at is not None} & found.keys()
        trails = await audit_trails(self._session, list(earlier)) if earlier else {}

        def as_known(one: Known) -> ContractRecord | None:
            record = found.get(ContractId(one.contract))
            if record is None or one.known_at is None:
                return record
            return known(record, trails[record.id], one.known_at)

        return [as_known(one) for one in asked]

    async def _ahead(self, asked: list[Viewed]) -> list[Ahead]:
        instants = dict.fromkeys(one.known_at for one in asked)
        calendars = {at: await calendar_histories(self._session, at) for at in instants}
        records = await self.records.load_many([Known(one.contract, one.known_at) for one in asked])
        return [
            Ahead() if record is None else _ahead(record, one.at, calendars[one.known_at])
            for one, record in zip(asked, records, strict=True)
        ]

    async def _supported(self, contracts: list[UUID]) -> list[bool]:
        """Whether what is being negotiated can be delivered; True where nobody asks yet, or any more."""
        records = await self.records.load_many([Known(one) for one in contracts])
        priced = {one.id: version.says for one in records if one and (version := _priced(one))}
        if not priced:
            return [True for _ in contracts]
        support = await read_support(self._session, await self._commitments())
        return [
            one not in priced or is_supported_by(support, priced[ContractId(one)], self._now)
            for one in contracts
        ]

    def _part(self, kind: type[R]) -> DataLoader[UUID, R | None]:
        """By its own id."""

        async def load(ids: list[UUID]) -> list[R | None]:
            rows = await self._session.query(kind).filter(id__in=ids)
            found = {row.id: row for row in rows if self._shows(row)}
            seen = await self._seen_of(list(found.values()))
            return [found[one] if one in seen else None for one in ids]

        return DataLoader(load)

    async def _seen_of(self, rows: Sequence[Row]) -> set[UUID]:
        contracts = await self.rows.load_many([getattr(row, _OF) for row in rows])
        return {row.id for row, contract in zip(rows, contracts, strict=True) if contract is not None}

    def _parts(self, kind: type[R]) -> DataLoader[UUID, list[R]]:
        """By the contract, in the order in which they were recorded; for a contract that the caller sees."""

        async def load(contracts: list[UUID]) -> list[list[R]]:
            found: dict[UUID, list[R]] = {one: [] for one in contracts}
            for row in await self._session.query(kind).filter(**{f"{_OF}__in": contracts}).order_by("id"):
                if self._shows(row):
                    found[getattr(row, _OF)].append(row)
            return [found[one] for one in contracts]

        return DataLoader(load)

    def _shows(self, row: Row) -> bool:
        """Of a contract that the caller sees: what is the provider's own is no matter of who is bound."""
        return self._bound_to is None or not (isinstance(row, ObligationRow) and row.is_internal)


def _ahead(record: ContractRecord, at: datetime, calendars: Calendars) -> Ahead:
    schedule = schedule_of(record, calendars)
    if schedule is None or record.contract.end_cause is EndCause.TERMINATED:
        return Ahead()
    return Ahead(deadline_by(record, at, calendars), schedule.renewal())


def _priced(record: ContractRecord) -> ContractVersionRow | None:
    """The version of which somebody has to know whether it can be delivered."""
    version = record.open_version
    asked = (ContractState.DRAFT, ContractState.PRICING)
    return version if version is not None and version.at in asked else None
