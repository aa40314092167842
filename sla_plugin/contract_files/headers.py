"""The first line of a table: by what its cells are parted, and what stands in which column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import chain

from sla_plugin.agreement_files.problems import TOP, FilesRefused, Place, Problem
from sla_plugin.contract_files.columns import COLUMNS, NEEDED, PROBLEM
from sla_plugin.contract_files.csv_lines import DELIMITERS, Spoiled, records
from sla_plugin.errors import BadInput, Code

BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True, slots=True)
class Header:
    """`written` as it stands, `columns` as it is meant."""

    written: tuple[str, ...]
    columns: tuple[str, ...]
    delimiter: str


def open_records(lines: Iterable[str], file: str) -> tuple[Header, Iterator[list[str] | Spoiled]]:
    """The header, and what follows. FilesRefused with everything that is wrong in it."""
    further = iter(lines)
    first = next(further, "").removeprefix(BYTE_ORDER_MARK)
    delimiter = max(DELIMITERS, key=lambda one: _known_in(first, one))
    opened = records(chain([first], further), delimiter)
    written = next(opened)
    if isinstance(written, Spoiled):
        written = [written.text]
    written = filled(written)
    columns = tuple("_".join(name.strip().lower().split()) for name in written)
    _check(columns, file)
    return Header(tuple(written), columns, delimiter), opened


def filled(record: Sequence[str]) -> list[str]:
    """Without the empty cells at its end."""
    last = max((number for number, cell in enumerate(record, 1) if cell.strip()), default=0)
    return list(record[:last])


def _known_in(first: str, delimiter: str) -> int:
    names = (name.strip(' "\r\n').lower() for name in first.split(delimiter))
    return sum("_".join(name.split()) in COLUMNS for name in names)


def _check(columns: Sequence[str], file: str) -> None:
    problems = [
        Problem.of(error, file, Place(1, number), (name,))
        for number, name in enumerate(columns, 1)
        if (error := _wrong(name, columns[: number - 1]))
    ]
    problems += [Problem.of(_missing(name), file, TOP) for name in NEEDED if name not in columns]
    if problems:
        raise FilesRefused(problems)


def _wrong(name: str, before: Sequence[str]) -> BadInput | None:
    if name in before:
        return BadInput(
            Code.FILE_KEY_TWICE,
            f"The column {name!r} stands there twice.",
            hint="Leave one of them out: it is open which one is meant.",
        )
    if name in COLUMNS or name == PROBLEM:
        return None
    near = get_close_matches(name, COLUMNS, n=1)
    return BadInput(
        Code.FILE_KEY_UNKNOWN,
        f"There is no column {name[:40]!r}.",
        hint=f"Did you mean {near[0]!r}?" if near else f"The columns are {', '.join(COLUMNS)}.",
    )


def _missing(name: str) -> BadInput:
    return BadInput(
        Code.FILE_KEY_MISSING,
        f"The column {name!r} is missing.",
        hint="Name the columns in the first line, and save the table as CSV in UTF-8.",
    )
