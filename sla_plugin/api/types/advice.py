"""What is allowed, but seldom meant, as the schema shows it."""

from __future__ import annotations

from sla_plugin.api.types.enums import described
from sla_plugin.domain.advice import Advice

described(
    Advice,
    "What is allowed, but seldom meant.",
    {
        Advice.ONE_PROMISE_FOR_ALL_SERVICES: (
            "It promises the same for the whole service catalogue, and nothing refines that for any service."
        ),
        Advice.ONE_PROMISE_FOR_ALL_REGIONS: (
            "It promises the same for all sites of a customer, and these lie in several regions."
        ),
    },
)

__all__ = ["Advice"]
