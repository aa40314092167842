"""One contract under its lock with all that is on record of it: the only way to add to that.

What is written through the record is in the contract's trail, with the event that it was written for.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.ids import ContractId
from sla_plugin.errors import Code, Conflict, NotFound
from sla_plugin.storage.contract_consents import ConsentRow
from sla_plugin.storage.contract_reminders import ReminderRow
from sla_plugin.storage.contract_requirements import JudgementRow, RequirementRow
from sla_plugin.storage.contract_suspensions import SuspensionRow
from sla_plugin.storage.contract_terms import TermRow
from sla_plugin.storage.contract_trail import Happened, Wrote, append
from sla_plugin.storage.contract_versions import ContractVersionRow
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.rows import Row
from sla_plugin.storage.session import Session

Part = ContractVersionRow | RequirementRow | JudgementRow | ConsentRow | TermRow | SuspensionRow | ReminderRow


@dataclass
class ContractRecord:
    """Rows in the order in which they were recorded; what is added or changed through it is in them."""

    session: Session
    contract: ContractRow
    versions: list[ContractVersionRow] = field(default_factory=list)
    requirements: list[RequirementRow] = field(default_factory=list)
    judgements: list[JudgementRow] = field(default_factory=list)
    consents: list[ConsentRow] = field(default_factory=list)
    terms: list[TermRow] = field(default_factory=list)
    suspensions: list[SuspensionRow] = field(default_factory=list)
    reminders: list[ReminderRow] = field(default_factory=list)
    _wrote: Wrote = field(default_factory=dict)

    @property
    def id(self) -> ContractId:
        return ContractId(self.contract.id)

    @property
    def open_version(self) -> ContractVersionRow | None:
        """The one on its way to signature."""
        return next((row for row in self.versions if row.is_open), None)

    async def add(self, row: Row) -> None:
        """Refuses as `Session.add` does."""
        await self.session.add(row)
        self._wrote[row._meta.db_table, row.id] = None
        self.keep(row)

    def keep(self, row: Row) -> None:
        """A row that is stored already."""
        match row:
            case ContractVersionRow():
                self.versions.append(row)
            case RequirementRow():
                self.requirements.append(row)
            case JudgementRow():
                self.judgements.append(row)
            case ConsentRow():
                self.consents.append(row)
            case TermRow():
                self.terms.append(row)
            case SuspensionRow():
                self.suspensions.append(row)
            case ReminderRow():
                self.reminders.append(row)

    async def change(self, row: Row, **values: Any) -> None:
        changed = {name: value for name, value in values.items() if getattr(row, name) != value}
        if not changed:
            return
        await self.session.change(type(row), {"id": row.id}, **changed)
        for name, value in changed.items():
            setattr(row, name, value)
        key = (row._meta.db_table, row.id)
        before = self._wrote.get(key, frozenset())
        self._wrote[key] = None if before is None else before | changed.keys()

    async def write_down(self, deed: Deed, what: str, more: Mapping[str, Any] | None = None) -> None:
        """The event `what`, such as `contract.submitted`, with everything that was written since the last."""
        await append(self.session, deed, [Happened(self.id, what, more or {}, self._wrote)])
        self._wrote = {}


async def take_up(session: Session, which: ContractId, expected: int | None = None) -> ContractRecord:
    """Locked until the transaction ends. `expected`: the revision that was read; None: whichever it is.

    NotFound; Conflict `object.version_conflict` where somebody else was there first."""
    # Not of its key: whoever refers to it, such as a contract below it, need not wait, nor deadlock.
    locked = session.query(ContractRow).select_for_update(no_key=True)
    contract = await locked.get_or_none(id=which)
    if contract is None:
        raise NotFound(Code.NOT_FOUND, "There is no such contract.", field="contract")
    if expected is not None and expected != contract.revision:
        raise Conflict(
            Code.VERSION_CONFLICT,
            f"The contract is at revision {contract.revision} by now, and revision {expected} was read.",
            hint="Read it again, and decide anew.",
            field="expectedVersion",
        )
    return await read_record(session, contract)


async def read_record(session: Session, contract: ContractRow) -> ContractRecord:
    """Without a lock: to be looked at."""
    [record] = await read_records(session, [contract])
    return record


async def read_records(
    session: Session, contracts: Sequence[ContractRow], kinds: Collection[type[Part]] | None = None
) -> list[ContractRecord]:
    """The same of many, in the order given; None: with everything. A constant number of statements."""
    if not contracts:
        return []
    records = {contract.id: ContractRecord(session, contract) for contract in contracts}
    for kind, order in PARTS.items():
        if kinds is not None and kind not in kinds:
            continue
        for row in await session.query(kind).filter(contract_id__in=list(records)).order_by(*order):
            records[row.contract_id].keep(row)
    return [records[contract.id] for contract in contracts]


PARTS: dict[type[Part], tuple[str, ...]] = {
    ContractVersionRow: ("number",),
    RequirementRow: ("recorded_at", "id"),
    JudgementRow: ("judged_at", "id"),
    ConsentRow: ("given_at", "id"),
    TermRow: ("number",),
    SuspensionRow: ("since", "id"),
    ReminderRow: ("recorded_at", "id"),
}
"""What is on record of a contract, and in which order."""
