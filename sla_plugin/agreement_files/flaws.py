"""What an agreement must be like to be published, told at the places of its file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sla_plugin.agreement_files.documents import AgreementFile
from sla_plugin.agreement_files.names import Meant, Names, find_meant
from sla_plugin.agreement_files.problems import Path
from sla_plugin.agreement_files.rules import attribute_key
from sla_plugin.agreement_files.stated import StatedAgreement
from sla_plugin.domain.agreements import Agreement, AgreementVersion
from sla_plugin.domain.combinations import Attribute
from sla_plugin.domain.flaws import Flaw
from sla_plugin.domain.ids import AgreementId, AgreementVersionId
from sla_plugin.domain.publication import own_flaws

_NOBODY = UUID(int=0)


def check_alone(file: AgreementFile) -> None:
    """What is wrong with it whatever its names mean. FilesRefused with all of it."""
    version = drafted(file.stated, find_meant(file.stated, _everything(), file.log), _midnight(file.stated))
    tell_flaws(file, own_flaws(version))
    file.check()


def tell_flaws(file: AgreementFile, flaws: Iterable[Flaw]) -> None:
    for path, error in flaws:
        file.log.tell_further(error, _in_file(path))


def drafted(stated: StatedAgreement, meant: Meant, effective_from: datetime) -> AgreementVersion:
    """As it would be in force, with an id that nothing has."""
    named = Agreement(
        AgreementId(_NOBODY),
        stated.code,
        stated.name or stated.code,
        stated.kind,
        stated.level,
        stated.offered,
    )
    return AgreementVersion(
        id=AgreementVersionId(_NOBODY),
        agreement=named,
        number=1,
        effective_from=effective_from,
        contract=meant.contract,
        scope=meant.scope,
        terms=replace(stated.terms, calendar=meant.calendar),
        supporter=stated.supporter,
        approval=stated.approval,
    )


def _in_file(path: Path) -> Path:
    match path:
        case ("combine", str(attribute)):
            return ("combine", attribute_key(Attribute(attribute)))
        case _:
            return path


def _everything() -> Names:
    """In which every name means something."""

    class Anything(defaultdict[str, Any]):
        def __contains__(self, name: object) -> bool:
            return True

    anything = Anything(lambda: _NOBODY)
    return Names(*[anything] * 7)


def _midnight(stated: StatedAgreement) -> datetime:
    on = stated.effective_from
    return on if isinstance(on, datetime) else datetime(on.year, on.month, on.day, tzinfo=UTC)
