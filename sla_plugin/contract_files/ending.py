"""What a contract says of its own end, in a file.

`ending: {objection_days: 14, election_days: 30, children: CASCADE, converts: true, runs_off: true}`, with
`fee: {months: 3}` or `fee: {remaining: 50%}`, and `surviving: [confidentiality, liability]`
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sla_plugin.agreement_files import values
from sla_plugin.agreement_files.cursors import Cursor
from sla_plugin.agreement_files.forms import Form, filled
from sla_plugin.domain.contracting.ending import Children, EarlyFee, Ending, FeeKind
from sla_plugin.errors import BadInput, Code


def read_ending(at: Cursor) -> Ending:
    """What is not stated is as usual."""
    return Ending(**at.section(READERS))


def _read_surviving(at: Cursor) -> tuple[str, ...]:
    return tuple(at.whole(values.any_text))


def _read_fee(at: Cursor) -> EarlyFee:
    stated = at.section({"months": values.number, "remaining": values.share})
    if len(stated) != 1:
        raise BadInput(
            Code.FILE_VALUE,
            "A fee is so many months, or a share of what remains.",
            hint="Write {months: 3} or {remaining: 50%}.",
        )
    [(kind, value)] = stated.items()
    return EarlyFee(FeeKind(kind.upper()), value)


READERS: dict[str, Callable[[Cursor], Any]] = {
    "objection_days": values.whole_number,
    "election_days": values.whole_number,
    "fee": _read_fee,
    "converts": values.truth,
    "runs_off": values.truth,
    "children": values.one_of(Children),
    "surviving": _read_surviving,
}
"""In the order in which they are written."""


def ending_form(ending: Ending) -> Form:
    """Days are always written, so that no change of what is usual changes what was agreed."""
    forms: dict[str, Form | None] = {
        "objection_days": values.whole_form(ending.objection_days),
        "election_days": values.whole_form(ending.election_days),
        "fee": None if ending.fee is None else _fee_form(ending.fee),
        "converts": values.truth_form(True) if ending.converts else None,
        "runs_off": values.truth_form(True) if ending.runs_off else None,
        "children": ending.children.value,
        "surviving": list(ending.surviving) or None,
    }
    return filled(forms)


def _fee_form(fee: EarlyFee) -> Form:
    is_share = fee.kind is FeeKind.REMAINING
    value = values.share_form(fee.value) if is_share else values.number_form(fee.value)
    return {fee.kind.value.lower(): value}
