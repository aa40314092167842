"""What is printed is what was agreed, whatever characters somebody puts into a name."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from sla_plugin.papers.readable import LONGEST_RUN, breakable, drawable, mapped, readable


def test_what_turns_or_hides_text_is_written_by_its_number() -> None:
    assert readable("pay \u202e001 THB") == "pay [U+202E]001 THB"
    assert readable("a\x00b\x1b[0m\ue000") == "a[U+0000]b[U+001B][0m[U+E000]"
    assert readable("first\r\nsecond\tthird") == "first\nsecond third"


def test_letters_are_composed() -> None:
    assert readable("Zu\u0308rich") == "Zürich"


@given(st.text())
def test_nothing_invisible_is_left(text: str) -> None:
    left = {char for char in readable(text) if unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Cn"}}
    assert left <= set("\n\u00ad\u200b\u200c\u200d")


def test_what_no_typeface_draws_is_written_by_its_number() -> None:
    assert drawable("≥ 99.9 % → ผู้ให้บริการ Łódź Αθήνα Киев") == "≥ 99.9 % → ผู้ให้บริการ Łódź Αθήνα Киев"
    assert drawable("中国\n🚚") == "[U+4E2D][U+56FD]\n[U+1F69A]"


def test_a_long_address_may_break_and_a_hash_may_not() -> None:
    address = "https://reports.chaophraya-logistics.example/monthly/2026"
    assert breakable(address).split("\u200b") == [
        "https://", "reports.", "chaophraya-", "logistics.", "example/", "monthly/", "2026",
    ]  # fmt: skip
    assert breakable("a" * 64) == "a" * 64
    assert breakable("x" * 50).split("\u200b") == ["x" * LONGEST_RUN, "x" * LONGEST_RUN, "x" * 10]
    assert breakable("(2026-02-09T10:30:00+07:00)") == "(2026-02-09T10:30:00+07:00)"


@given(st.text())
def test_a_place_to_break_adds_nothing_that_is_seen(text: str) -> None:
    assert breakable(text).replace("\u200b", "") == text.replace("\u200b", "")


def test_every_text_is_changed_and_no_key() -> None:
    assert mapped({"a": ["b", ("c", 1)], "d": {"e": None}}, str.upper) == {
        "a": ["B", ["C", 1]],
        "d": {"e": None},
    }
