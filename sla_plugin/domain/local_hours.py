"""Local open hours of one day, in seconds from its midnight."""

from __future__ import annotations

DAY = 86_400


class Hours(tuple[tuple[int, int], ...]):
    """Sorted, disjoint `(start, end)` pairs, `0 <= start < 86400`; an end beyond 86400 is on the next day."""

    __slots__ = ()


def hours_as_pairs(hours: Hours) -> list[list[str]]:
    """As they are written: `[["09:00", "17:00"]]`, with an end not after its start on the next day."""
    pairs = []
    for start, end in hours:
        if end - start > DAY:
            # No pair can say more than 24 hours: the day's rest, and a whole day that ends with the tail.
            pairs += [[_clock(start), "24:00"], [_clock(end - DAY), _clock(end - DAY)]]
        else:
            pairs.append([_clock(start), _clock(end)])
    return pairs


def _clock(seconds: int) -> str:
    if seconds == DAY:
        return "24:00"
    minutes, second = divmod(seconds % DAY, 60)
    hour, minute = divmod(minutes, 60)
    return f"{hour:02}:{minute:02}" + (f":{second:02}" if second else "")
