"""From what is on record of a contract to the cases that its tables decide on."""

from __future__ import annotations

from datetime import datetime

from sla_plugin.domain.contracting.content import VersionContent
from sla_plugin.domain.contracting.life import Life
from sla_plugin.domain.contracting.life_table import TABLE as LIFE
from sla_plugin.domain.contracting.life_table import LifeCase, LifeCommand
from sla_plugin.domain.contracting.negotiation import Consent, Negotiation
from sla_plugin.domain.contracting.states import ContractKind, ContractState, LifeStep
from sla_plugin.domain.contracting.terms import Term
from sla_plugin.domain.contracting.versions import SignedVersion, in_force
from sla_plugin.domain.transitions import WrongState
from sla_plugin.errors import Code, Conflict
from sla_plugin.storage.contract_record import ContractRecord
from sla_plugin.storage.contract_requirements import requirements
from sla_plugin.storage.contract_versions import ContractVersionRow, signed


def negotiation(
    record: ContractRecord, version: ContractVersionRow, *, is_supported: bool = True
) -> Negotiation:
    """Of one version, open or not."""
    needed = [row for row in record.requirements if row.version_id == version.id]
    return Negotiation(
        kind=ContractKind(record.contract.kind),
        number=version.number,
        state=version.at,
        content=version.says,
        authors=frozenset(version.authors),
        requirements=requirements(needed, record.judgements, _judged_in(record, version)),
        given=tuple(row.value() for row in record.consents if row.version_id == version.id),
        round=version.round,
        is_supported=is_supported,
        sign_by=version.sign_by,
    )


def _judged_in(record: ContractRecord, version: ContractVersionRow) -> int:
    """The round whose judgements hold: this one, until the customer approves them with the specification."""
    approved = (
        row.round
        for row in record.consents
        if row.version_id == version.id and row.consent == Consent.SPECIFICATION
    )
    return next(approved, version.round)


def being_negotiated(record: ContractRecord) -> ContractVersionRow:
    """Conflict `contract.not_open` where every version is signed or abandoned."""
    if record.open_version is None:
        raise Conflict(
            Code.CONTRACT_NOT_OPEN,
            "No version of this contract is being negotiated.",
            hint="Amend it, to negotiate the next one.",
            field="contract",
        )
    return record.open_version


def life(record: ContractRecord) -> Life | None:
    """None until it is signed."""
    contract = record.contract
    if contract.monitored_from is None:
        return None
    return Life(
        starts_at=contract.monitored_from,
        ends_at=contract.monitored_until,
        end_cause=contract.end_cause,
        closed_at=contract.closed_at,
        suspensions=tuple(row.value() for row in record.suspensions),
    )


def life_case(record: ContractRecord, at: datetime) -> LifeCase | None:
    """None until it is signed."""
    lived = life(record)
    return None if lived is None else LifeCase(lived, at, record.open_version is not None)


def check_life(record: ContractRecord, at: datetime, command: LifeCommand) -> None:
    """As the table of signed contracts has it; WrongState where it is not signed yet."""
    case = life_case(record, at)
    if case is None:
        raise not_signed(record, command.step)
    LIFE.check(case, command)


def not_signed(record: ContractRecord, step: LifeStep) -> WrongState:
    return WrongState(step, ContractState(record.contract.state), LIFE.sources(step))


def state_of(record: ContractRecord, at: datetime) -> ContractState:
    lived = life(record)
    return ContractState(record.contract.state) if lived is None else lived.state(at)


def terms(record: ContractRecord) -> tuple[Term, ...]:
    return tuple(row.value() for row in record.terms)


def governing(record: ContractRecord, at: datetime, known_at: datetime | None = None) -> SignedVersion | None:
    """The version that is in force; before the first begins, that one. None where nothing is signed, or the
    contract is kept elsewhere."""
    versions = signed(record.versions)
    found = in_force(versions, at, known_at)
    if found is not None or not versions:
        return found
    known = [one for one in versions if known_at is None or one.recorded_at <= known_at]
    return min(known, key=lambda one: one.effective_at) if known else None


def recorded_version(record: ContractRecord, at: datetime) -> SignedVersion:
    """The governing one. Conflict `contract.unrecorded` where there is none."""
    version = governing(record, at)
    if version is None:
        raise Conflict(
            Code.CONTRACT_UNRECORDED,
            "What this contract says is not on record here.",
            hint="Import it as a file, with its lines and parties.",
            field="contract",
        )
    return version


def recorded_content(record: ContractRecord, at: datetime) -> VersionContent:
    """Of the governing version. Conflict `contract.unrecorded`."""
    return recorded_version(record, at).content
