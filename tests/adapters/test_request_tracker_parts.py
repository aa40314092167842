"""The parts of the Request Tracker adapter that need no server: what an answer means, where to read again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sla_integrations.request_tracker import adapter
from sla_integrations.request_tracker.client import ASKED_TO_WAIT, problem
from sla_integrations.request_tracker.journal import Transaction
from sla_integrations.request_tracker.place import LAG, OVERLAP, Place

from sla_plugin.sdk import (
    AdapterError,
    AuthFailed,
    ConfigWrong,
    Connection,
    NoSuchRecord,
    RateLimited,
    StaleVersion,
    Transient,
)

ROOT = "https://rt.example"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def answer(status: int, **more: object) -> httpx.Response:
    request = httpx.Request("GET", f"{ROOT}/REST/2.0/ticket/7")
    return httpx.Response(status, request=request, **more)  # type: ignore[arg-type]  # passed through


@pytest.mark.parametrize(
    ("response", "kind"),
    [
        (answer(400, json={"message": "Unknown field"}), ConfigWrong),
        (answer(401, json={"message": "Unauthorized"}), AuthFailed),
        (answer(403, json={"message": "Forbidden"}), ConfigWrong),
        (answer(404, json={"message": "Not Found"}), NoSuchRecord),
        (answer(404, html="<h1>Not Found</h1>"), ConfigWrong),
        (answer(302, headers={"Location": "/NoAuth/Login.html"}), ConfigWrong),
        (answer(412, json={"message": "Precondition Failed"}), StaleVersion),
        (answer(429), RateLimited),
        (answer(500), Transient),
        (answer(503, html="restarting"), Transient),
    ],
)
def test_every_answer_says_what_to_do_next(response: httpx.Response, kind: type[AdapterError]) -> None:
    assert type(problem(response, ROOT)) is kind


@pytest.mark.parametrize(
    ("headers", "pause"),
    [
        ({"Retry-After": "7"}, timedelta(seconds=7)),
        ({"Retry-After": "Wed, 21 Oct 2026 07:28:00 GMT"}, ASKED_TO_WAIT),
        ({}, ASKED_TO_WAIT),
    ],
)
def test_a_pause_that_was_asked_for_is_kept(headers: dict[str, str], pause: timedelta) -> None:
    error = problem(answer(429, headers=headers), ROOT)
    assert isinstance(error, RateLimited)
    assert error.retry_after == pause


def transaction(number: int, at: datetime) -> Transaction:
    return Transaction(number, "1", "Comment", "", None, None, "anna", at)


@given(st.lists(st.integers(1, 500), unique=True, min_size=1), st.integers(0, 180))
def test_what_was_young_when_it_was_read_is_read_again(numbers: list[int], age: int) -> None:
    """RT stamps in the order of its numbers here, one a second; the newest is `age` seconds old."""
    numbers.sort()
    now = NOON + timedelta(seconds=numbers[-1] + age)
    page = [transaction(n, NOON + timedelta(seconds=n)) for n in numbers]

    end = Place().past(page, now)
    again = end.rewound()

    assert end.read == numbers[-1]
    assert all(t.at <= now - LAG for t in page if t.id <= again.read)
    assert again.read <= max(0, numbers[-1] - OVERLAP)


@given(st.lists(st.integers(1, 500), unique=True, min_size=1), st.integers(1, 9))
def test_pages_lead_to_where_one_page_leads(numbers: list[int], size: int) -> None:
    numbers.sort()
    page = [transaction(n, NOON + timedelta(seconds=n)) for n in numbers]
    now = NOON + timedelta(seconds=numbers[-1])
    place = Place()
    for start in range(0, len(page), size):
        place = Place.of(place.past(page[start : start + size], now).cursor)
    assert place == Place().past(page, now)


@pytest.mark.parametrize("token", ["1-22-abc\n", "1-22-ความลับ", "1-22-\x00"])
async def test_a_token_that_no_header_can_carry_is_refused_and_not_repeated(token: str) -> None:
    config = adapter.manifest.config.model_validate({"url": ROOT})
    with pytest.raises(AuthFailed) as refused:
        async with adapter.connect(Connection("rt", config, {"token": token})):
            pass
    assert token not in str(refused.value)
