"""A version of a contract as its papers say it: every id with the name that it has now."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sla_plugin.domain.contracting.content import VersionContent
from sla_plugin.domain.contracting.negotiation import Consent, Negotiation
from sla_plugin.domain.contracting.states import ContractKind
from sla_plugin.domain.ids import AgreementId
from sla_plugin.domain.terms import Terms
from sla_plugin.papers.sheet import ContractSheet, PaperKind, SheetLevel
from sla_plugin.storage.agreements import AgreementVersionRow
from sla_plugin.storage.contract_consents import ConsentRow
from sla_plugin.storage.contract_record import ContractRecord
from sla_plugin.storage.contract_versions import ContractVersionRow
from sla_plugin.storage.session import Session
from sla_plugin.storage.terms import terms_from_json
from sla_plugin.usecases.contract_cases import negotiation
from sla_plugin.usecases.sheet_names import sheet_names

LevelKey = tuple[AgreementId, int]


async def contract_sheet(
    record: ContractRecord, version: ContractVersionRow, kind: PaperKind, at: datetime
) -> ContractSheet:
    """As of `at`. A constant number of statements."""
    case = negotiation(record, version)
    content, levels = case.content, await _promised(record.session, case.content)
    names = await sheet_names(record, case, levels.values())
    return ContractSheet(
        kind=kind,
        number=record.contract.number,
        contract_kind=ContractKind(record.contract.kind),
        version=version.number,
        content_hash=_bound(case, kind),
        drawn_up_at=at,
        effective_on=content.effective_on,
        zone=content.zone,
        currency=content.currency,
        parent=names.of(record.contract.parent_id),
        follows=names.of(record.contract.predecessor_id),
        parties=tuple(names.party(one) for one in sorted(content.parties, key=names.order_of_party)),
        requirements=tuple(names.requirement(one) for one in case.requirements),
        lines=tuple(names.line(one) for one in sorted(content.lines, key=names.order_of_line)),
        levels=tuple(sorted((names.level(*key, levels[key]) for key in sorted(levels)), key=_order)),
        clauses=content.clauses,
        business_days=names.of(content.clauses.calendar),
        signatures=tuple(names.signature(one) for one in _signatures(record, version, case)),
    )


def _bound(case: Negotiation, kind: PaperKind) -> str:
    """What a yes to this paper is bound to."""
    return case.specification_hash if kind is PaperKind.SPECIFICATION else case.content.hash


def _order(one: SheetLevel) -> tuple[str, int]:
    return one.name, one.version


def _signatures(
    record: ContractRecord, version: ContractVersionRow, case: Negotiation
) -> Collection[ConsentRow]:
    """Those that count."""
    signing = case.givers(Consent.SIGNATURE)
    return [
        row
        for row in record.consents
        if row.version_id == version.id
        and row.round == version.round
        and row.consent == Consent.SIGNATURE.value
        and row.given_by in signing
    ]


async def _promised(session: Session, content: VersionContent) -> dict[LevelKey, Terms]:
    """What the versions of the service levels state that the lines name."""
    wanted = {
        (line.service_level, line.level_version)
        for line in content.lines
        if line.service_level is not None and line.level_version is not None
    }
    rows = await session.query(AgreementVersionRow).filter(
        agreement_id__in=[agreement for agreement, _ in wanted], number__in=[number for _, number in wanted]
    )
    found = {(AgreementId(row.agreement_id), row.number): terms_from_json(row.terms) for row in rows}
    return {key: terms for key, terms in found.items() if key in wanted}
