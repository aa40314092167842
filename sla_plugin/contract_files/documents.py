"""A whole contract in a file: its keys, how they are read, and how they are written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sla_plugin.agreement_files import values
from sla_plugin.agreement_files.cursors import Cursor, Log, Told
from sla_plugin.agreement_files.forms import Form, filled
from sla_plugin.agreement_files.problems import FilesRefused
from sla_plugin.agreement_files.texts import text_of
from sla_plugin.agreement_files.trees import Kind, parse_tree
from sla_plugin.contract_files import clauses, lines, parties
from sla_plugin.contract_files.stated import StatedContract
from sla_plugin.domain.calendar_text import parse_zone
from sla_plugin.domain.contracting.states import ContractKind
from sla_plugin.domain.currencies import minor_digits
from sla_plugin.errors import SlaError

CONTRACT = Kind("contract", "sla contract export NUMBER", longest=1_048_576)
"""Some thousand lines."""

NEEDED = ("contract", "kind", "effective_on", "zone", "currency")


@dataclass(frozen=True, slots=True)
class ContractFile:
    """`log` knows where everything stands, and takes what turns out to be wrong later."""

    stated: StatedContract
    log: Log

    def check(self) -> None:
        """FilesRefused with all that has been told."""
        if self.log.problems:
            raise FilesRefused(self.log.problems)


def read_contract(text: str, file: str) -> ContractFile:
    """`file`: its name, for the problems. FilesRefused with everything that is wrong in it."""
    tree = parse_tree(text, file, CONTRACT)
    log = Log(file)
    log.places[()] = tree.place
    found = None
    try:
        found = _contract(Cursor(tree, (), log).section(READERS, NEEDED))
    except SlaError as error:
        log.tell(error, ())
    except Told:
        pass
    if found is None:
        raise FilesRefused(log.problems)
    return ContractFile(found, log)


def write_contract(contract: StatedContract) -> str:
    """A text that `read_contract` reads as the same contract."""
    return text_of(contract_form(contract))


def _contract(found: dict[str, Any]) -> StatedContract:
    return StatedContract(
        number=found["contract"],
        kind=found["kind"],
        effective_on=found["effective_on"],
        zone=found["zone"],
        currency=found["currency"],
        parent=found.get("parent"),
        clauses=clauses.clauses_of(found),
        calendar=found.get("calendar"),
        parties=found.get("parties", ()),
        lines=found.get("lines", ()),
        requirements=found.get("requirements"),
        signed=found.get("signed"),
    )


def read_zone(at: Cursor) -> str:
    return parse_zone(at.text())


def read_currency(at: Cursor) -> str:
    written = at.text()
    minor_digits(written)
    return written


READERS: dict[str, Callable[[Cursor], Any]] = {
    "contract": values.text,
    "kind": values.one_of(ContractKind),
    "parent": values.text,
    "effective_on": values.day,
    "zone": read_zone,
    "currency": read_currency,
    "calendar": values.text,
    **clauses.READERS,
    "parties": parties.read_parties,
    "lines": lines.read_lines,
    "requirements": lines.read_requirements,
    "signed": parties.read_signing,
}
"""In the order in which they are written."""


def contract_form(contract: StatedContract) -> dict[str, Form]:
    """What is stated, by key."""
    needs = contract.requirements
    forms: dict[str, Form | None] = {
        "contract": contract.number,
        "kind": contract.kind.value,
        "parent": contract.parent,
        "effective_on": values.instant_form(contract.effective_on),
        "zone": contract.zone,
        "currency": contract.currency,
        "calendar": contract.calendar,
        **clauses.clauses_form(contract.clauses),
        "parties": [parties.party_form(one) for one in contract.parties] or None,
        "lines": [lines.line_form(one, contract.currency) for one in contract.lines] or None,
        "requirements": None if needs is None else [lines.requirement_form(one) for one in needs],
        "signed": None if contract.signed is None else parties.signing_form(contract.signed),
    }
    return filled(forms)
