"""What was paid in advance is listed with its contract, for both sides of it."""

from __future__ import annotations

from typing import Any

from tests.support.ending_cast import EndingCast

TONER = {
    "what": "Toner for 2026", "since": "2026-01-01", "until": "2026-12-31",
    "amount": {"amount": "12000.00", "currency": "EUR"},
}  # fmt: skip
PAPER = {
    "what": "Paper", "since": "2026-04-01", "until": "2026-06-30",
    "amount": {"amount": "90.50", "currency": "EUR"},
}  # fmt: skip


async def _listed(ending: EndingCast, who: str, **at: Any) -> list[dict[str, Any]]:
    return list((await ending.cast.sees(who, ending.contract, **at))["prepayments"])


async def test_prepayments_are_listed_in_the_order_in_which_they_were_recorded(ending: EndingCast) -> None:
    assert await _listed(ending, "anan") == []
    await ending.people["pim"].done("RecordPrepayment", contract=ending.contract, **TONER)
    later = await ending.at("2026-04-02 10:00")
    await later.people["pim"].done("RecordPrepayment", contract=ending.contract, **PAPER)
    expected = [
        {**TONER, "recordedBy": "pim", "recordedAt": "2026-04-01T09:00:00Z"},
        {**PAPER, "recordedBy": "pim", "recordedAt": "2026-04-02T03:00:00Z"},
    ]
    for who in ("anan", "malee"):
        assert await _listed(later, who) == expected
    # As it was known before the second one came.
    assert await _listed(later, "anan", knownAt="2026-04-01T12:00:00Z") == expected[:1]


async def test_what_is_refused_is_not_listed(ending: EndingCast) -> None:
    lek, pim = ending.people["lek"], ending.people["pim"]
    assert await lek.refused("RecordPrepayment", contract=ending.contract, **TONER) == (
        "NotAllowed", "right.role",
    )  # fmt: skip
    baht = {**TONER, "amount": {"amount": "12000.00", "currency": "THB"}}
    assert (await pim.refused("RecordPrepayment", contract=ending.contract, **baht))[1] == "currency.mixed"
    before = {**TONER, "until": "2025-12-31"}
    assert (await pim.refused("RecordPrepayment", contract=ending.contract, **before))[1] == "dates.reversed"
    assert await _listed(ending, "pim") == []
