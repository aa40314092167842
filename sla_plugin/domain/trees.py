"""Trees that scopes are written over: accounts, services, sites."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Node = TypeVar("Node", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Tree(Generic[Node]):
    """Nodes by their parent; a node that is not listed is a root."""

    parents: Mapping[Node, Node] = field(default_factory=dict)

    def lineage(self, node: Node) -> tuple[Node, ...]:
        """The node, its parent, and so on up to its root. Ends where a cycle would begin."""
        path = [node]
        while (parent := self.parents.get(path[-1])) is not None and parent not in path:
            path.append(parent)
        return tuple(path)

    def is_below(self, node: Node, ancestor: Node) -> bool:
        """The node itself counts as below."""
        return ancestor in self.lineage(node)

    def distance(self, node: Node, ancestor: Node) -> int | None:
        """Steps from the node up to the ancestor: 0 for the node itself, None where it is no ancestor."""
        path = self.lineage(node)
        return path.index(ancestor) if ancestor in path else None
