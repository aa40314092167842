"""How much of a document is taken. Counted before it is validated, whose cost grows with the square."""

from __future__ import annotations

from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
)

from sla_plugin.errors import BadInput, Code


@dataclass(frozen=True, slots=True)
class Limits:
    depth: int = 15
    """Fields within fields. The introspection query of common tools has 15."""
    aliases: int = 50
    """Counted where fragments are spread, each time, so that fragments cannot multiply them."""
    tokens: int = 1_000
    """Of the whole document. The introspection query has 200."""
    comments: int = 500
    characters: int = 64 * 1024
    errors: int = 8
    """Listed of one document; one more says that there are others."""


@dataclass(frozen=True, slots=True)
class Size:
    depth: int
    aliases: int


def check_size(document: DocumentNode, limits: Limits) -> None:
    """BadInput `document.limit`."""
    for size in _sizes(document):
        if size.depth > limits.depth:
            said = f"Fields are nested {size.depth} deep; {limits.depth} are taken."
            raise over_limit(said, "Ask for inner objects by their id, in a document of their own.")
        if size.aliases > limits.aliases:
            said = f"Spread out, the document has {size.aliases:,} aliases; {limits.aliases} are taken."
            raise over_limit(said, "Ask for lists, or split the document.")


def _sizes(document: DocumentNode) -> list[Size]:
    """Of each operation."""
    measure = _Measure(document)
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    try:
        return [measure.of(operation.selection_set) for operation in operations]
    except RecursionError:
        # Through fragments one gets deeper than the parser lets any one definition be.
        raise over_limit("Document is nested too deeply.", "Use fewer fragments within fragments.") from None


def over_limit(message: str, hint: str) -> BadInput:
    return BadInput(Code.DOCUMENT_LIMIT, message, hint=hint)


class _Measure:
    def __init__(self, document: DocumentNode) -> None:
        self._fragments = {
            definition.name.value: definition
            for definition in document.definitions
            if isinstance(definition, FragmentDefinitionNode)
        }
        # Each fragment is measured once: a chain of fragments that each spread the next one twice would
        # otherwise take for ever.
        self._sizes: dict[str, Size] = {}

    def of(self, selections: SelectionSetNode) -> Size:
        depth = aliases = 0
        for selection in selections.selections:
            inner = self._of_one(selection)
            depth, aliases = max(depth, inner.depth), aliases + inner.aliases
        return Size(depth, aliases)

    def _of_one(self, selection: SelectionNode) -> Size:
        if isinstance(selection, FieldNode):
            inner = self.of(selection.selection_set) if selection.selection_set else Size(0, 0)
            return Size(inner.depth + 1, inner.aliases + (selection.alias is not None))
        if isinstance(selection, FragmentSpreadNode):
            return self._of_fragment(selection.name.value)
        assert isinstance(selection, InlineFragmentNode)
        return self.of(selection.selection_set)

    def _of_fragment(self, name: str) -> Size:
        if name not in self._sizes:
            # Stands while the fragment is measured. Cycles and unknown names are for validation to refuse.
            self._sizes[name] = Size(0, 0)
            if name in self._fragments:
                self._sizes[name] = self.of(self._fragments[name].selection_set)
        return self._sizes[name]
