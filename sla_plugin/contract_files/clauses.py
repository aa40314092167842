"""The clauses of a contract in a file.

`law: TH`, `term: {months: 12, renewal_months: 12, grace_days: 5}`, `notice` and `cure` as `notice.py` says,
`ending` as `ending.py` does, `suspended_clocks: GO_ON`, `credit_cap: 20%`, `amendment: in writing`, and
`exit: [{kind: DATA_EXPORT, what: all tickets as CSV, within_days: 30}]`
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from sla_plugin.agreement_files import values
from sla_plugin.agreement_files.cursors import Cursor
from sla_plugin.agreement_files.forms import Form, filled
from sla_plugin.contract_files.ending import ending_form, read_ending
from sla_plugin.contract_files.notice import completed, read_rule, rule_form
from sla_plugin.domain.contracting.content import Clauses, ExitDuty, SuspendedClocks
from sla_plugin.domain.notice.law import Law
from sla_plugin.domain.notice.term_ends import TermPlan


def clauses_of(stated: Mapping[str, Any]) -> Clauses:
    """Of what the readers below found."""
    law: Law = stated.get("law", Law.GENERIC)
    found: dict[str, Any] = {key: stated[key] for key in _SAME if key in stated}
    found |= {key: completed(stated[key], law) for key in _RULES if key in stated}
    return Clauses(law=law, **stated.get("term", {}), **found)


def clauses_form(clauses: Clauses) -> dict[str, Form]:
    duties = clauses.exit
    forms: dict[str, Form | None] = {
        "law": None if clauses.law is Law.GENERIC else clauses.law.value,
        "term": _term_form(clauses) or None,
        "notice": None if clauses.notice is None else rule_form(clauses.notice),
        "cure": None if clauses.cure is None else rule_form(clauses.cure),
        "suspended_clocks": None if clauses.suspended_clocks is None else clauses.suspended_clocks.value,
        "credit_cap": None if clauses.credit_cap is None else values.share_form(clauses.credit_cap),
        "exit": None if duties is None else [_duty_form(duty) for duty in duties],
        "amendment": clauses.amendment,
        "ending": None if clauses.ending is None else ending_form(clauses.ending),
    }
    return filled(forms)


def read_months(at: Cursor) -> int:
    months = values.whole_number(at)
    TermPlan(date.min.replace(year=2000), months)  # It refuses here, where it stands.
    return months


def _read_term(at: Cursor) -> dict[str, int]:
    stated = at.section(
        {"months": read_months, "renewal_months": read_months, "grace_days": values.whole_number}
    )
    return {_TERM[key]: value for key, value in stated.items()}


_TERM = {"months": "initial_months", "renewal_months": "renewal_months", "grace_days": "grace_days"}
"""Key → attribute of `Clauses`."""


def _term_form(clauses: Clauses) -> Form:
    stated = {key: getattr(clauses, name) for key, name in _TERM.items()}
    return {key: values.whole_form(value) for key, value in stated.items() if value is not None}


def _read_duties(at: Cursor) -> tuple[ExitDuty, ...]:
    return tuple(at.whole(_read_duty))


def _read_duty(at: Cursor) -> ExitDuty:
    readers = {"kind": values.any_text, "what": values.any_text, "within_days": values.whole_number}
    return ExitDuty(**at.section(readers, needed=tuple(readers)))


def _duty_form(duty: ExitDuty) -> Form:
    return {"kind": duty.kind, "what": duty.what, "within_days": values.whole_form(duty.within_days)}


READERS: dict[str, Callable[[Cursor], Any]] = {
    "law": values.one_of(Law),
    "term": _read_term,
    "notice": read_rule,
    "cure": read_rule,
    "suspended_clocks": values.one_of(SuspendedClocks),
    "credit_cap": values.share,
    "exit": _read_duties,
    "amendment": values.any_text,
    "ending": read_ending,
}
"""In the order in which they are written."""

_RULES = ("notice", "cure")
_SAME = ("suspended_clocks", "credit_cap", "exit", "amendment", "ending")
"""Keys that are attributes of `Clauses` too."""
