"""What real servers do to a reader, each a switch."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import timedelta

from sla_plugin.sdk import RateLimited, Transient


@dataclass(slots=True)
class Traps:
    """All off. `failing` and `rate_limited` wear off with the requests that they hit."""

    anonymous: bool = False
    """A wrong key is answered as if nobody had asked: 200, and nothing to see."""
    short_pages: bool = False
    """Pages hold half of what was asked for, though more follows."""
    rate_limited: int = 0
    """How many of the next requests are answered with a pause of `retry_after`."""
    retry_after: timedelta = timedelta(0)
    failing: deque[bool] = field(default_factory=deque)
    """Whether each of the next requests fails; what is not listed succeeds."""
    poisoned: set[str] = field(default_factory=set)
    """Ids of records that come so garbled that nobody can understand them."""
    hard_deletes: bool = False
    """What is deleted leaves no trace in the journal."""
    repeats: bool = False
    """Requests to end contracts come twice."""
    backwards: bool = False
    """Requests to end contracts come with the newest of a page first."""
    two_ids: bool = False
    """Each request to end a contract comes under a second id, too."""
    stale: bool = False
    """A request that was changed comes once more at last, as it was before."""
    outpaced: int = 0
    """How many of the next writes meet somebody who was faster."""

    def strike(self) -> None:
        """Let one request run into what is set for it."""
        if self.rate_limited:
            self.rate_limited -= 1
            raise RateLimited("The memory system asks for a pause.", retry_after=self.retry_after)
        if self.failing and self.failing.popleft():
            raise Transient("The memory system is restarting.")
