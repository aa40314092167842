"""ISO 8601 durations, as far as each has one length."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla_plugin.domain.durations import format_duration, parse_duration
from sla_plugin.errors import BadInput, Code


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("PT4H", timedelta(hours=4)),
        ("PT30M", timedelta(minutes=30)),
        ("PT0S", timedelta(0)),
        ("P2DT12H", timedelta(hours=60)),
        ("PT90M", timedelta(hours=1, minutes=30)),
        ("PT1.5S", timedelta(milliseconds=1500)),
        ("PT0,000001S", timedelta(microseconds=1)),
        ("-PT1H", timedelta(hours=-1)),
    ],
)
def test_a_duration_is_read(text: str, length: timedelta) -> None:
    assert parse_duration(text) == length


@pytest.mark.parametrize(
    "text",
    [
        "",
        "4",
        "4h",
        "P",
        "PT",
        "P1DT",
        "P1M",
        "P1Y",
        "P1W",
        "PT1H30",
        "PT1.5H",
        "PT-1H",
        "pt1h",
        "PT1H ",
        "PT๔H",
    ],
)
def test_what_has_no_fixed_length_or_no_unit_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as caught:
        parse_duration(text)
    assert caught.value.code is Code.DURATION_MALFORMED
    assert caught.value.hint == "Write it with its unit: PT4H, PT30M, P2DT12H."


@pytest.mark.parametrize("text", ["P1000000000D", "PT" + "9" * 5000 + "H"])
def test_a_duration_longer_than_can_be_counted_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="is too long") as caught:
        parse_duration(text)
    assert caught.value.code is Code.DURATION_MALFORMED


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(days=2, hours=12), "PT60H"),
        (timedelta(hours=1, seconds=1), "PT1H1S"),
        (timedelta(0), "PT0S"),
        (timedelta(milliseconds=-1500), "-PT1.5S"),
        (timedelta(microseconds=1), "PT0.000001S"),
    ],
)
def test_a_duration_is_written_in_hours_minutes_and_seconds(length: timedelta, text: str) -> None:
    assert format_duration(length) == text


@given(st.timedeltas())
def test_every_duration_reads_back(length: timedelta) -> None:
    assert parse_duration(format_duration(length)) == length
