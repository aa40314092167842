"""What is resolved on its own, and how a general level may hold on to it (40-levels, "Resolution")."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Attribute(StrEnum):
    """What is resolved on its own."""

    TARGET = "TARGET"
    CALENDAR = "CALENDAR"
    PAUSE = "PAUSE"
    REOPEN = "REOPEN"
    ON_CHANGE = "ON_CHANGE"
    ON_AMENDMENT = "ON_AMENDMENT"
    EQUALITY = "EQUALITY"
    END_OF_BUSINESS = "END_OF_BUSINESS"
    EXPECTED_EFFORT = "EXPECTED_EFFORT"
    ESCALATIONS = "ESCALATIONS"
    GOAL = "GOAL"
    OUTCOME = "OUTCOME"
    CREDITS = "CREDITS"


class Combination(StrEnum):
    """What a more specific level may do with an attribute that this one states.

    OVERRIDE: replace it. MANDATORY: nothing. FLOOR: promise more. ADDITIVE: add to it.
    """

    OVERRIDE = "OVERRIDE"
    MANDATORY = "MANDATORY"
    FLOOR = "FLOOR"
    ADDITIVE = "ADDITIVE"

    def suits(self, attribute: Attribute) -> bool:
        """A floor needs something that can be compared, and an addition something that adds up."""
        return attribute in _SUITED.get(self, frozenset(Attribute))


_SUITED: Mapping[Combination, frozenset[Attribute]] = MappingProxyType(
    {
        Combination.FLOOR: frozenset({Attribute.TARGET, Attribute.GOAL}),
        Combination.ADDITIVE: frozenset({Attribute.ESCALATIONS}),
    }
)
