"""What follows from the contents of contracts, so that it can be searched and monitored by."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from tortoise import fields

from sla_plugin.domain.contracting.bindings import NOTHING_TERMINATED, Binding, Terminated, bindings
from sla_plugin.domain.contracting.content import VersionContent
from sla_plugin.domain.contracting.suspensions import SuspendedLine
from sla_plugin.domain.ids import AgreementId, ContractId, ServiceId, SiteId
from sla_plugin.domain.intervals import Lasting
from sla_plugin.domain.line_bindings import LineBinding
from sla_plugin.domain.termination.cases import Case
from sla_plugin.domain.termination.rivals import terminated_lines
from sla_plugin.errors.fields import named_by
from sla_plugin.storage.contract_suspensions import pauses_of_lines
from sla_plugin.storage.contract_versions import ContractVersionRow, signed
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.rows import Row
from sla_plugin.storage.session import Session
from sla_plugin.storage.terminations import CaseRow


class ContractPartyRow(Row):
    contract_id = fields.UUIDField()
    version_id = fields.UUIDField()
    organisation_id = fields.UUIDField()
    role = fields.TextField()
    person = fields.TextField(null=True)
    since = fields.DateField(null=True)
    until = fields.DateField(null=True)

    class Meta:
        table = "contract_party"


class ContractLineRow(Row):
    contract_id = fields.UUIDField()
    version_id = fields.UUIDField()
    service_id = fields.UUIDField()
    agreement_id = fields.UUIDField(null=True)
    level_version = fields.IntField(null=True)
    site_id = fields.UUIDField(null=True)

    class Meta:
        table = "contract_line"


class SlaBindingRow(Row):
    contract_id = fields.UUIDField()
    version_id = fields.UUIDField()
    service_id = fields.UUIDField()
    agreement_id = fields.UUIDField()
    level_version = fields.IntField()
    site_id = fields.UUIDField(null=True)
    monitored_from = fields.DatetimeField()
    monitored_until = fields.DatetimeField(null=True)
    stop_cause = fields.TextField(null=True)

    class Meta:
        table = "sla_binding"


def parties_of(contract: ContractId, version: UUID, content: VersionContent) -> list[ContractPartyRow]:
    return [
        ContractPartyRow(
            contract_id=contract,
            version_id=version,
            organisation_id=party.organisation,
            role=party.role.value,
            person=party.person,
            since=party.since,
            until=party.until,
        )
        for party in content.parties
    ]


def lines_of(contract: ContractId, version: UUID, content: VersionContent) -> list[ContractLineRow]:
    return [
        ContractLineRow(
            contract_id=contract,
            version_id=version,
            service_id=line.service,
            agreement_id=line.service_level,
            level_version=line.level_version,
            site_id=line.site,
        )
        for line in content.lines
    ]


def bindings_of(
    contract: ContractId, versions: Iterable[ContractVersionRow], bound: Sequence[Binding]
) -> list[SlaBindingRow]:
    return list(_bindings(contract, {row.number: row.id for row in versions}, bound))


def _bindings(
    contract: ContractId, ids: dict[int, UUID], bound: Sequence[Binding]
) -> Iterator[SlaBindingRow]:
    """A line without a service level is delivered and not measured."""
    for binding in bound:
        line = binding.line
        if line.service_level is None or line.level_version is None:
            continue
        yield SlaBindingRow(
            contract_id=contract,
            version_id=ids[binding.version],
            service_id=line.service,
            agreement_id=line.service_level,
            level_version=line.level_version,
            site_id=line.site,
            monitored_from=binding.monitored_from,
            monitored_until=binding.monitored_until,
            stop_cause=None if binding.stops is None else binding.stops.value,
        )


async def project_content(session: Session, version: ContractVersionRow, content: VersionContent) -> None:
    """In place of what it said before. NotFound for what it names and is not there."""
    contract = ContractId(version.contract_id)
    await session.query(ContractPartyRow).filter(version_id=version.id).delete()
    await session.query(ContractLineRow).filter(version_id=version.id).delete()
    with named_by("parties"):
        await session.add_all(parties_of(contract, version.id, content))
    with named_by("lines"):
        await session.add_all(lines_of(contract, version.id, content))


async def project_bindings(
    session: Session,
    contract: ContractId,
    versions: Iterable[ContractVersionRow],
    bound: Sequence[Binding],
) -> bool:
    """In place of what was bound before; whether that was anything else."""
    rows = bindings_of(contract, versions, bound)
    before = session.query(SlaBindingRow).filter(contract_id=contract)
    if Counter(map(_said, rows)) == Counter(map(_said, await before)):
        return False
    await before.delete()
    await session.add_all(rows)
    return True


def _said(row: SlaBindingRow) -> tuple[object, ...]:
    return tuple(getattr(row, name) for name in row._meta.fields_map if name not in ("id", "tenant_id"))


async def line_bindings(session: Session, known_at: datetime | None = None) -> tuple[LineBinding, ...]:
    """What signed lines make of the agreements on offer, of all contracts. `known_at`: of the versions that
    were signed by then."""
    terminated = await _terminated(session)
    if known_at is None:
        rows: Iterable[SlaBindingRow] = await session.query(SlaBindingRow)
    else:
        rows = await _bindings_known(session, known_at, terminated)
    suspended = await pauses_of_lines(session)
    return tuple(sorted((_binding(row, suspended, terminated) for row in rows), key=_in_order))


def _in_order(one: LineBinding) -> tuple[UUID, datetime, UUID, str]:
    return one.contract, one.monitored_from, one.service, str(one.site)


async def _terminated(session: Session) -> dict[UUID, Terminated]:
    """By contract: its lines that end by themselves."""
    cases: defaultdict[UUID, list[Case]] = defaultdict(list)
    for row in await session.query(CaseRow).filter(scope__not_isnull=True):
        cases[row.contract_id].append(row.value())
    return {contract: terminated_lines(found) for contract, found in cases.items()}


async def _bindings_known(
    session: Session, known_at: datetime, terminated: Mapping[UUID, Terminated]
) -> list[SlaBindingRow]:
    """Those that followed from what was signed then. Ends and suspensions, of contracts as of single lines,
    are taken as they are known now."""
    versions: defaultdict[UUID, list[ContractVersionRow]] = defaultdict(list)
    for row in await session.query(ContractVersionRow).filter(recorded_at__lte=known_at):
        versions[row.contract_id].append(row)
    ends = await session.query(ContractRow).filter(id__in=list(versions)).values("id", "monitored_until")
    return [
        binding
        for end in ends
        for held in [versions[end["id"]]]
        for binding in bindings_of(
            ContractId(end["id"]),
            held,
            bindings(
                signed(held),
                end["monitored_until"],
                terminated=terminated.get(end["id"], NOTHING_TERMINATED),
            ),
        )
    ]


def _binding(
    row: SlaBindingRow,
    suspended: Mapping[tuple[UUID, SuspendedLine], tuple[Lasting, ...]],
    terminated: Mapping[UUID, Terminated],
) -> LineBinding:
    """What an amendment took away before it was terminated ends for clocks that hold on to it, too."""
    service, site = ServiceId(row.service_id), None if row.site_id is None else SiteId(row.site_id)
    ends = [one.ends_at for one in terminated.get(row.contract_id, NOTHING_TERMINATED).get(service, ())]
    return LineBinding(
        contract=ContractId(row.contract_id),
        agreement=AgreementId(row.agreement_id),
        version=row.level_version,
        service=service,
        site=site,
        monitored_from=row.monitored_from,
        monitored_until=row.monitored_until,
        terminated_at=next((at for at in ends if row.monitored_from < at), None),
        suspended=suspended.get((row.contract_id, SuspendedLine(service, site)), ()),
    )
