"""Many contracts from a CSV table, one after the other: the file is never in memory as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from sla_plugin.agreement_files.cursors import Log
from sla_plugin.agreement_files.problems import Place, Problem
from sla_plugin.contract_files.columns import PROBLEM
from sla_plugin.contract_files.csv_lines import Spoiled
from sla_plugin.contract_files.headers import Header, filled, open_records
from sla_plugin.contract_files.rows import Row, RowsReader
from sla_plugin.contract_files.stated import StatedContract
from sla_plugin.errors import BadInput, Code

Record = Sequence[str] | Spoiled
"""Its cells as they stand, or what could not be read."""

Numbered = tuple[int, Record]
"""With the number of its row, from 1, the header's."""


@dataclass(frozen=True, slots=True)
class Survey:
    """`scattered`: numbers whose rows do not stand below each other."""

    contracts: int
    scattered: frozenset[str]


@dataclass(frozen=True, slots=True)
class TableContract:
    """`stated` is None where its rows cannot be read. In `log`, the line of a place is the number of a row,
    and its column that of the table."""

    rows: tuple[Numbered, ...]
    stated: StatedContract | None
    log: Log


def survey_table(lines: Iterable[str], file: str) -> Survey:
    """Reads to the end, and keeps the numbers only. FilesRefused where the header is none."""
    header, records = open_records(lines, file)
    seen, scattered = set[str](), set[str]()
    many = 0
    for key, _ in groupby(_rows(records), key=lambda row: _key(header, row)):
        many += 1
        if isinstance(key, str):
            (scattered if key in seen else seen).add(key)
    return Survey(many, frozenset(scattered))


class Table:
    """`file`: its name, for the problems. `survey` was made of the same lines."""

    def __init__(self, lines: Iterable[str], file: str, survey: Survey) -> None:
        """FilesRefused where the header is none."""
        self.header, self._records = open_records(lines, file)
        self._file, self._survey = file, survey
        self._columns = {name: number for number, name in enumerate(self.header.columns, 1)}

    def __iter__(self) -> Iterator[TableContract]:
        for key, rows in groupby(_rows(self._records), key=lambda row: _key(self.header, row)):
            yield self._contract(key, list(rows))

    def _contract(self, key: str | int, rows: Sequence[Numbered]) -> TableContract:
        log, read = Log(self._file), list[Row]()
        for number, record in rows:
            if isinstance(record, Spoiled):
                log.tell(_spoiled(record), (), Place(number, 1))
            elif not len(filled(record)) <= len(self._columns) <= len(record):
                log.tell(self._uneven(record), (), Place(number, 1))
            else:
                read.append(Row(number, self._cells(record)))
        if key in self._survey.scattered:
            log.tell(_scattered(key), ("number",), Place(rows[0][0], self._columns["number"]))
        stated = None if log.problems else RowsReader(self._columns, log).read(read)
        return TableContract(tuple(rows), stated, log)

    def _cells(self, record: Sequence[str]) -> dict[str, str]:
        cells = zip(self.header.columns, record, strict=False)
        return {name: cell.strip() for name, cell in cells if cell.strip() and name != PROBLEM}

    def _uneven(self, record: Sequence[str]) -> BadInput:
        return BadInput(
            Code.FILE_SHAPE,
            f"The row has {len(record)} cells, and the header {len(self.header.columns)}.",
            hint=f"Quote a cell that holds {self.header.delimiter!r}.",
        )


def _rows(records: Iterable[Record]) -> Iterator[Numbered]:
    """Those that are not empty."""
    for number, record in enumerate(records, 2):
        if isinstance(record, Spoiled) or filled(record):
            yield number, record


def _key(header: Header, row: Numbered) -> str | int:
    """What stands below each other with the same key is one contract."""
    number, record = row
    # As well as it can be told, so that no contract is taken without the line that is spoiled.
    cells = record.text.split(header.delimiter) if isinstance(record, Spoiled) else record
    of_contract = dict(zip(header.columns, cells, strict=False)).get("number", "")
    return of_contract.strip(' "') or number


def _spoiled(line: Spoiled) -> BadInput:
    return BadInput(
        Code.FILE_SYNTAX,
        f"The line cannot be read: {line}.",
        hint='Close every quote, and write one within a cell twice: "".',
    )


def _scattered(number: str | int) -> BadInput:
    return BadInput(
        Code.FILE_KEY_TWICE,
        f"The rows of contract {number} do not stand below each other.",
        hint="Put them together; or is one of the numbers wrong?",
    )


def refused_header(header: Header) -> list[str]:
    return [*_without_problem(header, header.written), PROBLEM]


def refused_rows(header: Header, contract: TableContract) -> Iterator[list[str]]:
    """Its rows as they stand, each with what is wrong in it in a last column."""
    for number, record in contract.rows:
        wrong = [_said(header, one) for one in contract.log.problems if one.place.line == number]
        cells = [record.text] if isinstance(record, Spoiled) else list(record)
        cells = [*cells, *[""] * (len(header.columns) - len(cells))]
        yield [*_without_problem(header, cells), " ".join(wrong)]


def column_of(header: Header, problem: Problem) -> str:
    return header.columns[problem.place.column - 1]


def _said(header: Header, problem: Problem) -> str:
    return f"{column_of(header, problem)}: {problem.message} {problem.hint or ''}".strip()


def _without_problem(header: Header, cells: Sequence[str]) -> list[str]:
    at = header.columns.index(PROBLEM) if PROBLEM in header.columns else len(cells)
    return [*cells[:at], *cells[at + 1 :]]
