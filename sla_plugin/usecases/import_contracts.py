"""Take many existing contracts from a table, some hundreds at a time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from sla_plugin.agreement_files.names import nearest
from sla_plugin.contract_files.flaws import path_of
from sla_plugin.contract_files.names import MeantContract
from sla_plugin.contract_files.tables import TableContract
from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.errors import Code, Conflict, SlaError
from sla_plugin.storage.contract_numbers import Held, held_contracts
from sla_plugin.storage.session import Session
from sla_plugin.usecases.record_contracts import record_contracts
from sla_plugin.usecases.take_contract import Taken, refuse_another, says_the_same, take_contract
from sla_plugin.usecases.understand_contract import Catalogue, understand

BATCH = 250
"""Contracts in one transaction."""

_SUGGESTIONS = 100


@dataclass(slots=True)
class Suggestions:
    """The nearest name for the first few that nothing is called: a column of wrong ones is one mistake, and
    each search looks at all names."""

    _found: dict[str, str | None] = field(default_factory=dict)

    def __call__(self, name: str, known: Collection[str]) -> str | None:
        if name not in self._found and len(self._found) < _SUGGESTIONS:
            self._found[name] = nearest(name, known)
        return self._found.get(name)


@dataclass(frozen=True, slots=True)
class ContractsTaken:
    """`refused`: why, stands in their logs."""

    how: Sequence[Taken] = ()
    refused: Sequence[TableContract] = ()


@dataclass(frozen=True, slots=True)
class _Understood:
    contract: TableContract
    meant: MeantContract
    held: Held | None


async def import_contracts(
    session: Session,
    deed: Deed,
    batch: Sequence[TableContract],
    catalogue: Catalogue,
    suggestions: Suggestions | None = None,
) -> ContractsTaken:
    """Each by itself: what is refused takes no neighbour down. What is there and says the same is PRESENT;
    what says something else is refused, since a table holds what was agreed before."""
    stated = [one.stated for one in batch if one.stated is not None]
    held = await held_contracts(session, [one.number for one in stated])
    near = suggestions or Suggestions()
    understood = [
        _Understood(one, understand(one.stated, one.log, catalogue, its, near), its)
        for one in batch
        if one.stated is not None
        for its in [held.get(one.stated.number)]
    ]
    good = [one for one in understood if not one.contract.log.problems]
    how = [*await _take_new(session, deed, [one for one in good if one.held is None])]
    for one in good:
        if one.held is not None and one.held.last is not None:
            how += _there(one, one.held)
        elif one.held is not None:
            how += await _alone(session, deed, one)
    return ContractsTaken(how, [one for one in batch if one.log.problems])


async def _take_new(session: Session, deed: Deed, new: Sequence[_Understood]) -> list[Taken]:
    """Together; or one by one, where something in them is refused only when it is written."""
    try:
        async with session.savepoint():
            await record_contracts(session, deed, [one.meant for one in new])
    except SlaError:
        return [how for one in new for how in await _alone(session, deed, one)]
    return [Taken.DRAFTED if one.meant.stated.signed is None else Taken.RECORDED for one in new]


async def _alone(session: Session, deed: Deed, one: _Understood) -> list[Taken]:
    try:
        async with session.savepoint():
            number = one.meant.stated.number
            held = one.held or (await held_contracts(session, [number])).get(number)
            if held is not None and held.last is not None:
                return _there(one, held)
            return [(await take_contract(session, deed, one.meant, held)).how]
    except SlaError as error:
        return _refused(one, error)


def _there(one: _Understood, held: Held) -> list[Taken]:
    """Nothing is written."""
    try:
        refuse_another(one.meant, held)
        if says_the_same(one.meant, held):
            return [Taken.PRESENT]
    except SlaError as error:
        return _refused(one, error)
    another = Conflict(
        Code.CONTRACT_OTHER,
        f"{one.meant.stated.number} is there already, and says something else.",
        hint="A table does not change it: print it with `sla contract export`, change that file, and take it"
        " with `sla contract import`.",
    )
    return _refused(one, another)


def _refused(one: _Understood, error: SlaError) -> list[Taken]:
    one.contract.log.tell(error, path_of(error))
    return []
