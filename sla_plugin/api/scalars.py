"""Scalars beyond GraphQL's own. What cannot be read is refused with the reason, never guessed."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, NewType
from uuid import UUID
from zoneinfo import available_timezones

import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

from sla_plugin.domain.dates import parse_date, parse_instant
from sla_plugin.domain.durations import format_duration, parse_duration
from sla_plugin.errors import BadInput, Code, SlaError

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
    name = _text(value)
    if name not in available_timezones():
        raise BadInput(
            Code.CALENDAR_UNKNOWN_ZONE, f"{name!r} is no IANA time zone.", hint="Write it as Asia/Bangkok."
        )
    return name


def _decimal(value: object) -> Decimal:
    try:
        number = Decimal(_text(value))
    except InvalidOperation:
        number = Decimal("nan")
    if not number.is_finite() or not _is_exact(number):
        raise BadInput(Code.NUMBER_MALFORMED, f"{value!r} is no exact number.", hint='Write it as "0.95".')
    return number


def _is_exact(number: Decimal) -> bool:
    """Python rounds what has more digits than it calculates with; an exponent asks for a million of them."""
    _, digits, exponent = number.as_tuple()
    return isinstance(exponent, int) and max(len(digits), len(digits) + exponent, -exponent) <= _DIGITS


_DIGITS = 28


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise GraphQLError(f"{value!r} is no string.", extensions={"code": Code.DOCUMENT_VARIABLES})
    return value


def _local_time(value: object) -> time:
    match = _LOCAL_TIME.fullmatch(_text(value))
    if match is None:
        raise BadInput(Code.TIME_MALFORMED, f"{value!r} is no time of day.", hint="Write it as 17:00.")
    return time(int(match[1]), int(match[2]))


_LOCAL_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)

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
    UUID: strawberry.scalar(
        name="UUID",
        description="The id of a tenant, as the command line and other systems write it.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc9562",
        serialize=str,
        parse_value=UUID,
    ),
    Decimal: strawberry.scalar(
        name="Decimal",
        description='An exact number, written as a string: `"0.95"`.',
        specified_by_url="https://www.w3.org/TR/xmlschema-2/#decimal",
        serialize=str,
        parse_value=_refusing(_decimal),
    ),
    TimeZone: strawberry.scalar(
        name="TimeZone",
        description="An IANA time zone name: `Asia/Bangkok`.",
        specified_by_url="https://www.iana.org/time-zones",
        serialize=str,
        parse_value=_refusing(_zone),
    ),
    time: strawberry.scalar(
        name="LocalTime",
        description="A time of day on the clocks of the calendar's zone: `17:00`.",
        specified_by_url="https://www.iso.org/iso-8601-date-and-time-format.html",
        serialize=lambda value: value.isoformat("minutes"),
        parse_value=_refusing(_local_time),
    ),
    date: strawberry.scalar(
        name="Date",
        description="A day of the Gregorian calendar, without a zone: `2026-04-13`.",
        specified_by_url="https://www.iso.org/iso-8601-date-and-time-format.html",
        serialize=date.isoformat,
        parse_value=_refusing(lambda value: parse_date(_text(value))),
    ),
}
