"""A YAML text as a tree in which everything has its place.

Every scalar stays the text that was written, so that `16:00`, `no` and `010` are what they look like,
whatever a version of YAML makes of them. What is not needed is refused: anchors, tags, several documents.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from ruamel.yaml.reader import ReaderError

from sla_plugin.agreement_files.problems import TOP, FilesRefused, Place, Problem
from sla_plugin.errors import BadInput, Code, SlaError, TooLarge

LONGEST, DEEPEST = 65_536, 12
"""Characters of a text, and levels of a tree: many times what any agreement needs."""

_NOTHING = frozenset({"", "~", "null"})


@dataclass(frozen=True, slots=True)
class Text:
    """`plain`: written without quotes."""

    place: Place
    value: str
    plain: bool

    @property
    def is_nothing(self) -> bool:
        return self.plain and self.value in _NOTHING


@dataclass(frozen=True, slots=True)
class Items:
    place: Place
    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Entries:
    """In the order in which they are written; a key may come twice."""

    place: Place
    pairs: tuple[tuple[Node, Node], ...]


Node = Text | Items | Entries


@dataclass(frozen=True, slots=True)
class Kind:
    """Of files: what one of them holds, what prints one to begin with, and how many characters are read."""

    holds: str
    prints_one: str
    longest: int = LONGEST


AGREEMENT = Kind("agreement", "sla agreement templates office-hours")


class _Refusal(Exception):  # noqa: N818 - never leaves this module
    def __init__(self, error: SlaError, place: Place) -> None:
        self.error, self.place = error, place


def parse_tree(text: str, file: str, kind: Kind = AGREEMENT) -> Node:
    """FilesRefused with one problem: behind a mistake in the punctuation nothing can be read."""
    try:
        if len(text) > kind.longest:
            raise _Refusal(
                TooLarge(
                    Code.FILE_TOO_LARGE,
                    f"The file has {len(text):,} characters, and {kind.longest:,} are read.",
                    hint=f"One file holds one {kind.holds}.",
                ),
                TOP,
            )
        return _built(text, kind)
    except _Refusal as refusal:
        raise FilesRefused([Problem.of(refusal.error, file, refusal.place)]) from None
    except YAMLError as error:
        raise FilesRefused([Problem.of(_said(error), file, _where(error, text))]) from None


def _built(text: str, kind: Kind) -> Node:
    """The parts of what is open are on a stack, so that no depth exhausts Python's."""
    documents, opened = 0, [_Opened(TOP)]
    for event in YAML(typ="safe", pure=True).parse(text):
        place = _place(event.start_mark)
        match event:
            case DocumentStartEvent():
                documents += 1
                _check(documents == 1, "holds a second document", f"Write one {kind.holds} a file.", place)
            case AliasEvent():
                _check(False, "refers to an anchor with *", 'Write it out; or quote it, as "*".', place)
            case ScalarEvent(value=value):
                _check_plainness(event, place)
                opened[-1].nodes.append(Text(place, value, plain=event.style is None))
            case MappingStartEvent() | SequenceStartEvent():
                _check_plainness(event, place)
                _check(len(opened) <= DEEPEST, f"is deeper than {DEEPEST} levels", None, place)
                opened.append(_Opened(place))
            case SequenceEndEvent():
                items = opened.pop()
                opened[-1].nodes.append(Items(items.place, tuple(items.nodes)))
            case MappingEndEvent():
                entries = opened.pop()
                pairs = zip(entries.nodes[::2], entries.nodes[1::2], strict=True)
                opened[-1].nodes.append(Entries(entries.place, tuple(pairs)))
    _check(documents == 1, "is empty", f"`{kind.prints_one}` prints one to begin with.", TOP)
    return opened[0].nodes[0]


@dataclass(slots=True)
class _Opened:
    place: Place
    nodes: list[Node]

    def __init__(self, place: Place) -> None:
        self.place, self.nodes = place, []


def _check(fine: bool, problem: str, hint: str | None, place: Place) -> None:
    if not fine:
        raise _Refusal(BadInput(Code.FILE_SYNTAX, f"The text {problem}.", hint=hint), place)


def _check_plainness(event: Any, place: Place) -> None:
    _check(event.anchor is None, "has an anchor (&)", "Write what is meant in every place.", place)
    _check(event.tag is None, "has a tag (!)", "Leave it out: every value has its form.", place)


def _said(error: YAMLError) -> BadInput:
    if isinstance(error, MarkedYAMLError):
        parts = [part for part in (error.context, error.problem) if part]
        said = " ".join(", ".join(parts).split())
        hint = "Look at the indentation, and quote texts that hold ': ', '#', '*' or brackets."
    else:
        said, hint = (
            "a character that cannot be shown stands here",
            "Leave it out, or write it in quotes as \\x01.",
        )
    return BadInput(Code.FILE_SYNTAX, f"This is no YAML: {said}.", hint=hint)


def _where(error: YAMLError, text: str) -> Place:
    if isinstance(error, MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        return TOP if mark is None else _place(mark)
    if isinstance(error, ReaderError):
        before = text[: error.position]
        return Place(before.count("\n") + 1, error.position - (before.rfind("\n") + 1) + 1)
    return TOP


def _place(mark: Any) -> Place:
    return Place(mark.line + 1, mark.column + 1)
