"""Goals and service credits in a file.

`goal: {attainment: 95%, outcome: {csat_mean: 4.0, reopen_rate: 5%, paused_before_due: 20%}}`
`credits: [{below: 95%, share: 5%}, {below: 90%, share: 10%}]`, or with caps
`credits: {steps: […], cap: 20%, yearly_cap: 10%}`
"""

from __future__ import annotations

from sla_plugin.agreement_files import values
from sla_plugin.agreement_files.cursors import Cursor
from sla_plugin.agreement_files.forms import Form
from sla_plugin.domain.credits import CreditSchedule, CreditStep
from sla_plugin.domain.goals import Goal, OutcomeGoals

Goals = tuple[Goal | None, OutcomeGoals | None]


def read_goals(at: Cursor) -> Goals:
    stated = at.readable({"attainment": _read_attainment, "outcome": _read_outcome})
    return stated.get("attainment"), stated.get("outcome")


def _read_attainment(at: Cursor) -> Goal:
    return Goal(values.share(at))


def _read_outcome(at: Cursor) -> OutcomeGoals:
    readers = {"csat_mean": values.number, "reopen_rate": values.share, "paused_before_due": values.share}
    return OutcomeGoals(**at.section(readers))


def read_credits(at: Cursor) -> CreditSchedule:
    if at.is_list:
        return CreditSchedule(_read_steps(at))
    readers = {"steps": _read_steps, "cap": values.share, "yearly_cap": values.share}
    return CreditSchedule(**at.section(readers, needed=("steps",)))


def _read_steps(at: Cursor) -> tuple[CreditStep, ...]:
    return tuple(at.whole(_read_step))


def _read_step(at: Cursor) -> CreditStep:
    return CreditStep(**at.section({"below": values.share, "share": values.share}, needed=("below", "share")))


def goals_form(goal: Goal | None, outcome: OutcomeGoals | None) -> Form:
    form: dict[str, Form] = {}
    if goal is not None:
        form["attainment"] = values.share_form(goal.attainment)
    if outcome is not None:
        form["outcome"] = _outcome_form(outcome)
    return form


def _outcome_form(outcome: OutcomeGoals) -> Form:
    form: dict[str, Form] = {}
    if outcome.csat_mean is not None:
        form["csat_mean"] = values.number_form(outcome.csat_mean)
    if outcome.reopen_rate is not None:
        form["reopen_rate"] = values.share_form(outcome.reopen_rate)
    if outcome.paused_before_due is not None:
        form["paused_before_due"] = values.share_form(outcome.paused_before_due)
    return form


def credits_form(schedule: CreditSchedule) -> Form:
    steps: Form = [
        {"below": values.share_form(step.below), "share": values.share_form(step.share)}
        for step in schedule.steps
    ]
    if schedule.cap is None and schedule.yearly_cap is None:
        return steps
    caps = {"cap": schedule.cap, "yearly_cap": schedule.yearly_cap}
    return {"steps": steps} | {name: values.share_form(cap) for name, cap in caps.items() if cap is not None}
