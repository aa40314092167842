"""A ticket's life as its facts tell it."""

import pytest

from sla_plugin.domain.facts import (
    Assigned,
    Deleted,
    FieldChanged,
    Merged,
    Opened,
    Reopened,
    Status,
    StatusChanged,
    TicketField,
    What,
)
from sla_plugin.domain.parties import CUSTOMER, NOBODY, Party, PartyKind
from sla_plugin.domain.tickets import Ending, fold
from tests.support.stories import at, opened, told

OPENED = ("2026-03-02 09:00", opened())
END = at("2026-03-09 00:00")


@pytest.mark.parametrize(
    ("happened", "party"),
    [
        ((), NOBODY),
        ((Assigned("desk"),), Party(PartyKind.TEAM, "desk")),
        ((Assigned("Acme", supplier=True),), Party(PartyKind.SUPPLIER, "Acme")),
        ((Assigned("desk"), StatusChanged(Status.PENDING_CUSTOMER)), CUSTOMER),
        ((Assigned("desk"), StatusChanged(Status.ON_HOLD)), Party(PartyKind.TEAM, "desk")),
        ((Assigned("desk"), StatusChanged(Status.PENDING_SUPPLIER)), Party(PartyKind.SUPPLIER)),
        ((Assigned("Acme", supplier=True), Assigned(None)), NOBODY),
        ((Assigned("desk"), StatusChanged(Status.RESOLVED)), NOBODY),
    ],
)
def test_who_holds_a_ticket(happened: tuple[What, ...], party: Party) -> None:
    story = told(OPENED, *(("2026-03-02 10:00", what) for what in happened))
    assert fold(story, END).state.party == party


@pytest.mark.parametrize(
    ("happened", "ending"),
    [
        ((StatusChanged(Status.RESOLVED), StatusChanged(Status.CLOSED)), Ending.RESOLVED),
        ((StatusChanged(Status.RESOLVED), StatusChanged(Status.CANCELLED)), Ending.RESOLVED),
        ((StatusChanged(Status.CANCELLED), StatusChanged(Status.CLOSED)), Ending.CANCELLED),
        ((StatusChanged(Status.RESOLVED), Deleted()), Ending.RESOLVED),
        ((Deleted(), StatusChanged(Status.CLOSED)), Ending.DELETED),
        ((Merged("2"), StatusChanged(Status.OPEN)), Ending.MERGED),
        ((StatusChanged(Status.RESOLVED), Merged("2"), StatusChanged(Status.OPEN)), Ending.RESOLVED),
        ((StatusChanged(Status.RESOLVED), Reopened()), None),
        ((StatusChanged(Status.RESOLVED), Reopened(), StatusChanged(Status.CANCELLED)), Ending.CANCELLED),
        ((Deleted(), StatusChanged(Status.PENDING_CUSTOMER)), None),
    ],
)
def test_the_first_end_counts_until_the_ticket_comes_back(
    happened: tuple[What, ...], ending: Ending | None
) -> None:
    story = told(OPENED, *(("2026-03-02 10:00", what) for what in happened))
    assert fold(story, END).state.ending is ending


def test_a_ticket_ended_when_it_last_ended() -> None:
    story = told(
        OPENED,
        ("2026-03-02 10:00", StatusChanged(Status.RESOLVED)),
        ("2026-03-02 11:00", Reopened()),
        ("2026-03-02 12:00", StatusChanged(Status.RESOLVED)),
        ("2026-03-02 13:00", StatusChanged(Status.CLOSED)),
    )
    assert fold(story, END).ended_at == at("2026-03-02 12:00")
    assert fold(story, at("2026-03-02 11:30")).ended_at is None


def test_fields_told_before_the_opening_are_kept_and_the_opening_has_the_last_word() -> None:
    story = told(
        ("2026-03-02 08:00", FieldChanged(TicketField.PRIORITY, "P1")),
        ("2026-03-02 08:00", FieldChanged(TicketField.SITE, "crm:city")),
        ("2026-03-02 09:00", opened(priority="P2")),
    )
    ticket = fold(story, END)
    assert len(ticket.moments) == 1
    assert ticket.state.fields == {
        TicketField.CUSTOMER: "crm:hospital",
        TicketField.PRIORITY: "P2",
        TicketField.SITE: "crm:city",
    }


def test_only_the_first_opening_opens() -> None:
    story = told(OPENED, ("2026-03-02 10:00", Opened(Status.RESOLVED)))
    ticket = fold(story, END)
    assert len(ticket.moments) == 1
    assert ticket.state.ending is None
