"""What is there of contracts by their numbers, to be compared with what files say of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from sla_plugin.domain.contracting.states import ContractState
from sla_plugin.storage.contract_requirements import RequirementRow
from sla_plugin.storage.contract_versions import ContractVersionRow
from sla_plugin.storage.contracts import ContractRow
from sla_plugin.storage.session import Session


@dataclass(frozen=True, slots=True)
class Held:
    """`last`: the version on its way to signature, else the one that was signed last; None where nothing is
    on record, or all was given up. `needs`: its requirements that were not dropped."""

    contract: ContractRow
    last: ContractVersionRow | None = None
    needs: Sequence[RequirementRow] = field(default_factory=tuple)


async def held_contracts(session: Session, numbers: Sequence[str]) -> dict[str, Held]:
    """Those that are there. A constant number of statements."""
    contracts = await session.query(ContractRow).filter(number__in=list(numbers))
    if not contracts:
        return {}
    versions = (
        await session.query(ContractVersionRow)
        .filter(contract_id__in=[one.id for one in contracts])
        .exclude(state=ContractState.ABANDONED.value)
        .order_by("number")
    )
    last = {one.contract_id: one for one in versions}
    needs = await _needs(session, list(last.values()))
    return {
        one.number: Held(one, last.get(one.id), needs[last[one.id].id] if one.id in last else ())
        for one in contracts
    }


async def _needs(
    session: Session, versions: Sequence[ContractVersionRow]
) -> dict[object, list[RequirementRow]]:
    rows = (
        await session.query(RequirementRow)
        .filter(version_id__in=[one.id for one in versions], dropped_at__isnull=True)
        .order_by("recorded_at", "id")
    )
    found: defaultdict[object, list[RequirementRow]] = defaultdict(list)
    for row in rows:
        found[row.version_id].append(row)
    return found
