"""Who held a ticket: the party whose minutes they were."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PartyKind(StrEnum):
    CUSTOMER = "CUSTOMER"
    TEAM = "TEAM"
    SUPPLIER = "SUPPLIER"
    NOBODY = "NOBODY"


@dataclass(frozen=True, slots=True, order=True)
class Party:
    """`name` as the desk writes it; None where the desk does not say which team or supplier."""

    kind: PartyKind
    name: str | None = None


CUSTOMER = Party(PartyKind.CUSTOMER)
NOBODY = Party(PartyKind.NOBODY)
