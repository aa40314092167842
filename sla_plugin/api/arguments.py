"""The arguments that several fields have."""

from __future__ import annotations

from typing import Annotated

import strawberry

First = Annotated[int, strawberry.argument(description="How many at most, up to 100.")]
After = Annotated[str | None, strawberry.argument(description="Go on behind this cursor.")]
OnlyAllowed = Annotated[
    bool, strawberry.argument(description="Leave out what is not allowed now: what is left are the buttons.")
]
