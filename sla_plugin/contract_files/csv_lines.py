"""The records of a CSV text, one after the other: a quote that is never closed spoils its own line only."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator

DELIMITERS = (",", ";", "\t")
_MOST_LINES = 50
"""Of one record: a cell that holds more is taken for a quote that was forgotten."""


class Spoiled(Exception):  # noqa: N818 - told with its row by whoever reads
    """`text`: the line as it stands."""

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(reason)
        self.text = text


def records(lines: Iterable[str], delimiter: str) -> Iterator[list[str] | Spoiled]:
    """A blank line is an empty record."""
    pulled = _Pulled(lines)
    reader = csv.reader(pulled, delimiter=delimiter, strict=True)
    while True:
        try:
            record = next(reader)
        except StopIteration:
            return
        except (csv.Error, _Unclosed) as error:
            yield Spoiled(pulled.give_back(), str(error))
        else:
            pulled.done()
            yield record


class _Unclosed(Exception):  # noqa: N818 - never leaves this module
    pass


class _Pulled(Iterator[str]):
    """Lines, of which those of a record that could not be read are read again, but for its first."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines, self._again = iter(lines), deque[str]()
        self._of_record: list[str] = []

    def __next__(self) -> str:
        if len(self._of_record) == _MOST_LINES:
            raise _Unclosed("a quote is not closed")
        line = self._again.popleft() if self._again else next(self._lines)
        self._of_record.append(line)
        return line

    def done(self) -> None:
        self._of_record.clear()

    def give_back(self) -> str:
        first, *rest = self._of_record
        self._again.extendleft(reversed(rest))
        self.done()
        return first.rstrip("\r\n")
