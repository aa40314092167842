"""What an agreement version must be like to be published. Everything is refused with a code of its own.

Each check tells all that it finds, so that somebody who brings a whole agreement hears everything at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import chain

from sla_plugin.domain.agreements import AgreementVersion, Level
from sla_plugin.domain.commitments import SUPPORTING, Commitments
from sla_plugin.domain.conflicts import clashes, contradictions
from sla_plugin.domain.escalations import AtPercent, DaysFromDue, EscalationStep, FromDue
from sla_plugin.domain.flaws import Flaw, Path
from sla_plugin.domain.reach import unreachable_targets
from sla_plugin.domain.reviews import ReviewInterval
from sla_plugin.domain.spoken import moment_text, value_text
from sla_plugin.domain.targets import ByTime, Target, WorkingDays, WorkingDuration, is_negative
from sla_plugin.errors import BadInput, Code, Conflict

ZERO = timedelta(0)


def check_version(version: AgreementVersion, commitments: Commitments) -> None:
    """`commitments`: everything that is promised already. The first flaw is raised: BadInput and Conflict
    `agreement.…`, `target.…`, `metric.unknown`, `escalation.…`, `review.interval`."""
    for _, error in chain(own_flaws(version), flaws_among(version, commitments)):
        raise error


def own_flaws(version: AgreementVersion) -> Iterator[Flaw]:
    """What is wrong whatever else is promised."""
    yield from _of_level(version)
    yield from _of_offer(version)
    yield from _of_parties(version)
    yield from _of_targets(version)
    yield from _of_steps(version)
    yield from _of_combinations(version)
    yield from _of_review(version)
    yield from _of_texts(version)


def flaws_among(version: AgreementVersion, commitments: Commitments) -> Iterator[Flaw]:
    """What is wrong beside everything that is promised already. Calendars that are named must be there."""
    yield from _of_metrics(version, commitments)
    yield from unreachable_targets(version, commitments, version.effective_from)
    yield from _beside_others(version, commitments)


def _of_level(version: AgreementVersion) -> Iterator[Flaw]:
    """A level says for whom it holds (40-levels, "Levels"); a scope that says otherwise is a mistake. For
    what is on offer the contract lines say that."""
    level, scope = version.agreement.level, version.scope
    is_missing = {
        Level.CORPORATE: False,
        Level.CUSTOMER: scope.customer is None and scope.customer_group is None,
        Level.SERVICE: scope.service is None,
        Level.EXCEPTION: scope.ticket is None,
    }[level]
    if is_missing and not version.agreement.offered:
        what = "ticket" if level is Level.EXCEPTION else level.lower()
        yield (
            ("scope",),
            BadInput(
                Code.AGREEMENT_SCOPE,
                f"An agreement at level {level} must name its {what} in the scope.",
                field="scope",
            ),
        )
    if level is Level.EXCEPTION and version.contract is None and not version.agreement.offered:
        yield (
            ("contract",),
            BadInput(
                Code.AGREEMENT_EXCEPTION,
                "An exception is made under a contract.",
                hint="Name the contract that covers the ticket.",
                field="contract",
            ),
        )
    if (level is Level.EXCEPTION) != (version.approval is not None):
        yield (
            ("approval",),
            BadInput(
                Code.AGREEMENT_EXCEPTION,
                "An exception has a reason and somebody who approved it, and nothing else has.",
                hint="State approval for level EXCEPTION, and leave it out for any other.",
                field="approval",
            ),
        )


def _of_offer(version: AgreementVersion) -> Iterator[Flaw]:
    """What is on offer is promised to nobody yet: the contract line that names it says to whom."""
    if not version.agreement.offered:
        return
    level, scope = version.agreement.level, version.scope
    if level not in (Level.CUSTOMER, Level.SERVICE):
        at_level = "Offer it at level CUSTOMER or SERVICE."
        yield ("level",), _wrong_offer(f"is of level {level}", at_level, "level")
    line_says = "Leave it out: the contract line that names it says for whom it holds."
    if version.contract is not None:
        yield ("contract",), _wrong_offer("is of one contract", line_says, "contract")
    for name in ("customer", "customer_group", "ticket"):
        if getattr(scope, name) is not None:
            what = f"is for one {name.replace('_', ' ')} already"
            yield ("scope", name), _wrong_offer(what, line_says, "scope")


def _wrong_offer(what: str, hint: str, field: str) -> BadInput:
    return BadInput(Code.AGREEMENT_OFFERED, f"An agreement on offer {what}.", hint=hint, field=field)


def _of_parties(version: AgreementVersion) -> Iterator[Flaw]:
    if (version.agreement.kind in SUPPORTING) != (version.supporter is not None):
        yield (
            ("supporter",),
            BadInput(
                Code.AGREEMENT_SUPPORTER,
                "An OLA names its team and a UC its supplier, as the desk writes it; no other agreement "
                "does.",
                field="supporter",
            ),
        )


def _of_targets(version: AgreementVersion) -> Iterator[Flaw]:
    for metric, priority, target in version.terms.stated_targets():
        if is_negative(target):
            yield (
                ("targets", metric, priority),
                BadInput(
                    Code.TARGET_NEGATIVE,
                    f"The target of {metric} is negative: {value_text(target)}.",
                    hint="Promise zero for work that is handled at once, or more.",
                    field="targets",
                ),
            )


def _of_metrics(version: AgreementVersion, commitments: Commitments) -> Iterator[Flaw]:
    for metric in version.terms.targets:
        if metric not in commitments.metrics:
            yield (
                ("targets", metric),
                BadInput(
                    Code.METRIC_UNKNOWN,
                    f"Nobody has defined a metric {metric}.",
                    hint=f"Define it first, or take one of {', '.join(commitments.metrics)}.",
                    field="targets",
                ),
            )


def _of_steps(version: AgreementVersion) -> Iterator[Flaw]:
    stated = list(version.terms.stated_targets())
    for place, step in enumerate(version.terms.escalations or ()):
        if not step.do:
            yield (
                ("escalations", place),
                _wrong_step(step, "does nothing", "Say whom it notifies, or what it writes or raises."),
            )
        concerned = (target for metric, _, target in stated if step.metric in (None, metric))
        if any(_is_before_start(step, target) for target in concerned):
            yield (
                ("escalations", place),
                _wrong_step(
                    step,
                    "would be taken before the clock begins",
                    "Put it nearer to due, or give it a percentage.",
                ),
            )


def _is_before_start(step: EscalationStep, target: Target) -> bool:
    match step.at:
        case AtPercent(percent):
            return percent <= 0
        case FromDue(offset, False) if isinstance(target, WorkingDuration):
            return offset <= -target.duration and offset < ZERO
        case DaysFromDue(days) if isinstance(target, WorkingDays | ByTime):
            return days < -target.days
        case _:
            return False


def _wrong_step(step: EscalationStep, what: str, hint: str) -> BadInput:
    return BadInput(
        Code.ESCALATION_STEP, f"The step {moment_text(step.at)} {what}.", hint=hint, field="escalations"
    )


def _of_combinations(version: AgreementVersion) -> Iterator[Flaw]:
    for attribute, how in version.terms.combine.items():
        if not how.suits(attribute):
            yield (
                ("combine", attribute),
                BadInput(
                    Code.AGREEMENT_COMBINATION,
                    f"{attribute} cannot be {how}.",
                    hint="FLOOR is for TARGET and GOAL, ADDITIVE for ESCALATIONS.",
                    field="combine",
                ),
            )


def _of_review(version: AgreementVersion) -> Iterator[Flaw]:
    every = version.terms.review_every
    if every is not None:
        try:
            ReviewInterval(every)
        except BadInput as error:
            yield ("review", "every"), error


def _of_texts(version: AgreementVersion) -> Iterator[Flaw]:
    """What is stated says something."""
    texts: dict[Path, str | None] = {
        ("supporter",): version.supporter,
        ("amendment",): version.terms.amendment,
    }
    if version.approval is not None:
        texts["approval", "approver"] = version.approval.approver
        texts["approval", "reason"] = version.approval.reason
    for path, text in texts.items():
        if text is not None and not text.strip():
            yield (
                path,
                BadInput(
                    Code.TEXT_EMPTY,
                    f"{path[-1]} is stated, and says nothing.".capitalize(),
                    hint="Leave it out, or fill it.",
                    field=str(path[-1]),
                ),
            )


def _beside_others(version: AgreementVersion, commitments: Commitments) -> Iterator[Flaw]:
    for clash in clashes(version, commitments):
        what = f"{clash.attribute} of {clash.metric}" if clash.metric else clash.attribute
        yield (
            ("scope",),
            Conflict(
                Code.AGREEMENT_OVERLAP,
                f"{version.agreement.code} and {clash.other.agreement.code} v{clash.other.number} are of one "
                f"level and scope, and both state {what} at the same time.",
                hint="Narrow the scope of one, let the dates not overlap, or leave it to one of them.",
                field="scope",
            ),
        )
    for clash in contradictions(version, commitments):
        yield (
            ("combine", clash.attribute),
            Conflict(
                Code.AGREEMENT_FLOOR,
                f"{clash.attribute} is MANDATORY in one and FLOOR in the other of {version.agreement.code} "
                f"and {clash.other.agreement.code}: below what nobody may change, no floor lifts anything.",
                hint="Leave the more specific one's FLOOR out, or let the general one be a FLOOR.",
                field="combine",
            ),
        )
