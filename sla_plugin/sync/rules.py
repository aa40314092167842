"""A connection's value rules as JSON, as they are stored and as `sla connect --values` takes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from sla_plugin.domain.facts import Status, TicketField
from sla_plugin.domain.termination.grounds import Ground
from sla_plugin.errors import BadInput, Code
from sla_plugin.sdk.values import ValueRules


class _Stated(BaseModel):
    model_config = ConfigDict(extra="forbid")

    statuses: dict[str, Status] = {}
    fields: dict[TicketField, dict[str, str]] = {}
    customer_system: str | None = None
    grounds: dict[str, Ground] = {}


def rules_from_json(stated: Mapping[str, Any]) -> ValueRules:
    """BadInput `connection.values` says which entry is wrong and what is accepted."""
    try:
        parsed = _Stated.model_validate(dict(stated))
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"])
        raise BadInput(
            Code.CONNECTION_VALUES, f"The value rules are wrong at {place}: {first['msg']}.", field=place
        ) from None
    return ValueRules(parsed.statuses, parsed.fields, parsed.customer_system, parsed.grounds)


def rules_to_json(rules: ValueRules) -> dict[str, Any]:
    return {
        "statuses": {word: status.value for word, status in rules.statuses.items()},
        "fields": {name.value: dict(words) for name, words in rules.fields.items()},
        "customer_system": rules.customer_system,
        "grounds": {word: ground.value for word, ground in rules.grounds.items()},
    }
