"""Rows of a table as one contract: the first says what it is, and each of them one of its lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sla_plugin.agreement_files.cursors import Cursor, Log
from sla_plugin.agreement_files.problems import Path, Place
from sla_plugin.agreement_files.trees import Text
from sla_plugin.contract_files.columns import NEEDED, OF_A_LINE, READERS, Signer
from sla_plugin.contract_files.notice import completed
from sla_plugin.contract_files.stated import (
    StatedContract,
    StatedLine,
    StatedParty,
    StatedSignature,
    StatedSigning,
)
from sla_plugin.domain.contracting.content import Clauses
from sla_plugin.domain.contracting.parties import PartyRole
from sla_plugin.domain.contracting.states import ContractKind
from sla_plugin.domain.notice.law import Law
from sla_plugin.errors import BadInput, Code


@dataclass(frozen=True, slots=True)
class Row:
    """`number`: from 1, the header's; `cells` by column, without those that are empty."""

    number: int
    cells: Mapping[str, str]


class RowsReader:
    """`columns`: at which place from 1 each of them stands."""

    def __init__(self, columns: Mapping[str, int], log: Log) -> None:
        self._columns, self._log = columns, log

    def read(self, rows: Sequence[Row]) -> StatedContract | None:
        """None where something in them is wrong, which is told with row and column."""
        first, *further = rows
        self._log.places[()] = Place(first.number, 1)
        self._tell_missing(first)
        for row in further:
            self._tell_otherwise(first, row)
        found = self._cells(first, [name for name in first.cells if name not in OF_A_LINE])
        lines = self._lines(rows)
        signed = self._signing(first, found)
        return None if self._log.problems else _contract(found, lines, signed, self._parties(first, found))

    def _cells(self, row: Row, names: Sequence[str]) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for name in names:
            place = self._place(row, name)
            cell = Cursor(Text(place, row.cells[name], plain=False), (name,), self._log)
            cell.into(values, name, READERS[name])
        return values

    def _tell_missing(self, row: Row) -> None:
        for name in NEEDED:
            if name not in row.cells:
                self._tell(
                    row, name, Code.FILE_KEY_MISSING, f"No {name} is given.", "Every contract has one."
                )

    def _tell_otherwise(self, first: Row, row: Row) -> None:
        for name, cell in row.cells.items():
            if name not in OF_A_LINE and first.cells.get(name) != cell:
                before = first.cells.get(name, "nothing")
                self._tell(
                    row, name, Code.FILE_VALUE,
                    f"Here is {cell!r}, and {before!r} in row {first.number} of the same contract.",
                    "Leave it empty in all rows but the first, or repeat it.",
                )  # fmt: skip

    def _lines(self, rows: Sequence[Row]) -> list[StatedLine]:
        """The first row may have none; those that were refused are left out."""
        having = [row for row in rows if row is not rows[0] or row.cells.keys() & set(OF_A_LINE)]
        return [line for number, row in enumerate(having) if (line := self._line(number, row))]

    def _line(self, number: int, row: Row) -> StatedLine | None:
        names = [name for name in OF_A_LINE if name in row.cells]
        for name in OF_A_LINE:
            if name in self._columns:
                self._log.places["lines", number, name] = self._place(row, name)
        self._log.places["lines", number] = self._place(row, "service")
        if "service" not in names:
            self._tell(row, "service", Code.FILE_KEY_MISSING, "No service is given.", "Every line is of one.")
            return None
        return StatedLine(**found) if len(found := self._cells(row, names)) == len(names) else None

    def _signing(self, row: Row, found: dict[str, Any]) -> StatedSigning | None:
        """Who signs is told in the one column or the other."""
        signed_by: tuple[Signer, ...] = found.get("signed_by", ())
        signing = found.setdefault("signatories", signed_by)
        if "signed_on" not in row.cells:
            for name in ("signed_by", "reference"):
                if name in row.cells:
                    self._tell(
                        row, name, Code.FILE_VALUE, "Nothing says when it was signed.", "Fill signed_on."
                    )
            return None
        if not signing and not {"signatories", "signed_by"} & row.cells.keys():
            self._tell(row, "signed_on", Code.FILE_VALUE, "Nothing says who signed it.", "Fill signed_by.")
        if "signed_on" not in found:
            return None
        by = signed_by or signing
        self._log.places["signed",] = self._place(row, "signed_by" if signed_by else "signed_on")
        for number, (_, organisation) in enumerate(by):
            self._log.places["signed", "by", number, "organisation"] = self._place(
                row, _column(organisation, "signed_by" if signed_by else "signatories")
            )
        signatures = (
            StatedSignature(person, _whose(organisation, found), reference=found.get("reference"))
            for person, organisation in by
        )
        return StatedSigning(found["signed_on"], tuple(signatures))

    def _parties(self, row: Row, found: Mapping[str, Any]) -> tuple[StatedParty, ...]:
        supplies = found.get("kind") is ContractKind.UNDERPINNING
        sides = {
            "customer": PartyRole.CUSTOMER,
            "provider": PartyRole.SUPPLIER if supplies else PartyRole.PROVIDER,
        }
        parties = [StatedParty(found[name], role) for name, role in sides.items() if name in found]
        for number, name in enumerate(sides):
            self._log.places["parties", number] = self._place(row, name)
        column = "signatories" if "signatories" in row.cells else "signed_by"
        for person, organisation in found["signatories"]:
            number = len(parties)
            self._log.places["parties", number] = self._place(row, column)
            self._log.places["parties", number, "organisation"] = self._place(
                row, _column(organisation, column)
            )
            parties.append(StatedParty(_whose(organisation, found), PartyRole.SIGNATORY, person))
        return tuple(parties)

    def _tell(self, row: Row, name: str, code: Code, message: str, hint: str) -> None:
        path: Path = (name,)
        self._log.tell(BadInput(code, message, hint=hint), path, self._place(row, name))

    def _place(self, row: Row, name: str) -> Place:
        return Place(row.number, self._columns.get(name, 1))


_SIDES = ("customer", "provider")
"""Of whoever signs for one of these, the organisation stands in its column."""


def _column(organisation: str, otherwise: str) -> str:
    return organisation if organisation in _SIDES else otherwise


def _whose(organisation: str, found: Mapping[str, Any]) -> str:
    named: str = found.get(organisation, organisation) if organisation in _SIDES else organisation
    return named


def _contract(
    found: Mapping[str, Any],
    lines: Sequence[StatedLine],
    signed: StatedSigning | None,
    parties: tuple[StatedParty, ...],
) -> StatedContract:
    law = found.get("law", Law.GENERIC)
    notice = found.get("notice")
    return StatedContract(
        number=found["number"],
        kind=found.get("kind", ContractKind.CUSTOMER),
        effective_on=found["effective_on"],
        zone=found["zone"],
        currency=found["currency"],
        clauses=Clauses(
            law=law,
            initial_months=found.get("months"),
            renewal_months=found.get("renewal_months"),
            notice=None if notice is None else completed(notice, law),
        ),
        parties=parties,
        lines=tuple(lines),
        signed=signed,
    )
