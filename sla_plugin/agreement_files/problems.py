"""What is wrong in a file, and where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sla_plugin.errors import BadInput, Code, SlaError

Path = tuple[str | int, ...]
"""From the top of a file down: `("targets", "RESOLUTION", "P1")`."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """In a text; both count from 1."""

    line: int
    column: int


TOP = Place(1, 1)


@dataclass(frozen=True, slots=True)
class Problem:
    """`path`: the keys that lead there, `escalations[0].at`; empty for the file as a whole."""

    file: str
    place: Place
    path: str
    code: Code
    message: str
    hint: str | None = None

    @classmethod
    def of(cls, error: SlaError, file: str, place: Place = TOP, path: Path = ()) -> Problem:
        return cls(file, place, path_text(path), error.code, error.message, error.hint)


class FilesRefused(BadInput):
    """Everything that is wrong in a set of files, by file and place."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: (problem.file, problem.place)))
        files = len({problem.file for problem in self.problems})
        super().__init__(
            Code.FILE_REFUSED,
            f"There {_many(len(self.problems), 'is', 'are', 'problem')} in {_many(files, '', '', 'file')}.",
            hint="Correct them and try again: nothing has been changed.",
        )


def _many(count: int, one: str, several: str, noun: str) -> str:
    return f"{one if count == 1 else several} {count} {noun}{'' if count == 1 else 's'}".strip()


def path_text(path: Path) -> str:
    """`escalations[0].at`"""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return text.removeprefix(".")
