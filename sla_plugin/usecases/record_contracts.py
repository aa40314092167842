"""Put many new contracts on record at once: each as `draft_contract` or `record_signed_contract` would, in a
trail of its own, in a number of statements that does not grow with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sla_plugin.contract_files.names import MeantContract
from sla_plugin.domain.contracting.bindings import bindings
from sla_plugin.domain.contracting.content import VersionContent
from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.contracting.instants import certain_end
from sla_plugin.domain.contracting.life import EndCause
from sla_plugin.domain.contracting.states import ContractState
from sla_plugin.domain.contracting.versions import SignedVersion
from sla_plugin.domain.ids import ContractId
from sla_plugin.domain.periods import midnight
from sla_plugin.storage.contract_projections import bindings_of, lines_of, parties_of
from sla_plugin.storage.contract_record import ContractRecord
from sla_plugin.storage.contract_trail import Happened, append
from sla_plugin.storage.contract_versions import ContractVersionRow
from sla_plugin.storage.rows import Row
from sla_plugin.storage.session import Session
from sla_plugin.storage.tickets import mark_all_due
from sla_plugin.usecases.contract_cases import terms
from sla_plugin.usecases.draft_contract import WRITERS, need_row, new_contract, new_version, require_role
from sla_plugin.usecases.record_contract import RECORDERS
from sla_plugin.usecases.record_signed_contract import signature_row
from sla_plugin.usecases.take_contract import needs, signatures
from sla_plugin.usecases.take_effect import first_agreed, term_row


@dataclass(frozen=True, slots=True)
class _Made:
    """`derived` follow from the content."""

    record: ContractRecord
    version: ContractVersionRow
    derived: Sequence[Row]

    @property
    def audited(self) -> list[Row]:
        """In the order in which they refer to each other."""
        record = self.record
        return [record.contract, self.version, *record.consents, *record.requirements, *record.terms]

    @property
    def happened(self) -> Happened:
        what = "contract.recorded" if self.version.at is ContractState.SIGNED else "contract.drafted"
        wrote = {(row._meta.db_table, row.id): None for row in self.audited}
        return Happened(self.record.id, what, wrote=dict(wrote))


async def record_contracts(session: Session, deed: Deed, many: Sequence[MeantContract]) -> None:
    """`many`: understood without problems, of numbers that are not there. Forbidden `right.role`, Conflict
    `object.duplicate` where somebody else was there first."""
    if not many:
        return
    require_role(deed, RECORDERS if any(one.stated.signed for one in many) else WRITERS)
    # In one order, so that two tables with the same contracts wait for each other and never deadlock.
    made = [_made(session, deed, one) for one in sorted(many, key=lambda one: one.stated.number)]
    await session.plan_anew()
    for rows in _by_table(made):
        await session.add_all(rows)
    await append(session, deed, [one.happened for one in made])
    if any(one.version.at is ContractState.SIGNED for one in made):
        await mark_all_due(session, deed.at)


def _made(session: Session, deed: Deed, meant: MeantContract) -> _Made:
    stated, content = meant.stated, meant.content
    state = ContractState.DRAFT if stated.signed is None else ContractState.SIGNED
    contract = new_contract(deed, stated.number, stated.kind, content, meant.parent)
    which = ContractId(contract.id)
    version = new_version(which, deed, 1, state, content)
    record = ContractRecord(
        session,
        contract,
        versions=[version],
        requirements=[need_row(version, deed, need) for need in needs(meant)],
        consents=[signature_row(version, one) for one in signatures(meant)],
    )
    derived: list[Row] = [*parties_of(which, version.id, content), *lines_of(which, version.id, content)]
    if state is ContractState.SIGNED:
        derived += _in_effect(deed, record, content)
    return _Made(record, version, derived)


def _in_effect(deed: Deed, record: ContractRecord, content: VersionContent) -> Sequence[Row]:
    """As `take_effect` has it, of what is not stored yet. What time brings about next is left to the pump,
    which looks at each of them at once: most have begun long ago."""
    contract = record.contract
    record.terms.append(term_row(record.id, first_agreed(content), deed.at))
    contract.state = ContractState.SIGNED.value
    contract.monitored_from = midnight(content.effective_on, content.zone)
    contract.monitored_until = certain_end(content.clauses, terms(record), content.zone)
    if contract.monitored_until is not None:
        contract.ends_as = EndCause.EXPIRED.value
    contract.next_instant = deed.at
    bound = bindings([SignedVersion(1, content, deed.at)], contract.monitored_until)
    return bindings_of(record.id, record.versions, bound)


def _by_table(made: Sequence[_Made]) -> list[list[Row]]:
    """What is referred to comes first."""
    tables: dict[str, list[Row]] = {}
    for of in ("audited", "derived"):
        for one in made:
            for row in getattr(one, of):
                tables.setdefault(row._meta.db_table, []).append(row)
    return list(tables.values())
