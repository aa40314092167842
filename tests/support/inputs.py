"""For every published mutation an input with which it is done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

LATER = "2026-06-01T00:00:00Z"
WEEK = [{"weekday": "mon", "hours": [{"start": "09:00", "end": "17:00"}]}]
CONTENT = {"timeZone": "Asia/Bangkok", "hours": WEEK}
VERSION: dict[str, Any] = {"effectiveFrom": LATER}
NAMED = {"code": "new", "name": "New"}


def good_inputs(ids: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """`ids` by type, as `Provider.ids`."""
    of_the_customer = {**VERSION, "scope": {"customer": ids["Organisation"]}}
    return {
        "CreateOrganisation": {"name": "New"},
        "CreateService": NAMED,
        "CreateCalendar": {**NAMED, "content": CONTENT},
        "CreateAgreement": {**NAMED, "kind": "CUSTOMER_SLA", "level": "CORPORATE", "version": VERSION},
        "PublishAgreementVersion": {"agreement": ids["Agreement"], "version": of_the_customer},
        "PublishCalendarVersion": {"calendar": ids["Calendar"], "content": CONTENT, **VERSION},
        "CreateCustomerGroup": {**NAMED, "rank": 7, "members": [ids["Organisation"]]},
        "DefineMetric": {
            "name": "CALL_BACK",
            "description": "How soon we call.",
            "starts": "done",
            "stops": "!done",
        },
        "Simulation": {
            "agreement": {"amended": ids["Agreement"]},
            "version": {**of_the_customer, "contract": ids["Contract"]},
            "since": "2026-01-01T00:00:00Z",
            "until": "2026-07-01T00:00:00Z",
        },
        "RecordContract": {
            "number": "LI-9",
            "customer": ids["Organisation"],
            "zone": "Asia/Bangkok",
            "monitoredFrom": "2026-01-01T00:00:00Z",
        },
    }
