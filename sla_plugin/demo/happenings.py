"""What happens to a ticket, as the desk's journal would tell it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sla_plugin.demo.world import CRM, DESK
from sla_plugin.domain.facts import (
    Assigned,
    Author,
    Fact,
    FieldChanged,
    Opened,
    Outcome,
    PublicReply,
    Status,
    StatusChanged,
    TicketField,
    What,
    in_order,
)
from sla_plugin.sdk.changes import Change, Operation
from sla_plugin.sdk.records import RecordKind, Ref, TicketFact, TicketRecord

WORDS = {
    Status.NEW: "new",
    Status.OPEN: "open",
    Status.PENDING_CUSTOMER: "waiting",
    Status.RESOLVED: "resolved",
}


@dataclass
class Happenings:
    """One ticket, written down step by step."""

    key: str
    subject: str
    fields: dict[TicketField, str]
    steps: list[tuple[datetime, What, str]] = field(default_factory=list)

    def opened(self, at: datetime) -> None:
        named = tuple(sorted(self.fields.items()))
        self.steps.append((at, Opened(Status.NEW, WORDS[Status.NEW], named), "requester"))

    def replied(self, at: datetime) -> None:
        self.steps.append((at, PublicReply(Author.AGENT), "agent"))
        self.turned(at, Status.OPEN)

    def turned(self, at: datetime, status: Status, actor: str = "agent") -> None:
        self.steps.append((at, StatusChanged(status, WORDS[status]), actor))

    def came_back(self, at: datetime) -> None:
        """The requester answers, or is not content with the solution."""
        self.steps.append((at, PublicReply(Author.REQUESTER), "requester"))
        self.turned(at, Status.OPEN, "requester")

    def raised(self, at: datetime, priority: str) -> None:
        self.steps.append((at, FieldChanged(TicketField.PRIORITY, priority), "agent"))

    def handed_to(self, at: datetime, team: str, *, supplier: bool = False) -> None:
        self.steps.append((at, Assigned(team, supplier), "agent"))

    def rated(self, at: datetime, csat: int) -> None:
        self.steps.append((at, Outcome(csat), "requester"))

    def until(self, now: datetime) -> list[Change]:
        """The ticket and its facts up to now, as an adapter hands them over; nothing that is to come."""
        facts = in_order(
            Fact(at, DESK, n, f"{self.key}/{n}", what, actor)
            for n, (at, what, actor) in enumerate(self.steps, start=1)
            if at <= now
        )
        if not facts:
            return []
        ref, last = Ref(RecordKind.TICKET, self.key), facts[-1]
        record = TicketRecord(
            key=self.key,
            subject=self.subject,
            status=(status := _status(facts)),
            desk_status=WORDS[status],
            opened_at=facts[0].occurred_at,
            fields=tuple(sorted((self.fields | _changed(facts)).items())),
        )
        told = [Change(ref, Operation.UPSERT, f.sequence, f.occurred_at, TicketFact(f)) for f in facts]
        return [Change(ref, Operation.UPSERT, len(facts), last.occurred_at, record), *told]


def _status(facts: list[Fact]) -> Status:
    turned = [fact.what.status for fact in facts if isinstance(fact.what, StatusChanged)]
    return turned[-1] if turned else Status.NEW


def _changed(facts: list[Fact]) -> dict[TicketField, str]:
    """A record tells a ticket as it stands, not as it was opened."""
    changes = [fact.what for fact in facts if isinstance(fact.what, FieldChanged)]
    return {change.field: change.value for change in changes if change.value is not None}


def fields(customer: str, service: str, priority: str, site: str | None = None) -> dict[TicketField, str]:
    named = {
        TicketField.CUSTOMER: f"{CRM}:{customer}",
        TicketField.SERVICE: service,
        TicketField.PRIORITY: priority,
    }
    return named if site is None else named | {TicketField.SITE: f"{CRM}:{site}"}
