"""What follows from the contents of contracts, so that it can be searched and monitored by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from tortoise import fields

from sla_plugin.domain.contracting.bindings import Binding
from sla_plugin.domain.contracting.content import VersionContent
from sla_plugin.domain.ids import AgreementId, ContractId, ServiceId, SiteId
from sla_plugin.domain.line_bindings import LineBinding
from sla_plugin.storage.contract_versions import ContractVersionRow
from sla_plugin.storage.rows import Row
from sla_plugin.storage.session import Session


class ContractPartyRow(Row):
    contract_id = fields.UUIDField()
    version_id = fields.UUIDField()
    organisation_id = fields.UUIDField()
    role = fields.TextField()
    person = fields.TextField(null=True)

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
    await session.add_all(parties_of(contract, version.id, content))
    await session.add_all(lines_of(contract, version.id, content))


async def project_bindings(
    session: Session,
    contract: ContractId,
    versions: Iterable[ContractVersionRow],
    bound: Sequence[Binding],
) -> None:
    await session.query(SlaBindingRow).filter(contract_id=contract).delete()
    await session.add_all(bindings_of(contract, versions, bound))


async def line_bindings(session: Session) -> tuple[LineBinding, ...]:
    """What signed lines make of the agreements on offer, of all contracts."""
    return tuple(
        [
            LineBinding(
                contract=ContractId(row.contract_id),
                agreement=AgreementId(row.agreement_id),
                version=row.level_version,
                service=ServiceId(row.service_id),
                site=None if row.site_id is None else SiteId(row.site_id),
                monitored_from=row.monitored_from,
                monitored_until=row.monitored_until,
            )
            for row in await session.query(SlaBindingRow).order_by("contract_id", "monitored_from", "id")
        ]
    )
