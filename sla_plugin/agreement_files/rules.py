"""When clocks wait, what a ticket that comes back does, and what more specific levels may do, in a file.

`pause: {statuses: [PENDING_CUSTOMER, ON_HOLD], metrics: [RESOLUTION], arithmetic: WORKING_TIME}`
`reopen: {reopening: CONTINUE, window: P7D}`, or `reopen: CONTINUE`
`combine: {target: FLOOR, escalations: ADDITIVE}`
"""

from __future__ import annotations

from collections.abc import Mapping

from sla_plugin.agreement_files import values
from sla_plugin.agreement_files.cursors import Cursor
from sla_plugin.agreement_files.forms import Form
from sla_plugin.domain.combinations import Attribute, Combination
from sla_plugin.domain.durations import format_duration
from sla_plugin.domain.facts import Status
from sla_plugin.domain.metrics import MetricName
from sla_plugin.domain.terms import PauseArithmetic, PauseRule, Reopening, ReopenRule

ATTRIBUTES = {
    **{
        attribute.value.lower(): attribute
        for attribute in Attribute
        if attribute is not Attribute.EXPECTED_EFFORT
    },
    "effort": Attribute.EXPECTED_EFFORT,
}
"""By the key that stands for it in a file."""

_KEYS = {attribute: key for key, attribute in ATTRIBUTES.items()}


def read_pause(at: Cursor) -> PauseRule:
    readers = {
        "statuses": _read_statuses,
        "metrics": _read_metrics,
        "arithmetic": values.one_of(PauseArithmetic),
    }
    return PauseRule(**at.section(readers, needed=("statuses",)))


def _read_statuses(at: Cursor) -> frozenset[Status]:
    return frozenset(at.whole(values.one_of(Status)))


def _read_metrics(at: Cursor) -> frozenset[MetricName]:
    return frozenset(at.whole(values.metric))


def pause_form(rule: PauseRule) -> Form:
    return {
        "statuses": sorted(rule.statuses),
        "metrics": sorted(rule.metrics),
        "arithmetic": rule.arithmetic.value,
    }


def read_reopen(at: Cursor) -> ReopenRule:
    reopening = values.one_of(Reopening)
    if not at.is_section:
        return ReopenRule(reopening(at))
    return ReopenRule(
        **at.section({"reopening": reopening, "window": values.duration}, needed=("reopening",))
    )


def reopen_form(rule: ReopenRule) -> Form:
    if rule.window is None:
        return rule.reopening.value
    return {"reopening": rule.reopening.value, "window": format_duration(rule.window)}


def read_combinations(at: Cursor) -> dict[Attribute, Combination]:
    stated = at.readable(dict.fromkeys(ATTRIBUTES, values.one_of(Combination)))
    return {ATTRIBUTES[key]: how for key, how in stated.items()}


def combinations_form(combine: Mapping[Attribute, Combination]) -> Form:
    return {attribute_key(attribute): how.value for attribute, how in sorted(combine.items())}


def attribute_key(attribute: Attribute) -> str:
    return _KEYS[attribute]
