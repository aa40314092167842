"""What of a contract its trail covers: every column of these tables, but for those that are named with a
reason. A test holds this against the catalogue, so that a new column cannot be forgotten."""

from __future__ import annotations

AUDITED = (
    "contract",
    "contract_version",
    "contract_requirement",
    "contract_judgement",
    "contract_consent",
    "contract_term",
    "contract_suspension",
    "contract_document",
    "contract_obligation",
    "contract_prepayment",
    "termination_case",
    "termination_approval",
    "termination_paper",
    "settlement",
    "settlement_adjustment",
)
"""Their rows are in the trail as they were written, column by column."""

CHAINED = ("contract_audit", "contract_audit_head")
"""The trail itself: each event holds the hash of the one before, and the head is sealed."""

DERIVED = ("contract_party", "contract_line", "sla_binding")
"""Follow from the contents, and are compared with them."""

EXEMPT = {
    "contract.next_instant": "when to look again, computed anew from the rest whenever that is changed",
    "contract.passed_at": "how far time was followed; what it brought about is in the trail by itself",
    "contract_audit.id": "a key that nothing refers to; the number is the event's place",
    "contract_audit_head.id": "a key that nothing refers to; there is one head for a contract",
    "contract_party.id": "a key that nothing refers to",
    "contract_line.id": "a key that nothing refers to",
    "sla_binding.id": "a key that nothing refers to",
    "termination_request": "what a CRM sent, beside the paper of it that is on record",
    "contract_reminder": "who was told of a deadline that can be computed; no right follows from it",
}
"""A column, or a whole table, that may be changed without a trace, and why."""


def is_covered(table: str, column: str) -> bool:
    return f"{table}.{column}" not in EXEMPT
