"""Prove that those who support an agreement can keep what it promises, or show how they cannot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sla_plugin.domain.agreements import AgreementVersion
from sla_plugin.domain.commitments import Commitments
from sla_plugin.domain.ids import AgreementId
from sla_plugin.domain.simulations import amended
from sla_plugin.domain.spoken import spoken
from sla_plugin.domain.support.check import support_gaps
from sla_plugin.domain.support.gaps import Gap, Waiver, unwaived
from sla_plugin.errors import Code, Conflict
from sla_plugin.storage.agreements import AgreementRow
from sla_plugin.storage.commitments import load_commitments
from sla_plugin.storage.session import Session
from sla_plugin.storage.support import SupportLinkRow, links, waivers


@dataclass(frozen=True, slots=True)
class SupportCheck:
    """`gaps`: the worst first, each with the waiver that accepts it today, if any."""

    links: Sequence[SupportLinkRow]
    gaps: Sequence[tuple[Gap, Waiver | None]]


@dataclass(frozen=True, slots=True)
class Support:
    """All that is promised, who supports it, and what was accepted of that, read once for many checks."""

    commitments: Commitments
    links: Mapping[AgreementId, Sequence[SupportLinkRow]]
    waivers: Mapping[AgreementId, Sequence[Waiver]]

    def check(self, which: AgreementId, now: datetime) -> SupportCheck:
        """Of the version in force, or else of the first one."""
        version = version_at(self.commitments, which, now)
        held, accepted = self.links.get(which, ()), self.waivers.get(which, ())
        found = _gaps(version, held, self.commitments, now)
        today = now.date()
        by_gap = {waiver.gap: waiver for waiver in accepted if waiver.holds_on(today)}
        return SupportCheck(held, [(gap, by_gap.get(gap.key)) for gap in found])


async def read_support(session: Session, commitments: Commitments | None = None) -> Support:
    """`commitments`: where they were read already."""
    return Support(
        commitments or await load_commitments(session), await links(session), await waivers(session)
    )


async def check_support(session: Session, which: AgreementId, now: datetime) -> SupportCheck:
    """Of the version in force, or else of the first one. NotFound."""
    await session.get(AgreementRow, id=which)
    return (await read_support(session)).check(which, now)


async def refuse_unsupported(
    session: Session, draft: AgreementVersion, commitments: Commitments, now: datetime
) -> None:
    """Conflict `support.gap` where the draft would have a gap that nobody has waived, or would bring one to
    an agreement that it supports."""
    linked = await links(session)
    own = draft.agreement.id
    concerned = [which for which, rows in linked.items() if own in {which, *(r.supporter_id for r in rows)}]
    if not concerned:
        return
    published, accepted = amended(draft, commitments), await waivers(session)
    for which in concerned:
        rows, at = linked[which], max(now, draft.effective_from)
        version = draft if which == own else version_at(published, which, at)
        gaps = unwaived(_gaps(version, rows, published, at), accepted.get(which, []), now.date())
        if which != own:
            held = _gaps(version_at(commitments, which, now), rows, commitments, now)
            known = {gap.key for gap in held}
            gaps = tuple(gap for gap in gaps if gap.key not in known)
        if gaps:
            raise _refusal(version, gaps)


def _gaps(
    version: AgreementVersion, rows: Sequence[SupportLinkRow], commitments: Commitments, at: datetime
) -> tuple[Gap, ...]:
    return support_gaps(version, [row.value() for row in rows], commitments, at)


def version_at(commitments: Commitments, which: AgreementId, at: datetime) -> AgreementVersion:
    """The one in force; the first one while none is yet."""
    begun = [version for version in commitments.versions_of(which) if version.effective_from <= at]
    return begun[-1] if begun else commitments.versions_of(which)[0]


def _refusal(version: AgreementVersion, gaps: Sequence[Gap]) -> Conflict:
    worst = gaps[0]
    more = f" There are {len(gaps)} gaps." if len(gaps) > 1 else ""
    return Conflict(
        Code.SUPPORT_GAP,
        f"Those who support {version.agreement.code} cannot keep what it promises: {gap_text(worst)}{more}",
        hint="Change the promise or its support, or let somebody accept the gap by name (waiveSupportGap).",
        field="terms",
    )


def gap_text(gap: Gap) -> str:
    """For people, in one sentence."""
    what = f"{gap.key.metric} {gap.key.priority or ''}".strip()
    if gap.example is not None:
        one = gap.example
        return (
            f"{what} that starts at {one.starts_at.isoformat()} is due at {one.due_at.isoformat()} and "
            f"supported by {one.supported_at.isoformat()}, {spoken(one.excess)} of working time too late."
        )
    if gap.unsupported_from is not None:
        return f"{what} is not supported from {gap.unsupported_from.isoformat()} on."
    if gap.statuses:
        return (
            f"a supporter of {what} waits in {', '.join(sorted(gap.statuses))}, where the promise does not."
        )
    return f"a supporter of {what} promises nothing of the kind."
