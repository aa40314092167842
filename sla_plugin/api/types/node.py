"""The interface of everything that can be looked up by a global id."""

import strawberry


@strawberry.interface(description="Anything with a global id.")
class Node:
    id: strawberry.ID = strawberry.field(description="Opaque and global; pass it on as it came.")
