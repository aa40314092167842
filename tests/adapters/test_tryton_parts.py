"""The parts of the Tryton adapter that need no server: what answers and rows mean, and where to read on."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from sla_integrations.tryton.client import ASKED_TO_WAIT, problem
from sla_integrations.tryton.config import TrytonConfig
from sla_integrations.tryton.mapping import changes, modified_at, version
from sla_integrations.tryton.place import LAG, Place

from sla_plugin.sdk import (
    AdapterError,
    AuthFailed,
    ConfigWrong,
    CustomerRecord,
    RateLimited,
    RecordKind,
    RecordRejected,
    Transient,
)

ROOT = "https://tryton.example"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
STAMP = {"__class__": "datetime", "year": 2026, "month": 3, "day": 2, "hour": 12} | dict.fromkeys(
    ("minute", "second", "microsecond"), 0
)
PARTY = {"id": 7, "name": "", "code": "12", "active": 1, "replaced_by": None, "last_modified_at": STAMP}
MOMENTS = st.timedeltas(timedelta(0), timedelta(days=50_000)).map(lambda age: NOON.replace(year=1970) + age)


def answer(status: int, **more: object) -> httpx.Response:
    request = httpx.Request("GET", f"{ROOT}/crm/rest/model/party.party")
    return httpx.Response(status, request=request, **more)  # type: ignore[arg-type]  # passed through


@pytest.mark.parametrize(
    ("response", "kind"),
    [
        (answer(400, json={"message": "Not allowed", "description": ""}), ConfigWrong),
        (answer(400, html="<h1>Bad Request</h1>"), ConfigWrong),
        (answer(401), AuthFailed),
        (answer(403), AuthFailed),
        (answer(404), ConfigWrong),
        (answer(308, headers={"Location": "/crm/rest"}), ConfigWrong),
        (answer(429), RateLimited),
        (answer(500, html="<h1>Internal Server Error</h1>\n<p>&#39;party.party&#39;</p>"), ConfigWrong),
        (answer(500, html="<h1>Internal Server Error</h1>\n<p>database is locked</p>"), Transient),
        (answer(503), Transient),
    ],
)
def test_every_answer_says_what_to_do_next(response: httpx.Response, kind: type[AdapterError]) -> None:
    assert type(problem(response, ROOT)) is kind


def test_what_tryton_says_to_a_user_is_kept() -> None:
    error = problem(answer(400, json={"message": "You are not allowed.", "description": "Ask."}), ROOT)
    assert error.message == "Tryton refused: You are not allowed. Ask."


@pytest.mark.parametrize(
    ("headers", "pause"), [({"Retry-After": "7"}, timedelta(seconds=7)), ({}, ASKED_TO_WAIT)]
)
def test_a_pause_that_was_asked_for_is_kept(headers: dict[str, str], pause: timedelta) -> None:
    error = problem(answer(429, headers=headers), ROOT)
    assert isinstance(error, RateLimited)
    assert error.retry_after == pause


def test_a_party_without_a_name_goes_by_its_code() -> None:
    [change] = changes(RecordKind.CUSTOMER, PARTY)
    assert change.data == CustomerRecord("[12]", code="12")
    assert (change.changed_at, change.version) == (NOON, 1_772_452_800_000_000)


def test_a_row_without_what_its_record_is_made_of_is_rejected() -> None:
    hidden = {key: value for key, value in PARTY.items() if key != "name"}
    with pytest.raises(RecordRejected, match=r"party\.party 7 lacks what it is made of: 'name'"):
        list(changes(RecordKind.CUSTOMER, hidden))
    with pytest.raises(ConfigWrong, match="last modified"):
        modified_at({"id": 7})


@given(MOMENTS, MOMENTS)
def test_versions_are_ordered_as_tryton_stamps_them(one: datetime, other: datetime) -> None:
    assert (version(one) < version(other)) == (one < other)


@given(MOMENTS, st.integers(0, 10**9))
def test_a_place_survives_json(at: datetime, number: int) -> None:
    place = Place(at, number)
    assert Place.of(json.loads(json.dumps(place.cursor))) == place


@given(MOMENTS, st.integers(1, 10**9), st.timedeltas(timedelta(0), timedelta(days=1)))
def test_the_next_pass_goes_back_to_what_may_still_be_committed_and_no_further(
    at: datetime, number: int, age: timedelta
) -> None:
    again = Place(at, number).rewound(at + age)
    assert again == (Place(at, number) if age > LAG else Place(at + age - LAG, 0))


@pytest.mark.parametrize("database", ["", "crm/rest", "crm?x", "c r m"])
def test_a_database_is_a_name(database: str) -> None:
    with pytest.raises(ValidationError, match="database"):
        TrytonConfig.model_validate({"url": ROOT, "database": database})
