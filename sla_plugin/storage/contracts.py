"""Contracts: what is searched and monitored by. What is agreed in them lies in their versions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from tortoise import fields

from sla_plugin.domain.contracting.life import EndCause
from sla_plugin.domain.contracting.parties import COVERED
from sla_plugin.domain.contracting.parts import parts_of
from sla_plugin.domain.contracting.versions import in_force
from sla_plugin.domain.contracts import Contract, Part
from sla_plugin.domain.ids import ContractId, OrganisationId
from sla_plugin.domain.intervals import Lasting
from sla_plugin.domain.microseconds import MICROSECOND
from sla_plugin.storage.contract_suspensions import pauses_of_contracts
from sla_plugin.storage.contract_versions import ContractVersionRow, signed
from sla_plugin.storage.rows import Row
from sla_plugin.storage.session import Session


class ContractRow(Row):
    number = fields.TextField()
    customer_id = fields.UUIDField(null=True)
    zone = fields.TextField()
    monitored_from = fields.DatetimeField(null=True)
    monitored_until = fields.DatetimeField(null=True)
    kind = fields.TextField(default="CUSTOMER")
    state = fields.TextField(default="SIGNED")
    parent_id = fields.UUIDField(null=True)
    predecessor_id = fields.UUIDField(null=True)
    revision = fields.IntField(default=1)
    ends_as = fields.TextField(null=True)
    closed_at = fields.DatetimeField(null=True)
    recorded_at = fields.DatetimeField()
    next_instant = fields.DatetimeField(null=True)
    passed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "contract"

    @property
    def end_cause(self) -> EndCause | None:
        return None if self.ends_as is None else EndCause(self.ends_as)


async def all_contracts(session: Session) -> tuple[Contract, ...]:
    """Those that are or were monitored, or will be, by number."""
    rows = await session.query(ContractRow).filter(
        monitored_from__not_isnull=True, customer_id__not_isnull=True
    )
    parts, suspended = await _parts(session), await pauses_of_contracts(session)
    running_off = await _running_off(session)
    return tuple(
        _value(
            row,
            parts.get(row.id, ()),
            suspended.get(row.id, ()),
            runs_off=row.id in running_off and _runs_off(running_off[row.id], row.monitored_until),
        )
        for row in rows
    )


def _value(
    row: ContractRow, parts: Sequence[Part], suspended: tuple[Lasting, ...], *, runs_off: bool
) -> Contract:
    assert row.monitored_from is not None
    assert row.customer_id is not None
    return Contract(
        id=ContractId(row.id),
        number=row.number,
        customer=OrganisationId(row.customer_id),
        zone=row.zone,
        monitored_from=row.monitored_from,
        monitored_until=row.monitored_until,
        also=tuple(part.organisation for part in parts if part.organisation != row.customer_id),
        parts=tuple(parts),
        suspended=suspended,
        runs_off=runs_off,
    )


_NOT_ALONE = """
select distinct p.contract_id
from contract_party p
join contract c on c.tenant_id = p.tenant_id and c.id = p.contract_id
where p.tenant_id = $1 and p.role = any($2::text[])
  and (p.organisation_id <> c.customer_id or p.since is not null or p.until is not null)
"""


async def _parts(session: Session) -> dict[UUID, tuple[Part, ...]]:
    """Of every contract that covers others than its first customer, or that one for a while only. There are
    few."""
    covering = [role.value for role in COVERED]
    found = [row["contract_id"] for row in await session.sql(_NOT_ALONE, covering)]
    return {which: parts_of(signed(rows)) for which, rows in (await _versions(session, found)).items()}


_STATES_IT = """
select contract_id from contract_version
where tenant_id = $1 and state = 'SIGNED' and content @> '{"clauses": {"ending": {"runs_off": true}}}'
"""


async def _running_off(session: Session) -> dict[UUID, list[ContractVersionRow]]:
    """The signed versions of every contract of which one lets clocks run off. There are few."""
    return await _versions(session, {row["contract_id"] for row in await session.sql(_STATES_IT)})


async def _versions(session: Session, which: Collection[UUID]) -> dict[UUID, list[ContractVersionRow]]:
    found: defaultdict[UUID, list[ContractVersionRow]] = defaultdict(list)
    if which:
        for row in await session.query(ContractVersionRow).filter(contract_id__in=list(which)):
            found[row.contract_id].append(row)
    return found


def _runs_off(rows: Iterable[ContractVersionRow], ends_at: datetime | None) -> bool:
    """As the version says that is in force when it ends, or the last one."""
    versions = signed(rows)
    last = max(versions, key=lambda one: one.effective_at)
    held = last if ends_at is None else in_force(versions, ends_at - MICROSECOND)
    return held is not None and held.content.clauses.at_its_end.runs_off


_LINEAGE = """
with recursive above as (
    select tenant_id, id, parent_id from contract where tenant_id = $1 and id = $2
    union
    select c.tenant_id, c.id, c.parent_id from contract c
    join above on c.tenant_id = above.tenant_id and c.id = above.parent_id
)
select id from above where tenant_id = $1
"""


async def contract_lineage(session: Session, which: ContractId) -> list[ContractId]:
    """The contract, its parent, and so on; nothing where it is not there."""
    return [ContractId(row["id"]) for row in await session.sql(_LINEAGE, which)]


async def one_move_at_a_time(session: Session) -> None:
    """Until the transaction ends, of this tenant's contracts."""
    await session.sql(
        "select pg_advisory_xact_lock(hashtextextended('contract tree ' || $1::uuid::text, 0)) as tenant_id"
    )
