"""Facts: appended in bulk, read by ticket, never edited (the application's role may not)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson
from tortoise import fields

from sla_plugin.domain.facts import Fact, FactKind
from sla_plugin.domain.ids import TicketId
from sla_plugin.storage.ids import new_id
from sla_plugin.storage.rows import Row
from sla_plugin.storage.session import Session
from sla_plugin.storage.what import what_from_json, what_to_json


class FactRow(Row):
    ticket_id = fields.UUIDField()
    source = fields.TextField()
    external_id = fields.TextField()
    sequence = fields.BigIntField()
    occurred_at = fields.DatetimeField()
    recorded_at = fields.DatetimeField()
    kind = fields.TextField()
    data: Any = fields.JSONField()
    actor = fields.TextField(null=True)
    derived = fields.BooleanField(default=False)

    class Meta:
        table = "fact"


_APPEND = """
insert into fact (tenant_id, id, ticket_id, source, external_id, sequence, occurred_at, recorded_at, kind,
                  data, actor, derived)
select $1, id, ticket_id, source, external_id, sequence, occurred_at, $2, kind, data::jsonb, actor, derived
from unnest($3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::bigint[], $8::timestamptz[], $9::text[],
            $10::text[], $11::text[], $12::boolean[])
     as new (id, ticket_id, source, external_id, sequence, occurred_at, kind, data, actor, derived)
on conflict (tenant_id, source, external_id) do nothing
returning ticket_id
"""

_OF_TICKETS = """
select ticket_id, source, external_id, sequence, occurred_at, kind, data::text as data, actor, derived
from fact where tenant_id = $1 and ticket_id = any($2::uuid[])
  and ($3::timestamptz is null or recorded_at <= $3)
"""


async def append_facts(
    session: Session, facts: Sequence[tuple[TicketId, Fact]], recorded_at: datetime
) -> dict[TicketId, int]:
    """How many new facts each ticket got; those that were there already change nothing.

    Sorted by their unique key, so that two writers can wait for each other but never deadlock.
    """
    if not facts:
        return {}
    ordered = sorted(facts, key=lambda pair: (pair[1].source, pair[1].external_id))
    rows = await session.sql(
        _APPEND,
        recorded_at,
        [new_id() for _ in ordered],
        [ticket for ticket, _ in ordered],
        [fact.source for _, fact in ordered],
        [fact.external_id for _, fact in ordered],
        [fact.sequence for _, fact in ordered],
        [fact.occurred_at for _, fact in ordered],
        [fact.kind.value for _, fact in ordered],
        [orjson.dumps(what_to_json(fact.what)).decode() for _, fact in ordered],
        [fact.actor for _, fact in ordered],
        [fact.derived for _, fact in ordered],
    )
    appended: defaultdict[TicketId, int] = defaultdict(int)
    for row in rows:
        appended[TicketId(row["ticket_id"])] += 1
    return dict(appended)


async def facts_of(
    session: Session, tickets: Sequence[TicketId], known_at: datetime | None = None
) -> dict[TicketId, list[Fact]]:
    """Every fact of each ticket, in no order; a ticket without facts has an empty list. `known_at`: only
    those that had been recorded by then."""
    found: dict[TicketId, list[Fact]] = {ticket: [] for ticket in tickets}
    for row in await session.sql(_OF_TICKETS, list(tickets), known_at):
        found[TicketId(row["ticket_id"])].append(
            Fact(
                occurred_at=row["occurred_at"],
                source=row["source"],
                sequence=row["sequence"],
                external_id=row["external_id"],
                what=what_from_json(FactKind(row["kind"]), orjson.loads(row["data"])),
                actor=row["actor"],
                derived=row["derived"],
            )
        )
    return found
