"""Compare a contract in a file with what is on record of it."""

from __future__ import annotations

from dataclasses import replace

from sla_plugin.agreement_files.differences import Difference
from sla_plugin.contract_files.differences import differences
from sla_plugin.contract_files.names import ContractNames, MeantContract
from sla_plugin.contract_files.naming import as_stated, named
from sla_plugin.contract_files.stated import StatedSigning
from sla_plugin.errors import Code, NotFound
from sla_plugin.storage.contract_names import load_contract_names
from sla_plugin.storage.session import Session
from sla_plugin.usecases.export_contract import stated_contract
from sla_plugin.usecases.understand_contract import understand_contract


async def compare_contract(session: Session, text: str, file: str) -> tuple[Difference, ...]:
    """What the file says otherwise than the version that `import` would edit or amend, whatever the names by
    which it calls things. A file that has just been taken differs in nothing. FilesRefused; NotFound where
    nothing of its number is here."""
    _, meant, held = await understand_contract(session, text, file)
    stated = meant.stated
    if held is None:
        raise NotFound(
            Code.NOT_FOUND,
            f"There is no contract {stated.number} here.",
            hint="Nothing to compare with: name a second file, or import this one.",
        )
    before = await stated_contract(session, stated.number)
    names = await load_contract_names(session, stated.parent)
    after = as_stated(
        stated.number, stated.kind, meant.parent, meant.content, names, signed=_signing(meant, names)
    )
    after = replace(after, requirements=stated.requirements)
    if stated.requirements is None:
        before = replace(before, requirements=None)
    return differences(before, after)


def _signing(meant: MeantContract, names: ContractNames) -> StatedSigning | None:
    """With the names that are written here."""
    signed = meant.stated.signed
    if signed is None:
        return None
    by = [
        replace(one, organisation=named(signer, names), on=None if one.on == signed.on else one.on)
        for one, signer in zip(signed.by, meant.signers, strict=True)
        if signer is not None
    ]
    return replace(signed, by=tuple(by))
