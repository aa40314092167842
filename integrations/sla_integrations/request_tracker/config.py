"""What a connection to Request Tracker can be told."""

from __future__ import annotations

from typing import Self

from pydantic import Field, HttpUrl, model_validator

from sla_plugin.sdk import ConnectionConfig, TicketField


class RequestTrackerConfig(ConnectionConfig):
    """`url` is where RT's own pages begin, `user` is named when the secret is a password instead of a token.

    `queues` are names; none means all that the user may see. `priority_levels` names bands of RT's numeric
    priority by their lowest number (`{"P1": 80, "P2": 50, "P3": 0}`); without it the number is the word.
    The fields are the names of custom fields of one value each. `automatic_users` (a monitoring system, say)
    never answer anybody.
    """

    url: HttpUrl
    user: str | None = None
    queues: tuple[str, ...] = ()
    priority_levels: dict[str, int] = Field(default_factory=dict)
    automatic_users: tuple[str, ...] = ()
    customer_field: str = "CRM Id"
    service_field: str | None = None
    service_from_queue: bool = False
    site_field: str | None = None
    department_field: str | None = None
    state_field: str = "SLA State"
    due_field: str = "SLA Due"
    reason_field: str = "SLA Reason"

    @model_validator(mode="after")
    def _one_source_of_the_service(self) -> Self:
        if self.service_field and self.service_from_queue:
            raise ValueError("the service comes from `service_field` or from the queue, not from both")
        return self

    @property
    def root(self) -> str:
        return str(self.url).rstrip("/")

    @property
    def read_fields(self) -> dict[str, TicketField]:
        """The custom fields that decide which promise holds, by name."""
        named = {
            self.customer_field: TicketField.CUSTOMER,
            self.service_field: TicketField.SERVICE,
            self.site_field: TicketField.SITE,
            self.department_field: TicketField.DEPARTMENT,
        }
        return {name: field for name, field in named.items() if name}

    @property
    def written_fields(self) -> tuple[str, str, str]:
        return self.state_field, self.due_field, self.reason_field
