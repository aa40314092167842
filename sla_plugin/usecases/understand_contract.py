"""Find what a contract in a file is about: everything that it names, and what is there of it already."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sla_plugin.agreement_files.cursors import Log
from sla_plugin.agreement_files.names import Nearest, nearest
from sla_plugin.contract_files.documents import ContractFile, read_contract
from sla_plugin.contract_files.flaws import tell_flaws
from sla_plugin.contract_files.names import ContractNames, MeantContract, find_meant
from sla_plugin.contract_files.stated import StatedContract
from sla_plugin.domain.contracting.content import VersionContent
from sla_plugin.domain.contracting.lines import ContractLine
from sla_plugin.domain.ids import AgreementId
from sla_plugin.errors import SlaError
from sla_plugin.storage.contract_names import load_contract_names
from sla_plugin.storage.contract_numbers import Held, held_contracts
from sla_plugin.storage.service_levels import ServiceLevel, service_levels
from sla_plugin.storage.session import Session
from sla_plugin.usecases.complete_content import promised_line


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What contracts can name and promise."""

    names: ContractNames
    levels: Mapping[AgreementId, ServiceLevel]


async def open_catalogue(session: Session, parent: str | None = None) -> Catalogue:
    """`parent`: the number of the framework that a file names."""
    return Catalogue(await load_contract_names(session, parent), await service_levels(session))


async def understand_contract(
    session: Session, text: str, file: str
) -> tuple[ContractFile, MeantContract, Held | None]:
    """FilesRefused with everything that is wrong in it, by itself and beside what is there."""
    read = read_contract(text, file)
    number = read.stated.number
    catalogue = await open_catalogue(session, read.stated.parent)
    held = (await held_contracts(session, [number])).get(number)
    meant = understand(read.stated, read.log, catalogue, held)
    read.check()
    return read, meant, held


def understand(
    stated: StatedContract, log: Log, catalogue: Catalogue, held: Held | None, near: Nearest = nearest
) -> MeantContract:
    """With the version of each service level: the stated one, else the one that the contract promises
    already, else the last one. What is wrong is told."""
    meant = find_meant(stated, catalogue.names, log, near)
    tell_flaws(meant, log)
    before = None if held is None or held.last is None else held.last.says
    lines = list(meant.lines)
    for number, line in enumerate(lines):
        if line is not None:
            try:
                lines[number] = promised_line(_as_before(line, before), catalogue.levels)
            except SlaError as error:
                log.tell_further(error, ("lines", number, "level"))
    return replace(meant, lines=tuple(lines))


def _as_before(line: ContractLine, before: VersionContent | None) -> ContractLine:
    """A file that is taken again does not promise more because a service level has got another version."""
    if before is None or line.level_version is not None:
        return line
    promised = (
        one.level_version
        for one in before.lines
        if (one.place, one.service_level) == (line.place, line.service_level)
    )
    return replace(line, level_version=next(promised, None))
