"""A whole agreement in a file: its keys, how they are read, and how they are written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sla_plugin.agreement_files import goals, rules, stated, steps, targets, values
from sla_plugin.agreement_files.cursors import Cursor, Log, Told
from sla_plugin.agreement_files.forms import Form, filled
from sla_plugin.agreement_files.hours import calendar_form, read_calendar
from sla_plugin.agreement_files.problems import FilesRefused
from sla_plugin.agreement_files.stated import StatedAgreement
from sla_plugin.agreement_files.texts import text_of
from sla_plugin.agreement_files.trees import parse_tree
from sla_plugin.domain.agreements import AgreementKind, Approval, Level
from sla_plugin.domain.calendar_spans import CalendarSpan
from sla_plugin.domain.calendars import Calendar
from sla_plugin.domain.durations import format_duration
from sla_plugin.domain.escalations import EscalationStep
from sla_plugin.domain.terms import EndOfBusiness, Equality, OnAmendment, OnChange, Terms
from sla_plugin.errors import SlaError


@dataclass(frozen=True, slots=True)
class AgreementFile:
    """`log` knows where everything stands, and takes what turns out to be wrong later."""

    stated: StatedAgreement
    log: Log

    def check(self) -> None:
        """FilesRefused with all that has been told."""
        if self.log.problems:
            raise FilesRefused(self.log.problems)


def read_agreement(text: str, file: str) -> AgreementFile:
    """`file`: its name, for the problems. FilesRefused with everything that is wrong in it."""
    tree = parse_tree(text, file)
    log = Log(file)
    log.places[()] = tree.place
    found = None
    try:
        found = _read(Cursor(tree, (), log))
    except SlaError as error:
        log.tell(error, ())
    except Told:
        pass
    if found is None:
        raise FilesRefused(log.problems)
    return AgreementFile(found, log)


def write_agreement(agreement: StatedAgreement) -> str:
    """A text that `read_agreement` reads as the same agreement."""
    return text_of(agreement_form(agreement))


def _read(at: Cursor) -> StatedAgreement:
    found = at.section(_READERS, needed=("agreement", "kind", "level", "effective_from"))
    goal, outcome = found.get("goal", (None, None))
    terms = {name: found[key] for key, name in _TERMS.items() if key in found}
    return StatedAgreement(
        code=found["agreement"],
        kind=found["kind"],
        level=found["level"],
        effective_from=found["effective_from"],
        name=found.get("name"),
        contract=found.get("contract"),
        scope=found.get("scope", stated.StatedScope()),
        calendars=found.get("calendar"),
        terms=Terms(goal=goal, outcome=outcome, **terms),
        supporter=found.get("supporter"),
        approval=found.get("approval"),
        offered=found.get("offered", False),
        bring=found.get("calendars", {}),
    )


def _read_approval(at: Cursor) -> Approval:
    return Approval(**at.section({"approver": values.text, "reason": values.text}, ("approver", "reason")))


def _read_review(at: Cursor) -> CalendarSpan:
    every: CalendarSpan = at.section({"every": values.span}, ("every",))["every"]
    return every


def _read_brought(at: Cursor) -> dict[str, Calendar]:
    return at.whole_entries(read_calendar)


def _read_steps(at: Cursor) -> tuple[EscalationStep, ...]:
    return tuple(at.whole(steps.read_step))


_READERS: dict[str, Callable[[Cursor], Any]] = {
    "agreement": values.text,
    "name": values.text,
    "kind": values.one_of(AgreementKind),
    "level": values.one_of(Level),
    "offered": values.truth,
    "effective_from": values.date_or_instant,
    "contract": values.text,
    "scope": stated.read_scope,
    "supporter": values.text,
    "approval": _read_approval,
    "review": _read_review,
    "amendment": values.text,
    "calendar": stated.read_calendars,
    "calendars": _read_brought,
    "targets": targets.read_targets,
    "effort": values.duration,
    "pause": rules.read_pause,
    "reopen": rules.read_reopen,
    "on_change": values.one_of(OnChange),
    "on_amendment": values.one_of(OnAmendment),
    "equality": values.one_of(Equality),
    "end_of_business": values.one_of(EndOfBusiness),
    "escalations": _read_steps,
    "goal": goals.read_goals,
    "credits": goals.read_credits,
    "combine": rules.read_combinations,
}
"""In the order in which they are written."""

_TERMS = {
    "targets": "targets",
    "pause": "pause",
    "reopen": "reopen",
    "on_change": "on_change",
    "on_amendment": "on_amendment",
    "equality": "equality",
    "end_of_business": "end_of_business",
    "effort": "expected_effort",
    "escalations": "escalations",
    "credits": "credits",
    "combine": "combine",
    "review": "review_every",
    "amendment": "amendment",
}
"""Key → attribute of `Terms`; `goal` holds two of them."""


def agreement_form(agreement: StatedAgreement) -> dict[str, Form]:
    """What is stated, by key."""
    terms = agreement.terms
    forms: dict[str, Form | None] = {
        "agreement": agreement.code,
        "name": agreement.name,
        "kind": agreement.kind.value,
        "level": agreement.level.value,
        "offered": values.truth_form(True) if agreement.offered else None,
        "effective_from": values.instant_form(agreement.effective_from),
        "contract": agreement.contract,
        "scope": stated.scope_form(agreement.scope) or None,
        "supporter": agreement.supporter,
        "approval": _approval_form(agreement.approval),
        "review": None if terms.review_every is None else {"every": str(terms.review_every)},
        "amendment": terms.amendment,
        "calendar": None if agreement.calendars is None else stated.calendars_form(agreement.calendars),
        "calendars": {code: calendar_form(one) for code, one in sorted(agreement.bring.items())} or None,
        "targets": targets.targets_form(terms.targets) or None,
        "effort": None if terms.expected_effort is None else format_duration(terms.expected_effort),
        "pause": None if terms.pause is None else rules.pause_form(terms.pause),
        "reopen": None if terms.reopen is None else rules.reopen_form(terms.reopen),
        "on_change": terms.on_change,
        "on_amendment": terms.on_amendment,
        "equality": terms.equality,
        "end_of_business": terms.end_of_business,
        "escalations": None if terms.escalations is None else steps.steps_form(terms.escalations),
        "goal": _goal_form(terms),
        "credits": None if terms.credits is None else goals.credits_form(terms.credits),
        "combine": rules.combinations_form(terms.combine) or None,
    }
    return filled(forms)


def _approval_form(approval: Approval | None) -> Form | None:
    return None if approval is None else {"approver": approval.approver, "reason": approval.reason}


def _goal_form(terms: Terms) -> Form | None:
    if terms.goal is None and terms.outcome is None:
        return None
    return goals.goals_form(terms.goal, terms.outcome)
