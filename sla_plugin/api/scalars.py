"""Scalars beyond GraphQL's own. What cannot be read is refused with the reason, never guessed."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any, NewType
from zoneinfo import available_timezones

import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

from sla_plugin.domain.dates import parse_instant
from sla_plugin.domain.durations import format_duration, parse_duration
from sla_plugin.errors import SlaError

Duration = NewType("Duration", timedelta)
TimeZone = NewType("TimeZone", str)


def _refusing(parse: Any) -> Any:
    def parse_or_refuse(value: object) -> Any:
        try:
            return parse(value)
        except SlaError as error:
            raise GraphQLError(str(error), extensions={"code": error.code}) from None

    return parse_or_refuse


def _instant(value: datetime) -> str:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _zone(value: object) -> str:
    if value not in available_timezones():
        raise GraphQLError(f"{value!r} is no IANA time zone.", extensions={"code": "calendar.unknown_zone"})
    return str(value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise GraphQLError(f"{value!r} is no string.", extensions={"code": "request.malformed"})
    return value


SCALARS: dict[object, ScalarDefinition] = {
    Duration: strawberry.scalar(
        name="Duration",
        description="A length of time, ISO 8601 with days, hours, minutes and seconds: `PT4H`, `P1DT30M`. "
        "A day is 24 hours.",
        specified_by_url="https://www.iso.org/iso-8601-date-and-time-format.html",
        serialize=format_duration,
        parse_value=_refusing(lambda value: parse_duration(_text(value))),
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description="An instant, RFC 3339, always answered in UTC with `Z`. Without an offset it is refused.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
        serialize=_instant,
        parse_value=_refusing(lambda value: parse_instant(_text(value))),
    ),
    TimeZone: strawberry.scalar(
        name="TimeZone",
        description="An IANA time zone name: `Asia/Bangkok`.",
        specified_by_url="https://www.iana.org/time-zones",
        serialize=str,
        parse_value=_zone,
    ),
    time: strawberry.scalar(
        name="LocalTime",
        description="A time of day on the clocks of the calendar's zone: `17:00`.",
        serialize=lambda value: value.isoformat("minutes"),
        parse_value=lambda value: time.fromisoformat(_text(value)),
    ),
}
