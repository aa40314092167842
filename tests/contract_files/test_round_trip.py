"""Whatever a contract states, its file says: written and read again, it is the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from uuid import UUID

from hypothesis import given

from sla_plugin.contract_files.clauses import READERS as CLAUSES
from sla_plugin.contract_files.clauses import clauses_form
from sla_plugin.contract_files.documents import read_contract, write_contract
from sla_plugin.contract_files.ending import READERS as ENDINGS
from sla_plugin.contract_files.names import ContractNames, find_meant
from sla_plugin.contract_files.naming import as_stated
from sla_plugin.contract_files.notice import READERS as RULES
from sla_plugin.contract_files.stated import StatedAddress, StatedContract, StatedLine, StatedParty
from sla_plugin.domain.contracting.content import Clauses, VersionContent
from sla_plugin.domain.contracting.ending import Ending
from sla_plugin.domain.contracting.lines import ContractLine
from sla_plugin.domain.contracting.parties import ContractParty, NoticeAddress
from sla_plugin.domain.contracting.states import ContractKind
from sla_plugin.domain.notice.rules import NoticeRule
from tests.support.contract_contents import contents
from tests.support.stated_contracts import contracts


@given(contracts)
def test_what_is_written_is_read_as_the_same(contract: StatedContract) -> None:
    assert read_contract(write_contract(contract), "contract.yaml").stated == contract


@given(contents)
def test_what_is_agreed_survives_its_names(content: VersionContent) -> None:
    """Down to the hash to which signatures are bound."""
    names = _names(content)
    written = write_contract(as_stated("C-1", ContractKind.CUSTOMER, None, content, names))
    read = read_contract(written, "contract.yaml")
    meant = find_meant(read.stated, names, read.log).content
    assert (meant, meant.hash, read.log.problems) == (content, content.hash, [])


def _names(content: VersionContent) -> ContractNames:
    """Each thing by its id, as if that were its code."""

    def by_name(ids: Iterator[UUID | None]) -> dict[str, UUID]:
        return {f"n {key}": key for key in ids if key is not None}

    addresses = [party.notice for party in content.parties if party.notice is not None]
    named: dict[str, dict[str, UUID]] = {
        "organisations": by_name(party.organisation for party in content.parties),
        "services": by_name(line.service for line in content.lines),
        "levels": by_name(line.service_level for line in content.lines),
        "sites": by_name(line.site for line in content.lines),
        "calendars": by_name(iter([content.clauses.calendar, *(one.calendar for one in addresses)])),
    }
    return ContractNames(**named)  # type: ignore[arg-type]  # ids of any kind


def test_every_field_of_what_is_agreed_has_its_key() -> None:
    """A field that is added must be given one."""
    names = {name.name for name in fields(Clauses)}
    in_term = {"initial_months", "renewal_months", "grace_days"}
    assert names == (CLAUSES.keys() - {"term"}) | in_term | {"calendar"}
    assert {f.name for f in fields(ContractParty)} == {f.name for f in fields(StatedParty)}
    assert {f.name for f in fields(ContractLine)} - {"service_level"} == {
        f.name for f in fields(StatedLine)
    } - {"level"}
    assert {f.name for f in fields(NoticeAddress)} == {f.name for f in fields(StatedAddress)}
    assert {f.name for f in fields(NoticeRule)} == RULES.keys()
    assert {f.name for f in fields(Ending)} == ENDINGS.keys()
    assert {f.name for f in fields(VersionContent)} <= {f.name for f in fields(StatedContract)}


def test_what_is_not_stated_is_not_written() -> None:
    small = StatedContract("2026", ContractKind.INTERNAL, date(2026, 4, 1), "Asia/Bangkok", "THB")
    assert write_contract(small) == (
        'contract: "2026"\nkind: INTERNAL\neffective_on: 2026-04-01\nzone: Asia/Bangkok\ncurrency: THB\n'
    )
    assert clauses_form(Clauses()) == {}
