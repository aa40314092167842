"""What a contract must be like to be agreed, told at the places of its file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

from sla_plugin.agreement_files.cursors import Log
from sla_plugin.agreement_files.problems import Path
from sla_plugin.contract_files.documents import ContractFile
from sla_plugin.contract_files.names import ContractNames, MeantContract, find_meant
from sla_plugin.domain.contracting.content import Clauses, VersionContent, content_flaws
from sla_plugin.domain.contracting.guards import no_side
from sla_plugin.domain.contracting.parties import CONTRACTING, PartyRole
from sla_plugin.errors import BadInput, Code, SlaError


def check_alone(file: ContractFile) -> None:
    """What is wrong with it whatever its names mean. FilesRefused with all of it."""
    tell_flaws(find_meant(file.stated, _everything(), file.log), file.log)
    file.check()


def tell_flaws(meant: MeantContract, log: Log) -> None:
    """Beside what was told already, from which some of it would only follow."""
    for path, error in _flaws(meant):
        log.tell_further(error, path)
    if _is_sound(meant):
        return
    told = {problem.code for problem in log.problems}
    for error in content_flaws(meant.content):
        if error.code not in told:
            log.tell_further(error, path_of(error))


def _is_sound(meant: MeantContract) -> bool:
    """At one look: most are, and nothing has to be taken apart."""
    apart = {line.place for line in meant.lines if line is not None}
    return len(apart) == len(meant.lines) and not any(content_flaws(meant.content))


def _flaws(meant: MeantContract) -> Iterator[tuple[Path, SlaError]]:
    if not _is_sound(meant):
        yield from _in_clauses(meant)
        yield from _in_parties(meant)
        yield from _in_lines(meant)
    yield from _in_signatures(meant)


def _in_clauses(meant: MeantContract) -> Iterator[tuple[Path, SlaError]]:
    for error in content_flaws(replace(meant.content, parties=frozenset(), lines=frozenset())):
        yield path_of(error), error


def _in_parties(meant: MeantContract) -> Iterator[tuple[Path, SlaError]]:
    """Each beside those who owe something; where one of all is not known, nobody lacks a party."""
    bare = _bare(meant)
    known = [party for party in meant.parties if party is not None]
    owing = {replace(party, since=None, until=None) for party in known if party.role in CONTRACTING}
    for number, party in enumerate(meant.parties):
        if party is None or (None in meant.parties and party.role is PartyRole.SIGNATORY):
            continue
        for error in content_flaws(replace(bare, parties=frozenset({*owing, party}))):
            if error.field == "parties":
                yield ("parties", number, *_WITHIN.get(error.code, {}).get("parties", ())), error


def _in_lines(meant: MeantContract) -> Iterator[tuple[Path, SlaError]]:
    bare, seen = _bare(meant), dict[Any, int]()
    for number, line in enumerate(meant.lines):
        if line is None:
            continue
        for error in content_flaws(replace(bare, lines=frozenset({line}))):
            if error.field == "lines":
                yield ("lines", number, *_WITHIN.get(error.code, {}).get("lines", ())), error
        first = seen.setdefault(line.place, number)
        if first != number:
            yield ("lines", number), _twice(first)


def _twice(first: int) -> BadInput:
    return BadInput(
        Code.CONTRACT_LINE_TWICE,
        f"This is of the same service and site as line {first + 1} of the contract.",
        hint="Put them together, or let each be of a site of its own.",
    )


def _in_signatures(meant: MeantContract) -> Iterator[tuple[Path, SlaError]]:
    """Nobody signs who is no signatory, and none of them is left out; and what is signed binds somebody."""
    if meant.stated.signed is None or None in meant.parties:
        return
    if error := no_side(meant.stated.kind, meant.content):
        yield ("parties",), error
    signing = {
        (party.organisation, party.person)
        for party in meant.parties
        if party is not None and party.role is PartyRole.SIGNATORY and party.person is not None
    }
    signed = [(signer, one.person) for signer, one in zip(meant.signers, meant.stated.signed.by, strict=True)]
    for number, one in enumerate(signed):
        if one not in signing:
            yield ("signed", "by", number), _no_signatory(one[1])
    for person in sorted({person for organisation, person in signing - set(signed)}):
        yield ("signed",), _unsigned(person)


def _no_signatory(person: str) -> BadInput:
    return BadInput(
        Code.CONTRACT_SIGNATORY,
        f"{person} signed, and is no signatory among the parties.",
        hint="Add it to the parties, with the role SIGNATORY and the organisation for which it signed.",
    )


def _unsigned(person: str) -> BadInput:
    return BadInput(
        Code.CONTRACT_SIGNATORY,
        f"{person} is a signatory, and has not signed.",
        hint="A contract is signed once all of them have: add the signature, or leave `signed` out.",
    )


def _bare(meant: MeantContract) -> VersionContent:
    return replace(meant.content, parties=frozenset(), lines=frozenset(), clauses=Clauses())


_WITHIN: dict[Code, dict[str, Path]] = {
    Code.CURRENCIES_MIXED: {"lines": ("unit_price",)},
    Code.DATES_REVERSED: {"lines": ("ends_on",), "parties": ("until",)},
}
"""Which key of a line or a party an error is about."""

_IN_FILE: dict[str, Path] = {
    "number": ("contract",),
    "effectiveOn": ("effective_on",),
    "need": ("requirements",),
    "initialMonths": ("term", "months"),
    "renewalMonths": ("term", "renewal_months"),
    "graceDays": ("term", "grace_days"),
    "creditCap": ("credit_cap",),
}


def path_of(error: SlaError) -> Path:
    """Where in a file it belongs, as far as it says so."""
    field = error.field or ""
    return _IN_FILE.get(field, (field,) if field else ())


def _everything() -> ContractNames:
    """In which every name means something. Any two organisations may be one under two names."""

    class Anything(dict[str, Any]):
        def __contains__(self, name: object) -> bool:
            return True

        def __missing__(self, name: str) -> UUID:
            self[name] = UUID(int=len(self) + 1)
            return UUID(int=len(self))

    class Somebody(Anything):
        def __missing__(self, name: str) -> UUID:
            return UUID(int=0)

    return ContractNames(Somebody(), *[Anything() for _ in range(5)])
