"""Requests to end contracts, as the CRM keeps them and as it tells them when a trap is set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sla_integrations.memory.traps import Traps
from sla_plugin.sdk import Change, ContractTermination, Ref, Side, ValueRules

OTHER_ID = "-bis"


@dataclass(frozen=True, slots=True)
class Termination:
    """In the CRM's words: `reason` is one of its own, `by_us` says which side ends the contract."""

    contract: str
    reason: str
    by_us: bool = False
    requester: str | None = None
    sent_at: datetime | None = None
    received_at: datetime | None = None
    requested_on: date | None = None
    channel: str | None = None
    lines: tuple[str, ...] = ()
    cancels: str | None = None

    def record(self, rules: ValueRules) -> ContractTermination:
        """RecordRejected for a reason that is not mapped."""
        return ContractTermination(
            contract=self.contract,
            ground=rules.ground(self.reason),
            initiator=Side.PROVIDER if self.by_us else Side.CUSTOMER,
            requester=self.requester,
            sent_at=self.sent_at,
            received_at=self.received_at,
            requested_on=self.requested_on,
            channel=self.channel,
            lines=self.lines,
            cancels=self.cancels,
        )


def trapped(changes: Sequence[Change], traps: Traps) -> tuple[Change, ...]:
    """What a page says of requests, as traps distort it. Nothing of it is lost."""
    told = list(changes)
    if traps.two_ids:
        told = [one for change in told for one in (change, _under_another_id(change))]
    if traps.stale:
        told += list(_first_versions(told))
    if traps.repeats:
        told *= 2
    return tuple(reversed(told) if traps.backwards else told)


def _under_another_id(change: Change) -> Change:
    return replace(change, ref=Ref(change.ref.kind, change.ref.id + OTHER_ID))


def _first_versions(changes: Sequence[Change]) -> Iterator[Change]:
    """Of each request that a page tells more than once."""
    first: dict[Ref, Change] = {}
    for change in changes:
        if first.setdefault(change.ref, change) is not change:
            yield first[change.ref]
