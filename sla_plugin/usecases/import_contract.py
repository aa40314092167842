"""Take a contract from a file: a new one, or what it says now of one that is there."""

from __future__ import annotations

from sla_plugin.contract_files.flaws import path_of
from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.errors import SlaError
from sla_plugin.storage.session import Session
from sla_plugin.usecases.take_contract import TakenContract, take_contract
from sla_plugin.usecases.understand_contract import understand_contract
from sla_plugin.usecases.undone import undone


async def import_contract(session: Session, deed: Deed, text: str, file: str) -> TakenContract:
    """FilesRefused with everything that is wrong, each with its place; nothing is kept then."""
    read, meant, held = await understand_contract(session, text, file)
    try:
        return await take_contract(session, deed, meant, held)
    except SlaError as error:
        read.log.tell(error, path_of(error))
        read.check()
        raise


async def try_contract(session: Session, deed: Deed, text: str, file: str) -> TakenContract:
    """Take it and give it back: whatever would refuse it does, and nothing is kept. FilesRefused."""
    return await undone(session, import_contract(session, deed, text, file))
