"""Take a contract that a file states: begin it, put it on record, edit it or amend it, as it is needed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sla_plugin.contract_files.names import MeantContract
from sla_plugin.contract_files.stated import StatedSignature
from sla_plugin.domain.contracting.deeds import Deed
from sla_plugin.domain.contracting.states import Step
from sla_plugin.domain.ids import ContractId, OrganisationId
from sla_plugin.domain.periods import midnight
from sla_plugin.errors import Code, Conflict
from sla_plugin.storage.contract_numbers import Held
from sla_plugin.storage.contract_requirements import RequirementRow
from sla_plugin.storage.session import Session
from sla_plugin.usecases.amend_contract import amend_contract
from sla_plugin.usecases.draft_contract import Need, draft_contract
from sla_plugin.usecases.record_signed_contract import (
    PaperSignature,
    record_kept_contract,
    record_signed_contract,
)
from sla_plugin.usecases.state_needs import add_requirement, drop_requirement
from sla_plugin.usecases.take_contract_step import ContractStep, take_contract_step


class Taken(StrEnum):
    """How. PRESENT: it was there, and said the same."""

    DRAFTED = "DRAFTED"
    RECORDED = "RECORDED"
    EDITED = "EDITED"
    AMENDED = "AMENDED"
    PRESENT = "PRESENT"


@dataclass(frozen=True, slots=True)
class TakenContract:
    id: ContractId
    number: str
    how: Taken


async def take_contract(
    session: Session, deed: Deed, meant: MeantContract, held: Held | None
) -> TakenContract:
    """`meant`: understood without problems. `held`: what is there of its number.

    Refused as the use case is that it comes to; Conflict `contract.other` where the number is that of another
    contract, `state.wrong` where the file says signed, and its signatures are awaited here.
    """
    stated = meant.stated
    if held is None:
        return await _new(session, deed, meant)
    which = ContractId(held.contract.id)
    if held.last is None and stated.signed is not None:
        await record_kept_contract(
            session, deed, which, kind=stated.kind, content=meant.content,
            signatures=signatures(meant), needs=needs(meant), parent=meant.parent,
        )  # fmt: skip
        return TakenContract(which, stated.number, Taken.RECORDED)
    refuse_another(meant, held)
    if says_the_same(meant, held):
        how = Taken.PRESENT
    elif held.last is not None and held.last.is_open:
        await _edit(session, deed, meant, held)
        how = Taken.EDITED
    else:
        await amend_contract(session, deed, which, None, meant.content)
        how = Taken.AMENDED
    return TakenContract(which, stated.number, how)


def refuse_another(meant: MeantContract, held: Held) -> None:
    """What files do not change: what kind of contract it is, what stands above it, and who has signed."""
    stated, contract = meant.stated, held.contract
    if held.last is None and contract.monitored_from is not None:
        raise Conflict(
            Code.CONTRACT_UNRECORDED,
            f"What {stated.number} says is not on record here, so that it cannot be amended.",
            hint="Put it on record: state who has signed it, and when, under `signed`.",
            field="signed",
        )
    if (stated.kind.value, meant.parent) != (contract.kind, contract.parent_id):
        raise Conflict(
            Code.CONTRACT_OTHER,
            f"{stated.number} is there already, of kind {contract.kind} and"
            f" {'below another contract' if contract.parent_id else 'below no other contract'}.",
            hint="These stay as they are: correct them, or give the new contract a number of its own.",
            field="contract",
        )
    if stated.signed is not None and held.last is not None and held.last.is_open and held.last.number == 1:
        raise Conflict(
            Code.STATE_WRONG,
            f"{stated.number} is in {held.last.state} here, and the file says that it is signed.",
            hint="Let its signatories sign it here; or leave `signed` out, to edit it.",
            field="signed",
        )


def says_the_same(meant: MeantContract, held: Held) -> bool:
    is_other = held.last is None or held.last.content_hash != meant.content.hash
    return not is_other and not any(_needs_between(meant, held))


def signatures(meant: MeantContract) -> list[PaperSignature]:
    """Each at the start of its day, where the contract is at home."""
    stated = meant.stated
    if stated.signed is None:
        return []

    def at(one: StatedSignature) -> datetime:
        return midnight(one.on or day, stated.zone)

    day, signed = stated.signed.on, zip(stated.signed.by, meant.signers, strict=True)
    return [
        PaperSignature(one.person, OrganisationId(signer), at(one), one.reference)
        for one, signer in signed
        if signer is not None
    ]


async def _new(session: Session, deed: Deed, meant: MeantContract) -> TakenContract:
    stated = meant.stated
    if stated.signed is None:
        which = await draft_contract(
            session, deed, number=stated.number, kind=stated.kind, content=meant.content,
            needs=needs(meant), parent=meant.parent,
        )  # fmt: skip
        return TakenContract(which, stated.number, Taken.DRAFTED)
    which = await record_signed_contract(
        session, deed, number=stated.number, kind=stated.kind, content=meant.content,
        signatures=signatures(meant), needs=needs(meant), parent=meant.parent,
    )  # fmt: skip
    return TakenContract(which, stated.number, Taken.RECORDED)


async def _edit(session: Session, deed: Deed, meant: MeantContract, held: Held) -> None:
    which = ContractId(held.contract.id)
    if held.last is not None and held.last.content_hash != meant.content.hash:
        edit = ContractStep(Step.EDIT, content=meant.content)
        await take_contract_step(session, deed, which, None, edit)
    dropped, added = _needs_between(meant, held)
    for row in dropped:
        await drop_requirement(session, deed, which, None, row.id)
    for need in added:
        await add_requirement(session, deed, which, None, need)


def needs(meant: MeantContract) -> list[Need]:
    stated = meant.stated.requirements or ()
    return [Need(one.need, one.outcome, service) for one, service in zip(stated, meant.services, strict=True)]


def _needs_between(meant: MeantContract, held: Held) -> tuple[list[RequirementRow], list[Need]]:
    """Those that the file has no more, and those that are new in it; none where it says nothing of them, or
    they were judged long ago."""
    is_first = held.last is not None and held.last.is_open and held.last.number == 1
    if meant.stated.requirements is None or not is_first:
        return [], []
    added, dropped = needs(meant), list[RequirementRow]()
    for row in held.needs:
        same = [one for one in added if (one.need, one.outcome, one.service) == _said(row)]
        if same:
            added.remove(same[0])
        else:
            dropped.append(row)
    return dropped, added


def _said(row: RequirementRow) -> tuple[str, str, object]:
    return row.need, row.outcome, row.service_id
