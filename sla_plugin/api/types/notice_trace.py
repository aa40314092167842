"""How a date came about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import strawberry

from sla_plugin.domain.notice import trace


@strawberry.type(description="One step of how a last day of service came about.")
class NoticeStep:
    rule: str = strawberry.field(description="By which rule of the specification: `R8`.")
    said: str = strawberry.field(description="What it does.")
    on: date = strawberry.field(description="Where the date stands after it.")


def steps_shown(steps: Iterable[trace.Step]) -> list[NoticeStep]:
    return [NoticeStep(rule=one.rule, said=one.said, on=one.on) for one in steps]
