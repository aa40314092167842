"""The signed versions of a contract: which one is in force when, and as far as was known when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sla_plugin.domain.contracting.content import VersionContent
from sla_plugin.domain.periods import midnight


@dataclass(frozen=True, slots=True)
class SignedVersion:
    """`number` from 1; `recorded_at`: when its last signature was. A later number prevails from its first day
    on, whatever was agreed before for then."""

    number: int
    content: VersionContent
    recorded_at: datetime

    @property
    def effective_at(self) -> datetime:
        """The start of its first day, in its own zone; in UTC."""
        return midnight(self.content.effective_on, self.content.zone)


@dataclass(frozen=True, slots=True)
class Reign:
    """`[since, until)`, for which a version is in force; None: it is open."""

    version: SignedVersion
    since: datetime
    until: datetime | None


def reigns(versions: Iterable[SignedVersion], known_at: datetime | None = None) -> tuple[Reign, ...]:
    """In order of time, without gap from the first on. `known_at`: of those that were recorded by then."""
    known = [one for one in versions if known_at is None or one.recorded_at <= known_at]
    lasting: list[SignedVersion] = []
    for version in sorted(known, key=lambda one: one.number):
        lasting = [one for one in lasting if one.effective_at < version.effective_at]
        lasting.append(version)
    ends = [one.effective_at for one in lasting[1:]]
    return tuple(Reign(one, one.effective_at, end) for one, end in zip(lasting, [*ends, None], strict=False))


def in_force(
    versions: Sequence[SignedVersion], at: datetime, known_at: datetime | None = None
) -> SignedVersion | None:
    """None before the first."""
    return next((reign.version for reign in reversed(reigns(versions, known_at)) if reign.since <= at), None)
