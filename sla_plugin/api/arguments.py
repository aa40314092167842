"""The arguments that every list has."""

from __future__ import annotations

from typing import Annotated

import strawberry

First = Annotated[int, strawberry.argument(description="How many at most, up to 100.")]
After = Annotated[str | None, strawberry.argument(description="Go on behind this cursor.")]
