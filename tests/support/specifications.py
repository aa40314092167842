"""What a customer's approval is bound to, told from the rows alone and by other code than the product's."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from tests.support.contract_bench import instant

Row = dict[str, Any]


def specification_of(version: Row, needs: Iterable[Row], judgements: Iterable[Row]) -> str:
    """The SHA-256 of all that the specification states in the round in which the version is."""
    judged: dict[str, Row] = {}
    for row in judgements:
        if row["round"] == version["round"]:
            at = instant(row["judged_at"])
            assert at is not None
            said = {"by": row["judged_by"], "at": at.isoformat()}
            judged.setdefault(row["requirement_id"], {})[row["side"].lower()] = said
    stated = [
        {
            "id": row["id"], "need": row["need"], "outcome": row["outcome"],
            **({"service": row["service_id"]} if row.get("service_id") else {}), **judged.get(row["id"], {}),
        }
        for row in needs
        if row["version_id"] == version["id"] and row.get("dropped_at") is None
    ]  # fmt: skip
    stated.sort(key=lambda one: json.dumps(one, sort_keys=True))
    whole = {"content": version["content_hash"], "requirements": stated}
    text = json.dumps(whole, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
