"""Who used which minutes."""

from sla_plugin.domain.facts import Assigned, Status, StatusChanged
from sla_plugin.domain.ledger import Entry, ledger
from sla_plugin.domain.parties import CUSTOMER, NOBODY, Party, PartyKind
from tests.support.stories import clock_of, hours, opened, promise, told


def test_every_party_has_its_minutes_and_together_they_are_the_clock() -> None:
    story = told(
        ("2026-03-02 15:00", opened()),
        ("2026-03-02 16:00", Assigned("desk")),
        ("2026-03-03 10:00", StatusChanged(Status.PENDING_CUSTOMER)),
        ("2026-03-03 12:00", StatusChanged(Status.OPEN)),
        ("2026-03-03 13:00", StatusChanged(Status.RESOLVED)),
    )
    clock = clock_of(story, promise(hours(8)), "2026-03-04 09:00")
    accounts = ledger(clock.segments)
    assert accounts == {
        NOBODY: Entry(running=hours(1)),
        Party(PartyKind.TEAM, "desk"): Entry(running=hours(3), out_of_hours=hours(16)),
        CUSTOMER: Entry(paused=hours(2)),
    }
    assert sum((entry.running for entry in accounts.values()), hours(0)) == clock.elapsed
