"""A way down a tree that reads what it knows, and tells everything that it does not."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, TypeVar

from sla_plugin.agreement_files.problems import Path, Place, Problem
from sla_plugin.agreement_files.trees import Entries, Items, Node, Text
from sla_plugin.errors import BadInput, Code, SlaError

T = TypeVar("T")


class Told(Exception):  # noqa: N818 - a signal, not an error
    """What is below has told its problems already, so nothing can be made of it."""


@dataclass(slots=True)
class Log:
    """Of one file: what was wrong, and where each path led."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    paths: set[Path] = field(default_factory=set)
    places: dict[Path, Place] = field(default_factory=dict)

    def tell(self, error: SlaError, path: Path, place: Place | None = None) -> None:
        """Where no place is given, the one of the nearest thing above that stands in the file. The same is
        told of one place once."""
        problem = Problem.of(error, self.file, place or self.place(path), path)
        self.paths.add(path)
        if not any(_is_same(problem, told) for told in self.problems):
            self.problems.append(problem)

    def tell_further(self, error: SlaError, path: Path) -> None:
        """Unless something on the way there, or below it, was told already, from which it only follows."""
        if not any(_leads_to(told, path) or _leads_to(path, told) for told in self.paths):
            self.tell(error, path)

    def place(self, path: Path) -> Place:
        return next(self.places[path[:n]] for n in range(len(path), -1, -1) if path[:n] in self.places)


def _is_same(one: Problem, other: Problem) -> bool:
    return (one.place, one.message) == (other.place, other.message)


def _leads_to(above: Path, below: Path) -> bool:
    return below[: len(above)] == above


@dataclass(frozen=True, slots=True)
class Cursor:
    """At one node. What is read is a function from the cursor to its value, and refuses with BadInput."""

    node: Node
    path: Path
    log: Log

    def text(self) -> str:
        """Whatever was written, quoted or not; nothing is not a text."""
        if not isinstance(self.node, Text) or self.node.is_nothing:
            raise self._misshapen("one value")
        check_storable(self.node.value)
        return self.node.value

    @property
    def plain(self) -> str | None:
        """What was written without quotes."""
        return self.node.value if isinstance(self.node, Text) and self.node.plain else None

    @property
    def is_section(self) -> bool:
        return isinstance(self.node, Entries)

    @property
    def is_list(self) -> bool:
        return isinstance(self.node, Items)

    def has(self, key: str) -> bool:
        return isinstance(self.node, Entries) and any(
            isinstance(name, Text) and name.value == key for name, _ in self.node.pairs
        )

    def has_plain(self, keys: Collection[str]) -> bool:
        """Any of them, without quotes."""
        return isinstance(self.node, Entries) and any(
            isinstance(name, Text) and name.plain and name.value in keys for name, _ in self.node.pairs
        )

    def section(
        self, readers: Mapping[str, Callable[[Cursor], Any]], needed: Collection[str] = ()
    ) -> dict[str, Any]:
        """The values by their keys. Told where any of them was refused, a key is unknown, or one is
        missing."""
        before = len(self.log.problems)
        values = self.readable(readers, needed)
        if len(self.log.problems) > before:
            raise Told
        return values

    def readable(
        self, readers: Mapping[str, Callable[[Cursor], Any]], needed: Collection[str] = ()
    ) -> dict[str, Any]:
        """As `section`, but what could be read is returned beside what is told."""
        values: dict[str, Any] = {}
        stated = set()
        for key, below in self._entries():
            stated.add(key.value)
            if key.value in readers:
                below.into(values, key.value, readers[key.value])
            else:
                self.log.tell(_unknown(key.value, readers), below.path, key.place)
        for key_needed in needed:
            if key_needed not in stated:
                self.log.tell(_missing(key_needed), self.path, self.node.place)
        return values

    def entries(self, read: Callable[[Cursor], T]) -> dict[str, T]:
        """By keys of any name; those that were refused are left out."""
        values: dict[str, T] = {}
        for key, below in self._entries():
            below.into(values, key.value, read)
        return values

    def whole_entries(self, read: Callable[[Cursor], T], needed: Collection[str] = ()) -> dict[str, T]:
        """All of them. Told where any was refused, or one is missing."""
        before = len(self.log.problems)
        values = self.entries(read)
        for key in needed:
            if not self.has(key):
                self.log.tell(_missing(key), self.path, self.node.place)
        if len(self.log.problems) > before:
            raise Told
        return values

    def items(self, read: Callable[[Cursor], T]) -> list[T]:
        """Those that were refused are left out."""
        values: dict[int, T] = {}
        for number, below in enumerate(self._items()):
            below.into(values, number, read)
        return list(values.values())

    def whole(self, read: Callable[[Cursor], T]) -> list[T]:
        """All items. Told where any was refused."""
        before = len(self.log.problems)
        items = self.items(read)
        if len(self.log.problems) > before:
            raise Told
        return items

    def into(self, values: dict[Any, T], key: str | int, read: Callable[[Cursor], T]) -> None:
        try:
            values[key] = read(self)
        except SlaError as error:
            self.log.tell(error, self.path, self.node.place)
        except Told:
            pass

    def _entries(self) -> Iterator[tuple[Text, Cursor]]:
        if not isinstance(self.node, Entries):
            raise self._misshapen("keys with values")
        first: dict[str, Place] = {}
        for key, value in self.node.pairs:
            if not isinstance(key, Text):
                self.log.tell(_misshapen("A key is", "one value"), self.path, key.place)
                continue
            path = (*self.path, key.value)
            if key.value in first:
                self.log.tell(_twice(key.value, first[key.value]), path, key.place)
                continue
            first[key.value] = key.place
            # What is empty has its place behind the end of the line.
            is_empty = isinstance(value, Text) and value.plain and not value.value
            self.log.places[path] = key.place if is_empty else value.place
            yield key, Cursor(Text(key.place, "", plain=True) if is_empty else value, path, self.log)

    def _items(self) -> Iterator[Cursor]:
        if not isinstance(self.node, Items):
            raise self._misshapen("a list")
        for number, node in enumerate(self.node.nodes):
            path = (*self.path, number)
            self.log.places[path] = node.place
            yield Cursor(node, path, self.log)

    def _misshapen(self, wanted: str) -> BadInput:
        return _misshapen(f"Here {_SHAPES[type(self.node)]}", wanted, is_nothing=_is_nothing(self.node))


_SHAPES = {Text: "is one value", Items: "is a list", Entries: "are keys with values"}


def _is_nothing(node: Node) -> bool:
    return isinstance(node, Text) and node.is_nothing


def _misshapen(found: str, wanted: str, *, is_nothing: bool = False) -> BadInput:
    if is_nothing:
        return BadInput(
            Code.FILE_SHAPE,
            f"Here is nothing, where {wanted} should be.",
            hint="Leave the key out, or fill it.",
        )
    return BadInput(Code.FILE_SHAPE, f"{found}, where {wanted} should be.", hint=_EXAMPLES[wanted])


_EXAMPLES = {
    "one value": "Write it on one line: office.",
    "a list": "Write it as [one, other], or each on a line that begins with a hyphen.",
    "keys with values": "Write it as {key: value}, or each on a line, indented: `key: value`.",
}


def _unknown(key: str, known: Collection[str]) -> BadInput:
    near = get_close_matches(key.lower(), known, n=1)
    hint = f"Did you mean {near[0]!r}?" if near else f"The keys here are {', '.join(known)}."
    if key.isdecimal():
        hint = "Between brackets a comma ends a value: write the number before it as 3000.00."
    return BadInput(Code.FILE_KEY_UNKNOWN, f"There is no key {key!r} here.", hint=hint)


def _missing(key: str) -> BadInput:
    return BadInput(Code.FILE_KEY_MISSING, f"The key {key!r} is missing.", hint="Every such thing states it.")


def _twice(key: str, first: Place) -> BadInput:
    return BadInput(
        Code.FILE_KEY_TWICE,
        f"The key {key!r} stands in line {first.line} already.",
        hint="Leave one of them out: it is open which one is meant.",
    )


def check_storable(text: str) -> None:
    if any(char == "\0" or "\ud800" <= char <= "\udfff" for char in text):
        raise BadInput(
            Code.TEXT_UNSTORABLE,
            "A text holds the character NUL, or half of one, which cannot be stored.",
            hint="Leave it out; nobody can see it.",
        )
