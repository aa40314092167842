"""Existing contracts from a table, as a spreadsheet saves it; every problem has its row and column."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla_plugin.agreement_files.problems import FilesRefused
from sla_plugin.contract_files.csv_lines import Spoiled, records
from sla_plugin.contract_files.flaws import tell_flaws
from sla_plugin.contract_files.names import find_meant
from sla_plugin.contract_files.stated import (
    StatedContract,
    StatedLine,
    StatedParty,
    StatedPrice,
    StatedSignature,
    StatedSigning,
)
from sla_plugin.contract_files.tables import (
    Table,
    TableContract,
    column_of,
    refused_header,
    refused_rows,
    survey_table,
)
from sla_plugin.domain.contracting.content import Clauses
from sla_plugin.domain.contracting.lines import Billing
from sla_plugin.domain.contracting.parties import PartyRole
from sla_plugin.domain.contracting.states import ContractKind
from sla_plugin.domain.notice.law import Law
from sla_plugin.domain.notice.rules import Align, MonthRule, NoticePeriod, NoticeRule, Roll, Unit
from tests.contract_files.test_problems import NAMES

HEADER = (
    "number,kind,customer,provider,signatories,effective_on,zone,currency,law,months,renewal_months,notice,"
    "service,level,site,quantity,unit_price,billing,signed_on,signed_by,reference"
)
FIRST = (
    "C-1,CUSTOMER,hospital,lanna,malee for customer; anan for lanna,2026-04-01,Asia/Bangkok,THB,TH,12,12,"
    "3 months to term end,printing,gold,,2,3000.00,QUARTERLY,2026-03-02,,folder 12"
)
SECOND = "C-1,,,,,,,,,,,,mail,,crm:14,,,,,,"
SMALL = "number;customer;provider;effective_on;zone;currency;service;unit_price"


def table(*lines: str) -> Table:
    text = [f"{line}\n" for line in lines]
    return Table(text, "x.csv", survey_table(text, "x.csv"))


def told(contract: TableContract, of: Table) -> list[tuple[int, str, str]]:
    problems = sorted(contract.log.problems, key=lambda one: one.place)
    return [(one.place.line, column_of(of.header, one), one.code) for one in problems]


def test_rows_of_one_number_are_the_lines_of_one_contract() -> None:
    [contract] = table(HEADER, FIRST, SECOND)
    reference = "folder 12"
    assert contract.log.problems == []
    assert contract.stated == StatedContract(
        number="C-1",
        kind=ContractKind.CUSTOMER,
        effective_on=date(2026, 4, 1),
        zone="Asia/Bangkok",
        currency="THB",
        clauses=Clauses(
            law=Law.TH,
            initial_months=12,
            renewal_months=12,
            notice=NoticeRule(
                NoticePeriod(3, Unit.MONTH), MonthRule.CALENDAR, Roll.FOLLOWING, Align.TERM_END
            ),
        ),
        parties=(
            StatedParty("hospital", PartyRole.CUSTOMER),
            StatedParty("lanna", PartyRole.PROVIDER),
            StatedParty("hospital", PartyRole.SIGNATORY, "malee"),
            StatedParty("lanna", PartyRole.SIGNATORY, "anan"),
        ),
        lines=(
            StatedLine(
                "printing",
                "gold",
                quantity=Decimal(2),
                unit_price=StatedPrice(Decimal("3000.00")),
                billing=Billing.QUARTERLY,
            ),
            StatedLine("mail", site="crm:14"),
        ),
        signed=StatedSigning(
            date(2026, 3, 2),
            (
                StatedSignature("malee", "hospital", reference=reference),
                StatedSignature("anan", "lanna", reference=reference),
            ),
        ),
    )


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_it_is_parted_as_the_spreadsheet_does(delimiter: str, mark: str) -> None:
    header = SMALL.replace("effective_on", "Effective On ") + ";;"
    row = "C-1;hospital;lanna;2026-04-01;UTC;THB;printing;3;;"
    [contract] = table(mark + header.replace(";", delimiter), row.replace(";", delimiter))
    assert contract.stated is not None
    assert (contract.stated.number, contract.stated.effective_on) == ("C-1", date(2026, 4, 1))


def test_what_is_left_empty_is_as_usual() -> None:
    [contract] = table(SMALL, "C-1;hospital;lanna;2026-04-01;UTC;THB;;")
    assert contract.stated == StatedContract(
        "C-1",
        ContractKind.CUSTOMER,
        date(2026, 4, 1),
        "UTC",
        "THB",
        parties=(StatedParty("hospital", PartyRole.CUSTOMER), StatedParty("lanna", PartyRole.PROVIDER)),
    )


def test_of_an_underpinning_contract_the_provider_is_the_supplier() -> None:
    [contract] = table(HEADER, FIRST.replace("CUSTOMER", "UNDERPINNING"))
    assert contract.stated is not None
    assert contract.stated.parties[1] == StatedParty("lanna", PartyRole.SUPPLIER)


def test_who_signed_are_the_signatories_where_none_are_named() -> None:
    [contract] = table(
        HEADER,
        FIRST.replace("malee for customer; anan for lanna", "").replace("2,,f", "2,anan for provider,f"),
    )
    assert contract.stated is not None
    assert contract.stated.parties[2:] == (StatedParty("lanna", PartyRole.SIGNATORY, "anan"),)
    assert contract.stated.signed is not None
    assert contract.stated.signed.by == (StatedSignature("anan", "lanna", reference="folder 12"),)


def test_all_that_is_wrong_is_told_with_row_and_column_and_takes_no_neighbour_down() -> None:
    wrong = (
        "C-2,CUSTOMR,,lanna,malee,2569-04-01,Asia/Bangkok,baht,TH,0,12,3 months to the end,"
        ',gold,,"1,5","3,000.00",,2.3.2026,,'
    )
    found = table(HEADER, FIRST, SECOND, wrong, FIRST.replace("C-1", "C-3"))
    first, second, third = found
    assert (first.log.problems, third.log.problems, second.stated) == ([], [], None)
    assert told(second, found) == [
        (4, "kind", "file.value"),
        (4, "customer", "file.key_missing"),
        (4, "signatories", "file.value"),
        (4, "effective_on", "date.buddhist_era"),
        (4, "currency", "currency.unknown"),
        (4, "months", "notice.term"),
        (4, "notice", "file.value"),
        (4, "service", "file.key_missing"),
        (4, "signed_on", "date.malformed"),
    ]
    [row] = refused_rows(found.header, second)
    assert row[:3] == ["C-2", "CUSTOMR", ""]
    assert "kind: 'CUSTOMR' is none of the values that this can have. Did you mean CUSTOMER?" in row[-1]


def test_numbers_are_exact_or_refused() -> None:
    found = table(SMALL, "C-1;hospital;lanna;2026-04-01;UTC;THB;printing;3,000.00", "C-1;;;;;;mail;3.000,00")
    [contract] = found
    assert told(contract, found) == [
        (2, "unit_price", "number.malformed"),
        (3, "unit_price", "number.malformed"),
    ]


def test_what_is_wrong_beside_the_names_is_told_there_too() -> None:
    found = table(
        SMALL,
        "C-1;hopsital;lanna;2026-04-01;UTC;THB;printing;3 EUR",
        "C-1;;;;;;pinting;3.001",
        "C-1;;;;;;printing;4",
    )
    [contract] = found
    assert contract.stated is not None
    tell_flaws(find_meant(contract.stated, NAMES, contract.log), contract.log)
    assert told(contract, found) == [
        (2, "customer", "file.name_unknown"),
        (2, "unit_price", "currency.mixed"),
        (3, "service", "file.name_unknown"),
        (3, "unit_price", "money.amount"),
        (4, "service", "contract.line_twice"),
    ]


def test_a_contract_that_says_two_things_is_refused() -> None:
    found = table(HEADER, FIRST, SECOND.replace("C-1,,,,,", "C-1,,,,,2026-05-01"))
    [contract] = found
    assert contract.stated is None
    assert told(contract, found) == [(3, "effective_on", "file.value")]


def test_signatures_need_a_day_and_somebody() -> None:
    nobody = FIRST.replace("malee for customer; anan for lanna", "")
    undated = FIRST.replace("2026-03-02", "")
    for row, where in ((nobody, "signed_on"), (undated, "reference")):
        found = table(HEADER, row)
        [contract] = found
        assert told(contract, found) == [(2, where, "file.value")]


def test_rows_of_one_number_that_stand_apart_are_refused_every_one() -> None:
    found = table(HEADER, FIRST, FIRST.replace("C-1", "C-2"), SECOND)
    first, second, third = found
    assert told(first, found) == [(2, "number", "file.key_twice")]
    assert second.log.problems == []
    assert told(third, found)[0] == (4, "number", "file.key_twice")


def test_a_quote_that_is_never_closed_spoils_its_contract_only() -> None:
    good = [FIRST.replace("C-1", f"C-{number}") for number in range(5, 100)]
    spoiled = SECOND.replace("mail", '"mail')
    found = table(HEADER, FIRST, spoiled, *good)
    first, *others = found
    assert told(first, found) == [(3, "number", "file.syntax")]
    assert [other.stated is not None for other in others] == [True] * 95
    assert [row[0] for row in refused_rows(found.header, first)] == ["C-1", spoiled]


def test_a_row_with_another_number_of_cells_is_refused() -> None:
    found = table(
        SMALL, "C-1;hospital;lanna;2026-04-01;UTC;THB;printing", "C-2;h;l;2026-04-01;UTC;THB;a;b;3;;;"
    )
    assert [told(one, found) for one in found] == [
        [(2, "number", "file.shape")],
        [(3, "number", "file.shape")],
    ]


def test_what_was_refused_can_be_corrected_and_fed_again() -> None:
    found = table(SMALL, 'C-1;"hospital";lanna;2026-13-01;UTC;THB;printing;3', "", "C-1;;;;;;mail;4")
    [contract] = found
    again = [";".join(row) for row in (refused_header(found.header), *refused_rows(found.header, contract))]
    assert again == [
        SMALL + ";problem",
        "C-1;hospital;lanna;2026-13-01;UTC;THB;printing;3;effective_on: '2026-13-01' is no date or instant of"
        " the form that is taken. Write it as 2026-04-13.",
        "C-1;;;;;;mail;4;",
    ]
    corrected = table(*(line.replace("2026-13-01", "2026-12-01") for line in again))
    [contract] = corrected
    assert contract.log.problems == []
    assert refused_header(corrected.header) == [*SMALL.split(";"), "problem"]
    assert [len(row) for row in refused_rows(corrected.header, contract)] == [9, 9]


def test_bytes_that_are_no_utf_8_are_told_where_they_stand(tmp_path: Path) -> None:
    path = tmp_path / "latin.csv"
    row = "C-1;hospital;lanna;2026-04-01;UTC;THB;printing;3\nC-1;;;;;;M\u00fcll;3\n"
    path.write_bytes(f"{SMALL}\n{row}".encode("latin-1"))
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        lines = list(file)
    found = Table(lines, "x.csv", survey_table(lines, "x.csv"))
    [contract] = found
    assert told(contract, found) == [(3, "service", "text.unstorable")]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", [(1, 1, "file.key_missing")] * 6),
        (SMALL.replace("zone", "zoen"), [(1, 1, "file.key_missing"), (1, 5, "file.key_unknown")]),
        (SMALL + ";zone", [(1, 9, "file.key_twice")]),
    ],
)
def test_a_header_that_is_none_is_refused_at_once(header: str, expected: list[tuple[int, int, str]]) -> None:
    with pytest.raises(FilesRefused) as refusal:
        table(header)
    assert [(one.place.line, one.place.column, one.code) for one in refusal.value.problems] == expected


def test_a_table_is_read_as_it_is_asked_for() -> None:
    """A million contracts are never in memory."""

    def lines() -> Iterator[str]:
        yield SMALL + "\n"
        for number in range(1_000_000):
            pulled.append(number)
            yield f"C-{number};hospital;lanna;2026-04-01;UTC;THB;printing;3\n"

    pulled: list[int] = []
    survey = survey_table(islice(lines(), 100), "x.csv")
    pulled.clear()
    taken = list(islice(Table(lines(), "x.csv", survey), 10))
    assert [one.stated and one.stated.number for one in taken] == [f"C-{number}" for number in range(10)]
    assert len(pulled) <= 12


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=8)


@given(st.lists(st.lists(cells, min_size=2, max_size=4).filter(any), max_size=8), st.sampled_from(",;\t"))
def test_what_a_spreadsheet_writes_is_read_as_it_was(rows: list[list[str]], delimiter: str) -> None:
    written: list[str] = []

    class Lines:
        def write(self, text: str) -> None:
            written.append(text)

    csv.writer(Lines(), delimiter=delimiter).writerows(rows)
    assert list(records(_physical("".join(written)), delimiter)) == rows


def _physical(text: str) -> list[str]:
    """As a file opened with newline="" gives them."""
    return [line + "\n" for line in text.split("\n")[:-1]]


@given(st.lists(st.text(st.sampled_from('ab",;\n'), max_size=9), max_size=60))
def test_whatever_stands_there_every_line_is_told_or_read(lines: list[str]) -> None:
    """No line is lost, and nothing else is raised."""
    text = [f"{line}\n" for line in "\n".join(lines).split("\n")]
    found = list(records(text, ","))
    spoiled = [one for one in found if isinstance(one, Spoiled)]
    assert len(found) <= len(text)
    assert all(one.text + "\n" in text for one in spoiled)
