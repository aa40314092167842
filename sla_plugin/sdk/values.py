"""From a desk's own words to ours, with an explicit rule for words that nobody mapped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sla_plugin.domain.facts import Status, TicketField
from sla_plugin.domain.termination.grounds import Ground
from sla_plugin.sdk.errors import RecordRejected


@dataclass(frozen=True, slots=True)
class ValueRules:
    """Value mapping of one connection.

    A status that nobody mapped rejects the record: guessing would start or stop a clock. So does the reason
    of a termination. Any other word that nobody mapped is kept as it is, and simply matches no agreement
    until somebody maps it.
    `customer_system` names the CRM whose ids the desk stores where it stores them without a prefix.
    """

    statuses: Mapping[str, Status] = field(default_factory=dict)
    fields: Mapping[TicketField, Mapping[str, str]] = field(default_factory=dict)
    customer_system: str | None = None
    grounds: Mapping[str, Ground] = field(default_factory=dict)

    def status(self, word: str) -> Status:
        """The normalised status; RecordRejected for a word without a rule."""
        try:
            return self.statuses[word]
        except KeyError:
            known = ", ".join(sorted(self.statuses)) or "none"
            raise RecordRejected(
                f"The desk's status {word!r} is mapped to none of ours.",
                hint=f"Map it in the connection's `statuses` and replay. Mapped so far: {known}.",
            ) from None

    def ground(self, word: str) -> Ground:
        """Why a contract is to end; RecordRejected for a word without a rule."""
        try:
            return self.grounds[word]
        except KeyError:
            known = ", ".join(sorted(self.grounds)) or "none"
            raise RecordRejected(
                f"The CRM's reason {word!r} is mapped to no ground of a termination.",
                hint=f"Map it in the connection's `grounds` and replay. Mapped so far: {known}.",
            ) from None

    def value(self, of: TicketField, word: str) -> str:
        """The value as agreements name it; for CUSTOMER, `system:id`."""
        if of is TicketField.CUSTOMER and ":" not in word and self.customer_system:
            return f"{self.customer_system}:{word}"
        return self.fields.get(of, {}).get(word, word)

    def over(self, defaults: ValueRules) -> ValueRules:
        """These rules, and the defaults where these say nothing."""
        names = {*self.fields, *defaults.fields}
        return ValueRules(
            statuses={**defaults.statuses, **self.statuses},
            fields={n: {**defaults.fields.get(n, {}), **self.fields.get(n, {})} for n in names},
            customer_system=self.customer_system or defaults.customer_system,
            grounds={**defaults.grounds, **self.grounds},
        )
